//! Why a build failed that says nothing about the text: the disk is full, or a tool cannot be started.

/// What is wrong with the machine, in a sentence, from errors that have no place in a source.
pub(super) fn found(errors: &str) -> Option<String> {
    let says = |words: &[&str]| words.iter().any(|words| errors.contains(words));
    let why = if says(&[
        "os error 28",
        "No space left on device",
        "Disk quota exceeded",
    ]) {
        "the disk is full"
    } else if says(&["os error 30", "Read-only file system"]) {
        "the target folder is on a disk that can't be written"
    } else if says(&[
        "could not execute process",
        "could not exec the linker",
        "` not found\n",
    ]) {
        "the compiler or its linker can't be started"
    } else if says(&["os error 13", "Permission denied"]) {
        "the target folder can't be written"
    } else if says(&["(signal: ", "failed: signal: "]) {
        "the compiler was ended by a signal, as it is when memory runs out"
    } else if says(&["(os error "]) {
        "a file or folder that the build needs can't be used"
    } else {
        return None;
    };
    let first = errors.lines().find(|line| line.starts_with("error"));
    let first = first.and_then(|line| line.split_once(": "));
    Some(match first {
        Some((_, message)) => format!("nothing was built: {why} ({message})"),
        None => format!("nothing was built: {why}"),
    })
}

#[cfg(test)]
mod tests {
    use super::found;

    fn begins(errors: &str, expected: &str) {
        let found = found(errors).unwrap();
        assert!(
            found.starts_with(&format!("nothing was built: {expected}")),
            "{found}"
        );
    }

    #[test]
    fn what_is_wrong_with_the_machine_is_named() {
        let full = "error: couldn't create a temp dir: No space left on device (os error 28) at path \"/t/rmetaX\"\n";
        begins(full, "the disk is full (couldn't create a temp dir");
        let linker =
            "error: linker `cc` not found\n  |\n  = note: No such file or directory (os error 2)\n";
        begins(
            linker,
            "the compiler or its linker can't be started (linker `cc` not found)",
        );
        let killed = "error: could not compile `ch04` (test \"waker\")\n\nCaused by:\n  process didn't exit successfully: `rustc` (signal: 9, SIGKILL: kill)\n";
        begins(killed, "the compiler was ended by a signal");
        let closed = "error: failed to write /t/invoked.timestamp\n\nCaused by:\n  Permission denied (os error 13)\n";
        begins(closed, "the target folder can't be written");
    }

    #[test]
    fn what_is_wrong_with_the_text_is_not_the_machines_fault() {
        let linking = "error: linking with `cc` failed: exit status: 1\n  = note: undefined reference to `nothing'\n";
        assert_eq!(found(linking), None);
        assert_eq!(
            found("error: could not compile `ch04` (test \"waker\")\n"),
            None
        );
    }
}
