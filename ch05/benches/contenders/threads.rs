//! Where threads run.

/// Keeps the thread that makes it on one core, and those that it spawns meanwhile for good.
pub struct OneCore {
    before: libc::cpu_set_t,
}

impl OneCore {
    pub fn begin(core: usize) -> Self {
        // SAFETY: a set of cores is an array of bits, and these calls fill and read the sets they get.
        unsafe {
            let mut before: libc::cpu_set_t = std::mem::zeroed();
            let size = size_of_val(&before);
            assert_eq!(libc::sched_getaffinity(0, size, &mut before), 0);
            let mut one: libc::cpu_set_t = std::mem::zeroed();
            libc::CPU_SET(core, &mut one);
            assert_eq!(libc::sched_setaffinity(0, size, &one), 0);
            Self { before }
        }
    }
}

impl Drop for OneCore {
    fn drop(&mut self) {
        // SAFETY: as above.
        unsafe { libc::sched_setaffinity(0, size_of_val(&self.before), &self.before) };
    }
}

/// The core on which this thread runs at the moment: one that it may use.
pub fn this_core() -> usize {
    // SAFETY: the call touches no memory of ours.
    let core = unsafe { libc::sched_getcpu() };
    core.try_into().expect("a thread runs on some core")
}
