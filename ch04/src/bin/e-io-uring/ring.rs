//! Two rings in memory shared with the kernel: one of what to do, one of what came of it.

use crate::ffi::{self, CompletionEntry, Mapping, Params, SubmissionEntry};
use std::collections::HashMap;
use std::io::{self, ErrorKind};
use std::net::TcpStream;
use std::os::fd::{AsFd, AsRawFd, OwnedFd};
use std::sync::atomic::{AtomicU32, Ordering};

// ANCHOR: ring
/// Owns each stream and buffer from the submission until the completion gives it back: so nobody
/// can touch or free a buffer while the kernel may write to it.
pub struct Ring {
    in_flight: HashMap<u64, Operation>,
    params: Params,
    rings: Mapping,
    entries: Mapping,
    fd: OwnedFd,
}

struct Operation {
    stream: TcpStream,
    /// Not a `Box`: to move one claims that nobody else uses what it points to.
    buffer: Vec<u8>,
}

pub struct Completion {
    pub token: u64,
    pub stream: TcpStream,
    pub buffer: Vec<u8>,
    /// How many bytes of the buffer are filled; 0 when the other side has closed.
    pub result: io::Result<usize>,
}
// ANCHOR_END: ring

impl Ring {
    // ANCHOR: new
    /// Makes rings with room for at least this many submissions.
    ///
    /// The error is [`ErrorKind::Unsupported`] where the kernel has no io_uring that suffices, or
    /// forbids it to this process.
    pub fn new(entries: u32) -> io::Result<Self> {
        // ANCHOR: new-or-unsupported
        let mut params = Params::default();
        let fd = ffi::setup(entries, &mut params).map_err(|error| match error.kind() {
            // EPERM and EACCES: switched off by the administrator, or by a container's filter.
            ErrorKind::PermissionDenied => ErrorKind::Unsupported.into(),
            _ => error,
        })?;
        let needed = ffi::IORING_FEAT_SINGLE_MMAP | ffi::IORING_FEAT_FAST_POLL;
        if params.features & needed != needed {
            return Err(ErrorKind::Unsupported.into());
        }
        // ANCHOR_END: new-or-unsupported
        let submissions = params.sq.array as usize + params.sq_entries as usize * size_of::<u32>();
        let completions = params.cq.entries_at as usize
            + params.cq_entries as usize * size_of::<CompletionEntry>();
        let both = submissions.max(completions);
        let rings = Mapping::new(fd.as_fd(), both, ffi::IORING_OFF_SQ_RING)?;
        let all = params.sq_entries as usize * size_of::<SubmissionEntry>();
        let entries = Mapping::new(fd.as_fd(), all, ffi::IORING_OFF_SQES)?;
        let in_flight = HashMap::new();
        Ok(Self {
            in_flight,
            params,
            rings,
            entries,
            fd,
        })
    }
    // ANCHOR_END: new

    // ANCHOR: receive
    // ANCHOR: receive-one
    /// Writes down that the stream is to be read into the buffer; the next wait hands it over.
    pub fn receive(
        &mut self,
        token: u64,
        stream: TcpStream,
        mut buffer: Vec<u8>,
    ) -> io::Result<()> {
        if self.in_flight.contains_key(&token) {
            let why = format!("read {token} is in flight already");
            return Err(io::Error::new(ErrorKind::InvalidInput, why));
        }
        self.push(SubmissionEntry {
            opcode: ffi::IORING_OP_RECV,
            fd: stream.as_raw_fd(),
            addr: buffer.as_mut_ptr().expose_provenance() as u64,
            len: u32::try_from(buffer.len()).unwrap_or(u32::MAX),
            user_data: token,
            ..SubmissionEntry::default()
        })?;
        self.in_flight.insert(token, Operation { stream, buffer });
        Ok(())
    }
    // ANCHOR_END: receive-one

    // ANCHOR: push
    fn push(&mut self, entry: SubmissionEntry) -> io::Result<()> {
        let tail = self.shared(self.params.sq.tail).load(Ordering::Relaxed);
        if self.unsubmitted() == self.params.sq_entries {
            return Err(io::Error::other(
                "the ring of submissions is full: wait first",
            ));
        }
        let index = tail & (self.params.sq_entries - 1);
        // SAFETY: this place is ours: the kernel has read it (its head, read with Acquire, is past
        // it), and reads it again only after the tail below.
        unsafe { self.entries.at::<SubmissionEntry>(0, index).write(entry) };
        // SAFETY: as above; the array says in which order to take the entries, which is theirs.
        unsafe {
            self.rings
                .at::<u32>(self.params.sq.array, index)
                .write(index)
        };
        // Release: a kernel that sees the new tail sees the entry too.
        let tail = tail.wrapping_add(1);
        self.shared(self.params.sq.tail)
            .store(tail, Ordering::Release);
        Ok(())
    }
    // ANCHOR_END: push
    // ANCHOR_END: receive

    // ANCHOR: wait
    // ANCHOR: wait-one
    /// Hands over what was written down, and waits until something is completed.
    pub fn wait(&mut self) -> io::Result<Vec<Completion>> {
        if self.in_flight.is_empty() {
            return Ok(Vec::new());
        }
        // SAFETY: the entries speak of buffers in `in_flight`, which stay there until they are
        // completed, and for ever if this ring is dropped before.
        while let Err(error) = unsafe { ffi::enter(self.fd.as_fd(), self.unsubmitted(), 1) } {
            // A signal. What was handed over before it came is counted by the kernel's head.
            if error.kind() != ErrorKind::Interrupted {
                return Err(error);
            }
        }
        Ok(self.completed())
    }
    // ANCHOR_END: wait-one

    // ANCHOR: completed
    fn completed(&mut self) -> Vec<Completion> {
        let mut completions = Vec::new();
        let mut head = self.shared(self.params.cq.head).load(Ordering::Relaxed);
        // Acquire: with the kernel's tail come the entries before it, and the bytes in the buffers.
        let tail = self.shared(self.params.cq.tail).load(Ordering::Acquire);
        while head != tail {
            let index = head & (self.params.cq_entries - 1);
            let place = self
                .rings
                .at::<CompletionEntry>(self.params.cq.entries_at, index);
            // SAFETY: between our head and the kernel's tail, the entries are written and ours.
            let entry = unsafe { place.read() };
            completions.extend(self.give_back(entry));
            head = head.wrapping_add(1);
        }
        // Release: the kernel may use these places again only when we have read them.
        self.shared(self.params.cq.head)
            .store(head, Ordering::Release);
        completions
    }
    // ANCHOR_END: completed
    // ANCHOR_END: wait

    fn give_back(&mut self, entry: CompletionEntry) -> Option<Completion> {
        let token = entry.user_data;
        let Operation { stream, buffer } = self.in_flight.remove(&token)?;
        let errno = entry.result.wrapping_neg();
        let result = usize::try_from(entry.result).map_err(|_| io::Error::from_raw_os_error(errno));
        Some(Completion {
            token,
            stream,
            buffer,
            result,
        })
    }

    /// What is written down and not yet taken by the kernel.
    fn unsubmitted(&self) -> u32 {
        let tail = self.shared(self.params.sq.tail).load(Ordering::Relaxed);
        tail.wrapping_sub(self.shared(self.params.sq.head).load(Ordering::Acquire))
    }

    fn shared(&self, offset: u32) -> &AtomicU32 {
        // SAFETY: a counter that both sides use atomically only, alive as long as the mapping.
        unsafe { AtomicU32::from_ptr(self.rings.at(offset, 0)) }
    }
}

// ANCHOR: drop
impl Drop for Ring {
    /// Closing the ring does not wait for what is in flight: the kernel may still write to those
    /// buffers, so they are never freed. The streams can go, since the kernel holds its own hold.
    fn drop(&mut self) {
        for (_, operation) in self.in_flight.drain() {
            std::mem::forget(operation.buffer);
        }
    }
}
// ANCHOR_END: drop

#[cfg(test)]
#[path = "ring_tests.rs"]
mod tests;
