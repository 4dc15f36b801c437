//! Senders on other threads, a receiver that is blocked in its queue, and the gaps between them.

use super::*;
use ch04::{Events, Poll};
use std::sync::Arc;
use std::sync::mpsc::channel;
use std::thread::{scope, spawn};
use std::time::Duration;
use testing::Log;

const TOKEN: Token = Token(1);

fn mailbox<T: Debug>() -> (Poll, Mailbox<T>) {
    let poll = Poll::new().unwrap();
    let mailbox = Mailbox::new(poll.registry(), TOKEN).unwrap();
    (poll, mailbox)
}

/// Whether the bell rings, waiting so long for it.
fn rings(poll: &mut Poll, patience: Duration) -> bool {
    let mut events = Events::with_capacity(4);
    poll.poll(&mut events, Some(patience)).unwrap();
    !events.is_empty()
}

#[test]
fn a_blocked_receiver_wakes_up_for_each_message() {
    let log = Log::start();
    let (mut poll, mailbox) = mailbox();
    let mailbox = Arc::new(mailbox);
    let receiving = Arc::clone(&mailbox);
    let (received, receives) = channel();
    let hears = log.scope();
    let receiver = spawn(move || {
        let _hears = hears.enter();
        // Longer than any wait in this test, so that one for ever has an end.
        while rings(&mut poll, Duration::from_secs(5)) {
            for message in receiving.receive().unwrap() {
                if message == "last" {
                    return;
                }
                received.send(message).unwrap();
            }
        }
    });
    for message in ["one", "two"] {
        mailbox.send(message).unwrap();
        let got = receives.recv().unwrap_or_else(|_| {
            panic!("{message:?} was sent, and the receiver slept on\n5 seconds have gone by.")
        });
        assert_eq!(got, message);
        trace!("main", "knows that {message:?} has arrived");
    }
    mailbox.send("last").unwrap();
    receiver.join().unwrap();
    testing::pin_exercise!("waker", log);
}

#[test]
fn a_message_is_in_the_box_before_the_bell_rings() {
    let log = Log::start();
    let (_poll, mailbox) = mailbox();
    mailbox.send("one").unwrap();
    assert_eq!(
        log.of("sender"),
        [r#"puts "one" into the box"#, "rings"],
        "the bell rings before the message is in the box, or not at all\n\
         A receiver that is woken too early finds nothing and sleeps again. What the sender did:"
    );
}

#[test]
fn a_hundred_messages_cost_one_ring() {
    let log = Log::start();
    let (mut poll, mailbox) = mailbox();
    for number in 0..100 {
        mailbox.send(number).unwrap();
    }
    assert_eq!(
        log.counted("ring"),
        1,
        "a hundred messages that lay in the box together cost one ring"
    );
    assert!(rings(&mut poll, Duration::ZERO));
    assert!(mailbox.receive().unwrap() == Vec::from_iter(0..100));
    assert!(
        !rings(&mut poll, Duration::ZERO),
        "everything is received, but the bell still rings\nThe receiver would never sleep again."
    );
    mailbox.send(100).unwrap();
    assert!(
        rings(&mut poll, Duration::ZERO),
        "nobody has rung for a message into an empty box"
    );
    assert_eq!(log.counted("ring"), 2);
}

#[test]
fn a_message_that_comes_while_the_receiver_is_at_work_is_announced() {
    let log = Log::start();
    let (_poll, mailbox) = mailbox();
    mailbox.send("one").unwrap();
    mailbox.receive().unwrap();
    assert_eq!(
        log.of("receiver"),
        ["resets the bell", r#"takes ["one"] out of the box"#],
        "a message that comes at the wrong moment is never announced\n\
         If the box is emptied before the bell is reset, a message between the two rings in vain: \
         the reset undoes it. What the receiver did:"
    );
}

#[test]
fn a_ring_for_mail_that_was_taken_already_is_no_error() {
    let (mut poll, mailbox) = mailbox();
    // A sender is between its two actions while the receiver, woken by another one, takes all.
    assert!(mailbox.put("early"));
    assert_eq!(mailbox.receive().unwrap(), ["early"]);
    mailbox.bell.ring().unwrap();
    assert!(mailbox.receive().unwrap().is_empty());
    assert!(
        !rings(&mut poll, Duration::ZERO),
        "the bell still rings for an empty box"
    );
    assert!(!mailbox.bell.reset().unwrap());
    assert!(mailbox.take().is_empty());
}

#[test]
fn no_message_of_four_racing_senders_is_lost() {
    let (mut poll, mailbox) = mailbox();
    let mut received = Vec::new();
    scope(|threads| {
        let mailbox = &mailbox;
        let send = move |sender| (0..1000).for_each(|n| mailbox.send((sender, n)).unwrap());
        let senders = [0, 1, 2, 3].map(|sender| threads.spawn(move || send(sender)));
        loop {
            // Asked before the bell: after the last of them, whatever was sent must have rung.
            let all_sent = senders.iter().all(|sender| sender.is_finished());
            let patience = Duration::from_millis(if all_sent { 0 } else { 1 });
            let mut mail = Vec::new();
            if rings(&mut poll, patience) {
                mail = mailbox.receive().unwrap();
            }
            if mail.is_empty() && all_sent {
                break;
            }
            received.extend(mail);
        }
    });
    assert_eq!(
        received.len(),
        4000,
        "messages lie in the box, everybody has sent, and the bell is silent\nReceived:"
    );
    for sender in 0..4 {
        let of_one = received.iter().filter(|(from, _)| *from == sender);
        assert!(
            of_one.map(|(_, n)| *n).eq(0..1000),
            "each sender's order is kept"
        );
    }
}
