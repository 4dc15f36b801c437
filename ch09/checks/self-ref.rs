//! Packets that are moved where that's allowed, and what safe code could do to them.
//!
//! Where a rest is, is looked at before what's in it: a pointer that leads elsewhere isn't followed.

use super::*;
use methods::{change, send};
use std::collections::VecDeque;
use std::pin::{self, pin};
use testing::{Log, panic_of};
use trace::trace;
use unpin::Asked;
#[allow(unused_imports, reason = "it depends on the reader's packet")]
use unpin::Otherwise as _;

#[path = "self-ref/methods.rs"]
mod methods;
#[path = "unpin.rs"]
mod unpin;

const HELLO: [u8; SIZE] = *b"Hello, world";

/// Whether the rest of a packet is among its own bytes.
fn has_its_rest(packet: &Packet) -> bool {
    let own = (&raw const *packet).cast::<u8>().addr();
    let rest = packet.rest().as_ptr_range();
    own <= rest.start.addr() && rest.end.addr() <= own + size_of::<Packet>()
}

/// The rest of a packet, in words.
fn rest(packet: &Packet) -> String {
    assert!(
        has_its_rest(packet),
        "the rest of a packet isn't among its own bytes"
    );
    String::from_utf8_lossy(packet.rest()).into_owned()
}

/// Moves a packet from one place to another. Memory is at both of them, before and after.
fn moved(packet: Packet) -> [Option<Packet>; 2] {
    let mut places = [Some(packet), None];
    places.swap(0, 1);
    places
}

#[test]
fn a_packet_can_be_moved_until_its_first_piece_is_sent() {
    let _log = Log::start();
    let places = moved(Packet::new(HELLO));
    let [None, Some(packet)] = &places else {
        unreachable!("it was moved to the second place");
    };
    let asked = panic_of(|| has_its_rest(packet));
    assert!(
        asked.is_ok(),
        "a new packet is asked for its rest, and panics: {}",
        asked.unwrap_err()
    );
    assert!(
        asked == Ok(true),
        "a new packet was moved, and its rest isn't among its own bytes any more\n\
         Nothing of it was sent yet, so it may be moved: `new` does so when it returns."
    );
    assert_eq!(rest(packet), "Hello, world", "the rest of a new packet:");
}

#[test]
fn a_packet_is_pinned_before_it_points_into_itself() {
    let _log = Log::start();
    let (mut packet, mut pinned) = (Packet::new(HELLO), pin!(Packet::new(HELLO)));
    assert!(
        methods::sent_asks_for_a_pin(&mut packet, pinned.as_mut()),
        "`sent` doesn't ask for a pinned packet, and makes it point into itself\n\
         Its caller may move such a packet afterwards."
    );
    let (by_reference, by_pin) = methods::rest_mut_takes(&mut packet, pinned.as_mut());
    assert!(
        by_pin || !by_reference,
        "`rest_mut` can't be called on a pinned packet\n\
         Safe code has no `&mut Packet` to a packet that mustn't be moved: it has a `Pin<&mut Packet>`."
    );
}

#[test]
fn a_packet_that_points_into_itself_is_not_unpin() {
    let _log = Log::start();
    if !Asked::<Packet>::IS_UNPIN {
        return;
    }
    let mut packet = Packet::new(HELLO);
    // SAFETY: the packet says that it's `Unpin`.
    let pinned = unsafe { pin::Pin::new_unchecked(&mut packet) };
    send(pinned, 7);
    let places = moved(packet);
    let [None, Some(packet)] = &places else {
        unreachable!("it was moved to the second place");
    };
    assert!(
        has_its_rest(packet),
        "`Packet` is `Unpin`, so safe code may move a packet that points into itself\n\
         Here it was half sent and then moved, and its rest isn't among its own bytes any more."
    );
    panic!(
        "a packet was half sent and then moved, and still has its rest: it keeps no pointer to it\n\
         A number does for a packet. A coroutine's reference is a pointer, so this packet is to have one, too."
    );
}

#[test]
fn a_piece_is_sent_after_another() {
    let _log = Log::start();
    let mut packet = pin!(Packet::new(HELLO));
    for (count, left) in [(0, "Hello, world"), (5, ", world"), (2, "world"), (5, "")] {
        send(packet.as_mut(), count);
        let rest = rest(&packet);
        assert!(
            rest == left,
            "another {count} bytes were sent, and the rest is {rest:?} instead of {left:?}"
        );
    }
}

#[test]
fn a_pin_stays_a_pin() {
    let _log = Log::start();
    let mut packet = pin!(Packet::new(HELLO));
    assert!(
        !methods::sent_returns_a_reference(packet.as_mut()),
        "`sent` returns a `&mut Packet` to a packet that points into itself\n\
         Its caller had a pin, and now it can move the packet: with `mem::swap`, for example."
    );
}

#[test]
fn a_rest_is_lent_to_one_caller_at_a_time() {
    let _log = Log::start();
    let packet = pin!(Packet::new(HELLO));
    assert!(
        !methods::rest_mut_is_shared(packet.as_ref()),
        "two callers can have a `rest_mut` of one packet at the same time\n\
         Each of them believes that its `&mut` is the only reference to these bytes."
    );
}

#[test]
fn a_rest_may_be_changed_where_it_is() {
    let _log = Log::start();
    let mut packet = pin!(Packet::new(HELLO));
    let upper: fn(&mut u8) = |byte| byte.make_ascii_uppercase();
    let lower: fn(&mut u8) = |byte| byte.make_ascii_lowercase();
    for (count, how, changed) in [(0, upper, "HELLO, WORLD"), (7, lower, "world")] {
        send(packet.as_mut(), count);
        change(packet.as_mut(), how);
        let rest = rest(&packet);
        assert!(
            rest == changed,
            "the rest was changed, and is {rest:?} instead of {changed:?}"
        );
    }
}

#[test]
fn clones_have_bytes_of_their_own() {
    let _log = Log::start();
    let mut packet = pin!(Packet::new(HELLO));
    send(packet.as_mut(), 7);
    let mut clone = pin!(packet.as_ref().get_ref().clone());
    assert!(
        has_its_rest(&clone),
        "a packet was half sent and then cloned, and the clone's rest isn't among its own bytes\n\
         It's among those of the original, which may be gone before the clone is."
    );
    assert_eq!(rest(&clone), "Hello, world", "the rest of a clone:");
    change(clone.as_mut(), |byte| *byte = b'-');
    send(clone.as_mut(), 11);
    let rests = (rest(&packet), rest(&clone));
    assert!(
        rests == ("world".to_owned(), "-".to_owned()),
        "a clone was changed and sent, and the rests of the original and of the clone are {rests:?}"
    );
}

#[test]
fn no_more_is_sent_than_there_is() {
    let _log = Log::start();
    for (before, count) in [(0, SIZE + 1), (7, 6), (12, 1), (7, usize::MAX)] {
        let mut packet = pin!(Packet::new(HELLO));
        send(packet.as_mut(), before);
        let sent = panic_of(|| send(packet.as_mut(), count));
        assert!(
            sent.is_err(),
            "{before} of {SIZE} bytes are sent, another {count} are said to be sent, and there's no panic\n\
             Where is the rest now?"
        );
    }
}

#[test]
fn two_packets_take_turns() {
    let log = Log::start();
    let packets = ["Hello, world", "Good evening"].map(|text| {
        let bytes = text.as_bytes().try_into().expect("it has twelve bytes");
        // A box that's pinned may be moved.
        Box::pin(Packet::new(bytes))
    });
    let mut queue = VecDeque::from(packets);
    for room in [5, 3, 4, 6, 3, 3] {
        let mut packet = queue.pop_front().expect("a packet isn't sent yet");
        let piece = rest(&packet)[..room].to_owned();
        trace!(
            "connection",
            "has room for {room} bytes, and sends {piece:?}"
        );
        send(packet.as_mut(), room);
        match rest(&packet) {
            rest if rest.is_empty() => trace!("connection", "has sent a packet"),
            rest => {
                trace!("connection", "keeps {rest:?} for its next turn");
                queue.push_back(packet);
            }
        }
    }
    testing::pin_exercise!("self-ref", log);
}
