//! One step after the other first; then with another thread in each gap; at last with a receiver that
//! sleeps.

use super::*;
use ch04::{Events, Poll, Waker};
use std::sync::Arc;
use std::sync::mpsc::channel;
use std::thread::spawn;
use std::time::Duration;
use testing::{Log, at_each_gap};

const BELL: Token = Token(1);
const NUDGE: Token = Token(2);

/// A mailbox, and the queue that its receiver waits in.
struct Post {
    queue: Mutex<Poll>,
    mailbox: Mailbox<&'static str>,
}

impl Post {
    /// A box with one message in it, which was announced, or an empty one.
    fn with(message: Option<&'static str>) -> Arc<Self> {
        let queue = Poll::new().unwrap();
        let mailbox = Mailbox::new(queue.registry(), BELL).unwrap();
        message.into_iter().for_each(|it| mailbox.send(it).unwrap());
        Arc::new(Self {
            queue: Mutex::new(queue),
            mailbox,
        })
    }

    fn send(&self, message: &'static str) {
        self.mailbox.send(message).unwrap();
    }

    fn receive(&self) -> Vec<&'static str> {
        self.mailbox.receive().unwrap()
    }

    fn rings(&self) -> bool {
        let mut events = Events::with_capacity(4);
        let mut queue = self.queue.lock().unwrap();
        queue.poll(&mut events, Some(Duration::ZERO)).unwrap();
        !events.is_empty()
    }

    /// What a receiver does that looks into its queue once.
    fn receive_if_it_rings(&self) -> Vec<&'static str> {
        match self.rings() {
            true => self.receive(),
            false => Vec::new(),
        }
    }

    /// What a receiver does until it would sleep.
    fn receive_until_silent(&self) -> Vec<&'static str> {
        let mut mail = Vec::new();
        for _ in 0..10 {
            if !self.rings() {
                return mail;
            }
            mail.extend(self.receive());
        }
        panic!(
            "everything is received, and the bell still rings\nThe receiver never sleeps again."
        );
    }

    /// After two threads have met, everything has to work as before.
    fn next_message_arrives(&self, log: &Log) {
        self.send("next");
        let mail = self.receive_until_silent();
        assert!(
            mail == ["next"],
            "two threads met, and since then the bell rings for no message\n{}",
            what_happened(log)
        );
    }
}

fn what_happened(log: &Log) -> String {
    format!("What happened, in order:\n{}", log.text())
}

#[test]
fn a_message_is_announced_and_after_that_the_bell_is_silent() {
    let post = Post::with(None);
    for message in ["one", "two"] {
        post.send(message);
        if !post.rings() {
            post.send("another");
            assert!(
                !post.rings(),
                "the bell rings for the second message in the box, and not for the first\n\
                 What does it mean when `put` returns true?"
            );
            panic!(
                "a message is in the box, and nothing has rung the bell\nThe receiver sleeps on."
            );
        }
        let mail = post.receive();
        assert!(
            mail == [message],
            "{message:?} was sent, and received was {mail:?}"
        );
        assert!(
            !post.rings(),
            "everything is received, and the bell still rings\nThe receiver never sleeps again."
        );
    }
}

#[test]
fn a_message_is_in_the_box_when_its_bell_rings() {
    for before in [None, Some("zero")] {
        at_each_gap(|gap| {
            let log = Log::start();
            let post = Post::with(before);
            let receiver = Arc::clone(&post);
            let (start, sender) = (log.of("sender").len(), || post.send("one"));
            let ((), mut mail) = gap.run(sender, move || receiver.receive_if_it_rings());
            mail.extend(post.receive_until_silent());
            let expected: Vec<_> = before.into_iter().chain(["one"]).collect();
            let has_rung = log
                .of("sender")
                .iter()
                .skip(start)
                .any(|did| did == "rings");
            let mistake = match has_rung {
                true => "the bell rings before the message is in the box",
                false => "the sender doesn't ring, although its message comes into an empty box",
            };
            assert!(
                mail == expected,
                "{mistake}\nThe receiver finds nothing and sleeps on. {}",
                what_happened(&log)
            );
            post.next_message_arrives(&log);
        });
    }
}

#[test]
fn a_message_that_comes_while_the_receiver_is_at_work_is_announced() {
    at_each_gap(|gap| {
        let log = Log::start();
        let post = Post::with(Some("one"));
        let sender = Arc::clone(&post);
        let start = log.of("sender").len();
        let (mut mail, ()) = gap.run(|| post.receive(), move || sender.send("two"));
        mail.extend(post.receive_until_silent());
        let has_rung = log
            .of("sender")
            .iter()
            .skip(start)
            .any(|did| did == "rings");
        let mistake = match has_rung {
            true => {
                "the bell is reset after the box was emptied, which undoes the ring of a message in between"
            }
            false => "a message comes while the receiver is at work, and its sender doesn't ring",
        };
        assert!(
            mail == ["one", "two"],
            "{mistake}\nThe receiver sleeps on. {}",
            what_happened(&log)
        );
        post.next_message_arrives(&log);
    });
}

#[test]
fn many_messages_in_the_box_cost_one_ring() {
    for _ in 0..2 {
        let log = Log::start();
        let post = Post::with(None);
        (0..100).for_each(|_| post.send("one of a hundred"));
        let rings = log.counted("ring");
        assert!(
            rings == 1,
            "a hundred messages in the box cost {rings} rings, and one ring is enough\n\
             Each ring is a system call."
        );
        assert_eq!(post.receive_until_silent().len(), 100);
    }
}

#[test]
fn the_given_parts_do_what_they_say() {
    let mut gaps = 0;
    at_each_gap(|gap| {
        let post = Post::with(None);
        let Mailbox { bell, .. } = &post.mailbox;
        let parts = || {
            let was_empty = [post.mailbox.put("one"), post.mailbox.put("two")];
            bell.ring().unwrap();
            (was_empty, post.mailbox.take(), bell.reset().unwrap())
        };
        let (did, ()) = gap.run(parts, || ());
        assert!(
            did == ([true, false], vec!["one", "two"], true) && !bell.reset().unwrap(),
            "`put`, `take`, `ring` or `reset` doesn't do what it says\nThey were given, and right."
        );
        gaps += 1;
    });
    // The last one comes after the end.
    assert!(
        gaps == 2 * 5 + 1,
        "the gaps around `put`, `take`, `ring` and `reset` are gone\n\
         Each of the four begins with `let _gaps = gaps_around();`."
    );
}

/// What a reader has to get right is pinned, and not how often the bell is reset.
struct Told(String);

impl Told {
    fn by(log: &Log) -> Self {
        let is_left_out =
            |line: &&str| line.ends_with("resets the bell") || line.contains("takes []");
        let text = log.text();
        let lines = text.lines().filter(|line| !is_left_out(line));
        Self(lines.flat_map(|line| [line, "\n"]).collect())
    }

    fn text(&self) -> &str {
        &self.0
    }
}

#[test]
fn the_receiver_sleeps_until_there_is_mail() {
    let log = Log::start();
    let mut queue = Poll::new().unwrap();
    let mailbox = Arc::new(Mailbox::new(queue.registry(), BELL).unwrap());
    // It wakes the receiver after each message, so that one that nothing announces is found out.
    let nudge = Waker::new(queue.registry(), NUDGE).unwrap();
    let receiving = Arc::clone(&mailbox);
    let (received, arrives) = channel();
    let hears = log.scope();
    let receiver = spawn(move || {
        let _hears = hears.enter();
        let mut events = Events::with_capacity(4);
        let mut mail = Vec::new();
        for _ in 0..2 {
            let mut nudged = false;
            while !nudged {
                queue.poll(&mut events, None).unwrap();
                nudged = events.iter().any(|event| event.token() == NUDGE);
                if events.iter().any(|event| event.token() == BELL) {
                    mail.extend(receiving.receive().unwrap());
                }
            }
            received.send(std::mem::take(&mut mail)).unwrap();
        }
    });
    for message in ["one", "two"] {
        mailbox.send(message).unwrap();
        nudge.wake().unwrap();
        let mail = arrives.recv().unwrap();
        assert!(
            mail == [message],
            "{message:?} was sent, and the receiver slept on\nIt has {mail:?}."
        );
        trace!("main", "knows that {message:?} has arrived");
    }
    receiver.join().unwrap();
    let told = Told::by(&log);
    testing::pin_exercise!("waker", told);
}

#[test]
fn two_senders_meet_and_no_message_is_lost() {
    at_each_gap(|gap| {
        let log = Log::start();
        let post = Post::with(None);
        let other = Arc::clone(&post);
        gap.run(|| post.send("one"), move || other.send("two"));
        let mut mail = post.receive_until_silent();
        mail.sort_unstable();
        assert!(
            mail == ["one", "two"],
            "two senders meet, and neither rings\nThe receiver sleeps on. {}",
            what_happened(&log)
        );
        post.next_message_arrives(&log);
    });
}
