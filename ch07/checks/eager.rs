//! First the request, which has to be eager; then the predictions, which are compared with what the programs do.

use super::*;
use programs::lazy;
use server::Refused;
use testing::{Log, panic_of};
use trace::trace;

#[test]
fn a_request_is_sent_when_it_is_made() {
    let server = Rc::<Server>::default();
    let mut request = get(&server, "/a", 2);
    assert!(
        !server.requests().is_empty(),
        "the request was made, and the server hasn't got it\nIt's sent at the first poll, which may come late, or never."
    );
    assert!(
        server.now() == 0,
        "`get` waits for the answer: it returns {} ticks later",
        server.now()
    );
    let outputs = [(); 3].map(|()| {
        let output = request.poll();
        server.tick();
        output
    });
    assert!(
        server.requests() == ["/a"],
        "one request was made, and the server got {:?}",
        server.requests()
    );
    assert!(
        outputs
            == [
                PollState::NotReady,
                PollState::NotReady,
                PollState::Ready(Ok("/a"))
            ],
        "the answer takes 2 ticks; polled at ticks 0, 1 and 2, the request returns {outputs:?}"
    );
}

#[test]
fn a_refused_request_is_an_error_in_the_output() {
    let server = Rc::<Server>::default();
    server.refuse(1);
    let request = panic_of(|| get(&server, "/a", 2));
    let Ok(mut request) = request else {
        panic!(
            "the server refuses the request, and `get` panics\n\
             The caller expects an error in the output of the future, and can't expect a panic."
        );
    };
    server.tick();
    let output = request.poll();
    assert!(
        server.requests() == ["/a"],
        "the request was refused, and is sent again at a poll\n\
         The caller decides whether to try again. The server got {:?}.",
        server.requests()
    );
    assert!(
        output == PollState::Ready(Err(Refused)),
        "the request was refused, and its first poll returns {output:?}"
    );
}

#[test]
fn a_request_is_ready_once() {
    for refused in [0, 1] {
        let server = Rc::<Server>::default();
        server.refuse(refused);
        let mut request = get(&server, "/a", 0);
        let _ = request.poll();
        if let Ok(again) = panic_of(|| request.poll()) {
            panic!("polled again after it was ready, the request returns {again:?}");
        }
        assert_eq!(server.requests(), ["/a"], "a request was sent again");
    }
}

#[test]
fn a_request_that_is_dropped_is_given_up() {
    let log = Log::start();
    let server = Rc::<Server>::default();
    drop(get(&server, "/a", 2));
    assert!(
        log.of("server").contains(&"sees /a given up".to_owned()),
        "a request was dropped before it was ready, and the server still works at it"
    );
}

#[test]
fn the_predictions_come_true() {
    let kinds = ["lazy", "eager"];
    for program in Program::ALL {
        let predicted = predicted(program);
        let server = Rc::<Server>::default();
        let taken = [program.ticks(&server, lazy), program.ticks(&server, get)];
        for ((kind, predicted), taken) in kinds.iter().zip(predicted).zip(taken) {
            assert!(
                predicted == taken,
                "{program:?} with {kind} requests doesn't take {predicted} ticks\n\
                 Go through it tick by tick: when does each request reach the server, and when is main at its `wait`?"
            );
        }
    }
}

#[test]
fn the_four_programs() {
    let log = Log::start();
    for program in [Program::MadeFirst, Program::JoinedLater] {
        for (kind, is_lazy) in [("lazy", true), ("eager", false)] {
            let server = Rc::<Server>::default();
            trace!("main", "runs {program:?} with {kind} requests");
            let ticks = match is_lazy {
                true => program.ticks(&server, lazy),
                false => program.ticks(&server, get),
            };
            trace!("main", "is done at tick {ticks}");
        }
    }
    trace!(
        "main",
        "makes an eager request, and doesn't want it any more"
    );
    drop(get(&Rc::default(), "/c", 9));
    testing::pin_exercise!("eager", log);
}
