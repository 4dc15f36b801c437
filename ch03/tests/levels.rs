//! What both levels do with descriptors that are really there.
#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "what helps a test may fail like a test")]

use ch03::{c, raw};
use std::io::{self, ErrorKind, PipeReader, PipeWriter, Read, Write};
use std::os::fd::{AsRawFd, IntoRawFd};

/// A pipe whose writer says `WouldBlock` when it is full.
fn nonblocking_pipe() -> (PipeReader, PipeWriter) {
    let (reader, writer) = io::pipe().unwrap();
    // SAFETY: setting a descriptor's flags touches no memory.
    let returned = unsafe { libc::fcntl(writer.as_raw_fd(), libc::F_SETFL, libc::O_NONBLOCK) };
    assert_ne!(returned, -1, "{}", io::Error::last_os_error());
    (reader, writer)
}

/// Counts the calls, and makes room before each.
struct Drained<W> {
    output: W,
    reader: PipeReader,
    filled: usize,
    got: Vec<u8>,
    calls: usize,
}

impl<W: Write> Write for Drained<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut room = vec![0; self.filled];
        self.reader.read_exact(&mut room)?;
        self.got.append(&mut room);
        self.calls += 1;
        self.filled = self.output.write(bytes)?;
        Ok(self.filled)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.output.flush()
    }
}

/// The trap: a pipe takes 64 KiB, and whoever ignores that has lost the rest.
fn everything_arrives(output: impl Write, writer: PipeWriter, reader: PipeReader) {
    let all: Vec<u8> = (0..200_000_u32).map(|n| (n % 251) as u8).collect();
    let mut drained = Drained {
        output,
        reader,
        filled: 0,
        got: Vec::new(),
        calls: 0,
    };
    drained.write_all(&all).unwrap();
    assert!(drained.calls > 1, "no write was short");
    drop(writer);
    let Drained {
        mut reader,
        mut got,
        ..
    } = drained;
    reader.read_to_end(&mut got).unwrap();
    assert!(got == all, "{} of {} bytes arrived", got.len(), all.len());
}

#[test]
fn short_writes_through_raw_calls_are_looped_over() {
    let (reader, writer) = nonblocking_pipe();
    everything_arrives(raw::Output(writer.as_raw_fd()), writer, reader);
}

#[test]
fn short_writes_through_the_c_library_are_looped_over() {
    let (reader, writer) = nonblocking_pipe();
    everything_arrives(c::Output(writer.as_raw_fd()), writer, reader);
}

#[test]
fn a_full_pipe_would_block_at_both_levels() {
    let (_reader, writer) = nonblocking_pipe();
    let fd = writer.as_raw_fd();
    let full = |write: &dyn Fn(&[u8]) -> io::Result<usize>| {
        loop {
            if let Err(error) = write(&[0; 4096]) {
                break error.kind();
            }
        }
    };
    assert_eq!(
        full(&|bytes| raw::decode(raw::write(fd, bytes))),
        ErrorKind::WouldBlock
    );
    assert_eq!(full(&|bytes| c::write(fd, bytes)), ErrorKind::WouldBlock);
    assert_eq!(raw::write(fd, b"x"), -(libc::EAGAIN as isize));
}

#[test]
fn what_was_written_is_read_and_then_comes_the_end() {
    let (reader, writer) = io::pipe().unwrap();
    let (from, to) = (reader.as_raw_fd(), writer.into_raw_fd());
    assert_eq!(raw::write(to, b"raw"), 3);
    assert_eq!(c::write(to, b"c").unwrap(), 1);
    // SAFETY: the writer has given its descriptor away, to us.
    assert_eq!(unsafe { raw::close(to) }, 0);
    let mut bytes = [0; 3];
    assert_eq!(raw::read(from, &mut bytes), 3);
    assert_eq!(&bytes, b"raw");
    assert_eq!(c::read(from, &mut bytes).unwrap(), 1);
    assert_eq!(bytes[0], b'c');
    assert_eq!(raw::read(from, &mut bytes), 0);
    assert_eq!(c::read(from, &mut bytes).unwrap(), 0);
}

#[test]
fn a_descriptor_is_closed_by_the_c_library_too() {
    let (mut reader, writer) = io::pipe().unwrap();
    // SAFETY: the writer has given its descriptor away, to us.
    unsafe { c::close(writer.into_raw_fd()) }.unwrap();
    assert_eq!(reader.read(&mut [0]).unwrap(), 0);
}

/// Why a sign is not enough. The file is as large as all memory, so positions use all the bits.
#[test]
#[cfg(target_os = "linux")]
fn a_value_may_look_negative() {
    const POSITION: usize = usize::MAX - 0x9f_ffff;
    let memory = std::fs::File::open("/proc/self/mem").unwrap();
    let fd = memory.as_raw_fd() as usize;
    // SAFETY: the call takes no address, and SEEK_SET only sets what we have just opened.
    let answer = unsafe { raw::syscall3(libc::SYS_lseek as usize, fd, POSITION, 0) };
    assert_eq!(answer, -10_485_760);
    assert_eq!(raw::decode(answer).unwrap(), POSITION);
}

/// The trap: an answer that nobody looks at.
#[test]
fn a_descriptor_that_is_not_open_is_an_error_at_both_levels() {
    assert_eq!(raw::write(-1, b"x"), -9);
    assert_eq!(raw::read(-1, &mut [0]), -9);
    // SAFETY: nobody has this descriptor.
    assert_eq!(unsafe { raw::close(-1) }, -9);
    for error in [
        raw::Output(-1).write_all(b"x").unwrap_err(),
        c::Output(-1).write_all(b"x").unwrap_err(),
        c::read(-1, &mut [0]).unwrap_err(),
        // SAFETY: nobody has this descriptor.
        unsafe { c::close(-1) }.unwrap_err(),
    ] {
        assert_eq!(error.raw_os_error(), Some(libc::EBADF));
    }
}
