//! A mailbox: any thread sends, and one thread receives, which waits in a queue for more than mail.
//! A queue reports descriptors only, so the mailbox has one: a bell, which is an eventfd.
//!
//! Write `send` and `receive`. A receiver that is blocked in `poll` wakes up for mail; a hundred
//! messages that are sent before it looks cost **one** ring, since each ring is a system call; after
//! `receive` the queue is silent; and no message lies in the box unannounced, however the threads
//! are interleaved.
//!
//! Every part that you need is there: `put`, `take`, `ring` and `reset` say in the output what they
//! do. The order is up to you. Before and after each of the four there is a gap, in which the check lets
//! another thread run.

use ch04::{Interest, Registry, Token, Trigger};
use std::fmt::Debug;
use std::fs::File;
use std::io::{self, ErrorKind, Read, Write};
use std::sync::{Mutex, PoisonError};
use testing::gaps_around;
use trace::{count, trace};

#[cfg(not(target_os = "linux"))]
compile_error!("this exercise needs Linux, which alone has eventfd");

/// Messages from any thread to the one that waits in a queue.
#[derive(Debug)]
pub struct Mailbox<T> {
    messages: Mutex<Vec<T>>,
    bell: Bell,
}

impl<T: Debug> Mailbox<T> {
    /// Makes an empty mailbox; the queue reports its bell under this token while it rings.
    pub fn new(registry: &Registry, token: Token) -> io::Result<Self> {
        let mut bell = Bell(File::from(ch04::ffi::eventfd()?));
        registry.register_with(&mut bell.0, token, Interest::READABLE, Trigger::Level)?;
        let messages = Mutex::new(Vec::new());
        Ok(Self { messages, bell })
    }

    /// Leaves a message, and wakes the receiver unless another message has done so already.
    pub fn send(&self, message: T) -> io::Result<()> {
        todo!("leave {message:?} and ring")
    }

    /// Takes all messages; the bell is silent until the next one is sent.
    pub fn receive(&self) -> io::Result<Vec<T>> {
        todo!("take what is there and reset the bell")
    }

    /// Puts a message into the box; true if there was none before.
    fn put(&self, message: T) -> bool {
        let _gaps = gaps_around();
        trace!("sender", "puts {message:?} into the box");
        let mut messages = self.messages.lock().unwrap_or_else(PoisonError::into_inner);
        messages.push(message);
        messages.len() == 1
    }

    /// Empties the box.
    fn take(&self) -> Vec<T> {
        let _gaps = gaps_around();
        let mut messages = self.messages.lock().unwrap_or_else(PoisonError::into_inner);
        trace!("receiver", "takes {messages:?} out of the box");
        std::mem::take(&mut *messages)
    }
}

/// An eventfd: a counter that is readable while it is not zero.
#[derive(Debug)]
struct Bell(File);

impl Bell {
    fn ring(&self) -> io::Result<()> {
        let _gaps = gaps_around();
        count!("ring");
        trace!("sender", "rings");
        (&self.0).write_all(&1u64.to_ne_bytes())
    }

    /// Back to zero; whether it was not.
    fn reset(&self) -> io::Result<bool> {
        let _gaps = gaps_around();
        trace!("receiver", "resets the bell");
        match (&self.0).read(&mut [0; 8]) {
            Ok(_) => Ok(true),
            Err(error) if error.kind() == ErrorKind::WouldBlock => Ok(false),
            Err(error) => Err(error),
        }
    }
}

#[cfg(test)]
#[path = "../checks/waker.rs"]
mod check;
