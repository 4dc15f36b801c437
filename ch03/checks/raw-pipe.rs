//! A pipe is made, used and dropped; what it leaves behind is looked up in `/proc/self`.

use super::*;
use std::io::ErrorKind;
use testing::Log;

/// What a descriptor stands for: `pipe:[4711]`, with a number that no other pipe has.
fn target(fd: i32) -> String {
    match std::fs::read_link(format!("/proc/self/fd/{fd}")) {
        Ok(target) => target.to_string_lossy().into_owned(),
        Err(error) => panic!("{fd} is no open descriptor, but was taken for one end: {error}"),
    }
}

/// How many descriptors of this process stand for that. Other tests may open and close their own
/// meanwhile: those stand for something else.
fn open_on(target: &str) -> usize {
    let entries = std::fs::read_dir("/proc/self/fd").unwrap();
    entries
        .filter_map(|entry| std::fs::read_link(entry.unwrap().path()).ok())
        .filter(|found| found.as_os_str() == target)
        .count()
}

/// The flags that a descriptor was opened with.
fn flags(fd: i32) -> i32 {
    let info = std::fs::read_to_string(format!("/proc/self/fdinfo/{fd}")).unwrap();
    let flags = info.lines().find_map(|line| line.strip_prefix("flags:"));
    i32::from_str_radix(flags.unwrap().trim(), 8).unwrap()
}

/// The kernel's answers so far to calls of this name.
fn answers(log: &Log, name: &str) -> Vec<String> {
    let start = format!("answers {name} with ");
    let said = log.of("kernel");
    said.iter()
        .filter_map(|what| Some(what.strip_prefix(&start)?.to_owned()))
        .collect()
}

#[test]
fn a_pipe_carries_bytes_and_ends_when_its_writer_is_dropped() {
    let log = Log::start();
    trace!("main", "makes a pipe");
    let (reader, writer) = pipe(O_NONBLOCK).unwrap();
    let this_pipe = target(reader.0);
    assert_eq!(
        this_pipe,
        target(writer.0),
        "the two ends are not those of one pipe\nThey stand for:"
    );
    trace!("main", "writes \"through the pipe\"");
    if let Err(error) = writer.write(b"through the pipe") {
        panic!(
            "the second descriptor is not the end that writes: {error}\n\
             The kernel puts the reading end first."
        );
    }
    let mut bytes = [0; 64];
    let filled = reader.read(&mut bytes).unwrap();
    let text = String::from_utf8_lossy(&bytes[..filled]);
    trace!("main", "reads {text:?}");
    let empty = reader.read(&mut bytes).map_err(|error| error.kind());
    trace!("main", "reads what is not there: {empty:?}");
    trace!("main", "drops the writer");
    drop(writer);
    if open_on(&this_pipe) != 1 {
        testing::report(&log.text());
        panic!(
            "the writer is dropped, and its descriptor is still open\n\
             A number is all that Rust knows of it: what closes it is the system call. Until then \
             whoever reads waits for an end that does not come."
        );
    }
    let end = reader.read(&mut bytes).map_err(|error| error.kind());
    trace!("main", "reads at the end: {end:?}");
    trace!("main", "drops the reader");
    drop(reader);
    assert_eq!(
        open_on(&this_pipe),
        0,
        "both ends are dropped, and a descriptor is still open\nSo many:"
    );
    testing::pin_exercise!("raw-pipe", log);
}

#[test]
fn both_ends_are_closed_in_a_program_that_is_started() {
    for asked in [0, O_NONBLOCK] {
        let (reader, writer) = pipe(asked).unwrap();
        for Descriptor(end) in [&reader, &writer] {
            assert!(
                flags(*end) & O_CLOEXEC != 0,
                "a descriptor would stay open in every program that this one starts\n\
                 There its pipe never ends. The flags that were asked for: {asked:#o}."
            );
            assert_eq!(
                flags(*end) & O_NONBLOCK,
                asked,
                "the flags that were asked for are not those of the pipe"
            );
        }
    }
}

#[test]
fn each_descriptor_is_closed_once() {
    let log = Log::start();
    drop(pipe(0).unwrap());
    assert_eq!(
        answers(&log, "close"),
        ["0", "0"],
        "two descriptors are closed by two calls\n\
         A number that is closed twice may be somebody else's by then. The kernel's answers:"
    );
}

#[test]
fn a_pipe_that_is_refused_closes_nothing() {
    // No flag of pipe2's: EINVAL.
    const NONSENSE: i32 = 1;
    let log = Log::start();
    let kind = pipe(NONSENSE).map_err(|error| error.kind()).map(drop);
    assert_eq!(
        kind,
        Err(ErrorKind::InvalidInput),
        "the kernel refused to make the pipe, and pipe has to say so\nWhat it said:"
    );
    assert_eq!(
        answers(&log, "pipe2"),
        ["-22"],
        "one call is enough to be refused"
    );
    assert!(
        answers(&log, "close").is_empty(),
        "there is no pipe, and yet a descriptor was closed, which may be anybody's"
    );
}

#[test]
fn one_hundred_pipes_leave_nothing_open() {
    let mut targets = Vec::new();
    for _ in 0..100 {
        let (reader, writer) = pipe(O_NONBLOCK).unwrap();
        targets.push(target(reader.0));
        // An error in the middle is no reason to leave anything open.
        let refused = reader.read(&mut [0]).map_err(|error| error.kind());
        assert_eq!(
            refused,
            Err(ErrorKind::WouldBlock),
            "the pipe is empty, and read has to say so"
        );
        drop(reader);
        let refused = writer.write(b"x").map_err(|error| error.kind());
        assert_eq!(
            refused,
            Err(ErrorKind::BrokenPipe),
            "nobody can read any more, so the reader is not closed"
        );
    }
    let open: usize = targets.iter().map(|target| open_on(target)).sum();
    assert_eq!(open, 0, "descriptors of dropped pipes are open\nSo many:");
}

#[test]
fn a_read_fills_no_more_than_it_is_given() {
    let (reader, writer) = pipe(0).unwrap();
    writer.write(b"one two").unwrap();
    let mut bytes = *b"........";
    assert_eq!(
        reader.read(&mut bytes[..3]).unwrap(),
        3,
        "three bytes are asked for, and more are there"
    );
    assert_eq!(
        &bytes, b"one.....",
        "a read wrote past the end of its buffer"
    );
    assert_eq!(reader.read(&mut bytes).unwrap(), 4, "the rest is read next");
    assert_eq!(&bytes, b" two....");
}
