//! The start of a page with programs, and what the first of them prints. The browser's tests have it too.

/// The page's source.
pub const PAGE: &str = "book/pages/ch91/in-place.md";

/// The program `says`, in two parts; other programs may follow.
pub const SAYS: &str = "\
# In place

```rust,part=says
fn say(what: &str) {
    println!(\"[main] {what}\");
}
```

```rust,run=says
fn main() {
    say(\"as it stands\");
}
```
";

/// Where the output of `says` is pinned.
pub const SNAPSHOT: &str = "book/tests/snapshots/snippet-ch91-says.snap";

/// The output, as it is pinned.
pub const PINNED: &str = "---\nsource: book/tests/snippets.rs\n---\n[main] as it stands\n";
