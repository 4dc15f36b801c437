//! A coroutine at one of two places, of which both stay.

use crate::moment::{Buffer, Held, Moment};
use crate::requests::Requests;
use ch09::{PollState, Waker};
use std::ptr::{self, NonNull};
use trace::Log;

/// A coroutine that was made at A, and where it is now. A's memory stays when the coroutine doesn't, so what's written
/// there later is written to memory that no other variable has.
pub struct Machine {
    a: NonNull<Requests>,
    /// Where the coroutine has been moved.
    b: Option<NonNull<Requests>>,
    polls: u32,
    output: Option<String>,
    log: Log,
}

impl Machine {
    /// # Safety
    ///
    /// There's a coroutine at A, which nothing else uses for as long as the machine lives. A's memory stays as long.
    pub unsafe fn at(a: NonNull<Requests>) -> Self {
        Self {
            a,
            b: None,
            polls: 0,
            output: None,
            log: Log::start(),
        }
    }

    pub fn home(&self) -> NonNull<Requests> {
        self.b.unwrap_or(self.a)
    }

    /// Copies the bytes, as a move does.
    ///
    /// # Safety
    ///
    /// There's room for a coroutine at B, which nothing else uses for as long as the machine lives.
    pub unsafe fn move_to(&mut self, b: NonNull<Requests>) {
        // SAFETY: `at` was promised a coroutine at A, and the caller promises room at B.
        unsafe { self.a.copy_to_nonoverlapping(b, 1) };
        self.b = Some(b);
    }

    /// Polls the coroutine until a poll makes a difference, which takes as long as the server's answer.
    pub fn poll(&mut self) {
        let said = self.log.text();
        let poll = Poll {
            machine: self,
            said,
        };
        ch08::Executor::new().block_on(poll);
        self.polls += 1;
    }

    fn writer(&self) -> Option<NonNull<String>> {
        // SAFETY: there's a coroutine, and this copies a field out of it.
        unsafe { (*self.home().as_ptr()).variables.writer }
    }

    /// The buffer at a place. After a move, A's bytes are still those of a string.
    fn buffer(&self, place: NonNull<Requests>) -> &String {
        // SAFETY: the pointer isn't followed.
        let here = unsafe { &raw const (*place.as_ptr()).variables.buffer };
        let taken = self.output.is_some() && place == self.home();
        match self.writer() {
            // The coroutine writes through its writer once more. To read by another way than the writer would end
            // the writer's right to do so.
            // SAFETY: the writer points to this string, and it isn't used while the reference lives.
            Some(writer) if ptr::eq(writer.as_ptr(), here) && !taken => unsafe { writer.as_ref() },
            // SAFETY: there's a string, and no writer that's used later points to it.
            _ => unsafe { &*here },
        }
    }

    /// The buffer and the writer in the bytes at a place.
    fn held(&self, place: NonNull<Requests>, heap: &mut Vec<(usize, Buffer)>) -> Held {
        let text = self.buffer(place);
        let (capacity, length) = (text.capacity(), text.len());
        let address = text.as_ptr().addr();
        let block = (capacity > 0).then(|| {
            let known = heap.iter().position(|(start, _)| *start == address);
            known.unwrap_or_else(|| {
                let text = text.clone();
                heap.push((address, Buffer { text, capacity }));
                heap.len() - 1
            })
        });
        // SAFETY: a pointer is copied out of bytes that hold one.
        let writer = unsafe { (*place.as_ptr()).variables.writer };
        Held {
            capacity,
            length,
            block,
            writer: writer.map(|writer| self.named(writer)),
        }
    }

    /// An address by the name of its place, and the number of bytes from there.
    fn named(&self, address: NonNull<String>) -> String {
        let address = address.addr().get();
        let places = [Some(("A", self.a)), self.b.map(|b| ("B", b))];
        let found = places.into_iter().flatten().find_map(|(name, place)| {
            let offset = address.checked_sub(place.addr().get())?;
            (offset < size_of::<Requests>()).then(|| format!("{name}+{offset}"))
        });
        found.unwrap()
    }

    /// What the coroutine said it asks for, and so what it waits for.
    fn state(&self) -> String {
        let said = self.log.text();
        let mut asked = said.lines().filter_map(|line| line.split_once("asks for "));
        match asked.next_back() {
            _ if self.output.is_some() => String::from("done"),
            Some((_, path)) => format!("waits for {path}"),
            None => String::from("start"),
        }
    }

    pub fn moment(&self) -> Moment {
        let mut heap = Vec::new();
        Moment {
            polls: self.polls,
            state: self.state(),
            a: self.held(self.a, &mut heap),
            b: self.b.map(|b| self.held(b, &mut heap)),
            heap: heap.into_iter().map(|(_, buffer)| buffer).collect(),
            output: self.output.clone(),
        }
    }
}

/// Ready when the coroutine has said something, or has its output.
struct Poll<'a> {
    machine: &'a mut Machine,
    said: String,
}

impl ch08::Future for Poll<'_> {
    type Output = ();

    fn poll(&mut self, waker: &Waker) -> PollState<()> {
        let mut home = self.machine.home();
        // SAFETY: there's a coroutine, which nothing else uses. Its writer may point to A while the coroutine is at B:
        // then it writes to a string that's there still.
        match ch08::Future::poll(unsafe { home.as_mut() }, waker) {
            PollState::Ready(output) => self.machine.output = Some(output.unwrap()),
            PollState::NotReady if self.machine.log.text() == self.said => {
                return PollState::NotReady;
            }
            PollState::NotReady => {}
        }
        PollState::Ready(())
    }
}
