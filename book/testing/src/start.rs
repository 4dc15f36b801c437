//! A check listens before any of its code runs.

/// The system calls this before `main`. A test's process has no other place that comes before all of its tests, and a
/// panic of any of them has to reach the book.
// SAFETY: the section holds pointers to functions of this very type, which are called once before `main`; this one
// uses nothing that the standard library prepares in between.
#[used]
#[cfg_attr(
    target_vendor = "apple",
    unsafe(link_section = "__DATA,__mod_init_func")
)]
#[cfg_attr(not(target_vendor = "apple"), unsafe(link_section = ".init_array"))]
static OPEN: extern "C" fn() = open;

/// Nothing happens unless the book has started the process.
extern "C" fn open() {
    trace::open();
}
