//! Guests come, speak, leave and hang up; the hall must hear those who are there.

use super::*;
use std::io::Write;
use testing::Log;

#[test]
fn a_chair_is_heard_for_the_guest_who_sits_on_it() {
    let log = Log::start();
    let mut red = Hall::new("red hall", 2).unwrap();
    let (ann, mut anns_voice) = UnixStream::pair().unwrap();
    let (bob, mut bobs_voice) = UnixStream::pair().unwrap();
    let (cid, mut cids_voice) = UnixStream::pair().unwrap();
    red.enter(ann).unwrap();
    red.enter(bob).unwrap();
    anns_voice.write_all(b"good evening").unwrap();
    red.listen().unwrap();

    trace!("main", "leads the guest on chair 0 to the blue hall");
    let mut blue = Hall::new("blue hall", 1).unwrap();
    let ann = red.leave(0).unwrap();
    red.enter(cid).unwrap();
    anns_voice.write_all(b"is this the blue hall?").unwrap();
    let told = red.listen().unwrap();
    blue.enter(ann).unwrap();
    blue.listen().unwrap();
    cids_voice.write_all(b"a fine chair").unwrap();
    red.listen().unwrap();
    bobs_voice.write_all(b"good night").unwrap();
    drop(bobs_voice);
    // The words and the end may come as two events, the second for a chair that is free by then.
    while red.chairs[1].is_some() {
        red.listen().unwrap();
    }
    if told > 0 {
        testing::report(&log.text());
        panic!(
            "the queue of the red hall reports a guest who has left\n\
             What they say is heard in the name of whoever sits on their chair now. The stream is \
             still open, and so its registration is still there, unless leave ends it."
        );
    }
    testing::pin_exercise!("deregister", log);
}

#[test]
fn a_duplicate_of_the_descriptor_does_not_keep_the_registration() {
    let mut hall = Hall::new("red hall", 1).unwrap();
    let (dan, mut dans_voice) = UnixStream::pair().unwrap();
    // The registration belongs to what both descriptors stand for: closing one does not end it.
    let duplicate = dan.try_clone().unwrap();
    let chair = hall.enter(dan).unwrap();
    drop(hall.leave(chair).unwrap());
    dans_voice.write_all(b"hello?").unwrap();
    let told = hall.listen().unwrap();
    assert_eq!(
        told, 0,
        "a guest who has left and was dropped is still reported\n\
         A duplicate of the descriptor is open elsewhere, so the registration lives on: only \
         deregister ends it for sure. Events:"
    );
    drop(duplicate);
}

#[test]
fn a_guest_who_left_is_still_connected() {
    let mut hall = Hall::new("red hall", 1).unwrap();
    let (eve, mut eves_voice) = UnixStream::pair().unwrap();
    let chair = hall.enter(eve).unwrap();
    let mut eve = hall.leave(chair).unwrap();
    eves_voice.write_all(b"hi").unwrap();
    let mut words = [0; 2];
    eve.read_exact(&mut words).unwrap();
    assert_eq!(&words, b"hi");
}

#[test]
fn a_visit_costs_a_call_to_register_and_one_to_deregister() {
    let mut hall = Hall::new("red hall", 1).unwrap();
    let (fay, _voice) = UnixStream::pair().unwrap();
    let log = Log::start();
    let chair = hall.enter(fay).unwrap();
    hall.leave(chair).unwrap();
    // A kqueue's registration for reading ends by a call, and one for writing, had there been any.
    let (name, budget) = match cfg!(target_os = "macos") {
        true => ("kevent", 3),
        false => ("epoll_ctl", 2),
    };
    assert_eq!(
        log.counted(name),
        budget,
        "a visit is one call to register and one to deregister"
    );
}

#[test]
fn an_empty_chair_and_one_that_does_not_exist_are_errors() {
    let mut hall = Hall::new("red hall", 1).unwrap();
    for chair in [0, 7] {
        let error = hall.leave(chair).expect_err("nobody sits there");
        assert_eq!(error.kind(), ErrorKind::NotFound, "chair {chair}: {error}");
    }
}
