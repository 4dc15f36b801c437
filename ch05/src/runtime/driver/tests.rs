use super::*;
use crate::runtime::fibers::Fibers;
use std::io::{Read, Write};
use std::os::fd::AsFd;
use std::os::unix::net::UnixStream;

/// A driver, a socket that it knows, and the other side of that.
struct Scene {
    driver: Driver,
    fibers: Fibers,
    near: UnixStream,
    id: SocketId,
    far: UnixStream,
}

impl Scene {
    fn new() -> Self {
        let driver = Driver::new().unwrap();
        let (mut near, far) = pair();
        let id = driver.register(&mut near).unwrap();
        Self {
            driver,
            fibers: Fibers::default(),
            near,
            id,
            far,
        }
    }

    /// Writes until there is no room, and lets the queue say what it has to say until now.
    fn fill(&self) {
        while (&self.near).write(&[0; 4096]).is_ok() {}
        self.driver.poll(false).unwrap();
    }

    fn fiber(&mut self) -> FiberId {
        self.fibers.insert(None)
    }

    fn listed(&self, direction: Direction, fiber: FiberId) -> Listed<'_> {
        Listed::begin(&self.driver, self.id, direction, fiber)
    }

    fn poll(&self) -> Vec<FiberId> {
        self.driver.poll(false).unwrap()
    }
}

fn pair() -> (UnixStream, UnixStream) {
    let (near, far) = UnixStream::pair().unwrap();
    near.set_nonblocking(true).unwrap();
    (near, far)
}

fn slot(id: SocketId) -> usize {
    id.token().0 & 0xffff_ffff
}

#[test]
fn an_event_wakes_all_who_wait_for_its_direction_and_nobody_else() {
    let mut scene = Scene::new();
    scene.fill();
    let [first, second, writer] = [scene.fiber(), scene.fiber(), scene.fiber()];
    let _listed = [
        scene.listed(Direction::Read, first),
        scene.listed(Direction::Read, second),
        scene.listed(Direction::Write, writer),
    ];
    (&scene.far).write_all(b"x").unwrap();
    assert_eq!(scene.poll(), [first, second]);
    assert!(scene.driver.has_waiters());
    (&scene.far).write_all(b"y").unwrap();
    assert_eq!(scene.poll(), []);
}

#[test]
fn who_is_no_longer_listed_is_not_woken() {
    let mut scene = Scene::new();
    let [stays, leaves] = [scene.fiber(), scene.fiber()];
    let left = scene.listed(Direction::Read, leaves);
    let _stays = scene.listed(Direction::Read, stays);
    drop(left);
    (&scene.far).write_all(b"x").unwrap();
    assert_eq!(scene.poll(), [stays]);
    assert!(!scene.driver.has_waiters());
}

#[test]
fn a_full_socket_that_is_hung_up_wakes_readers_and_writers() {
    let mut scene = Scene::new();
    scene.fill();
    let [reader, writer] = [scene.fiber(), scene.fiber()];
    let Scene {
        driver, id, far, ..
    } = scene;
    let _reader = Listed::begin(&driver, id, Direction::Read, reader);
    let _writer = Listed::begin(&driver, id, Direction::Write, writer);
    drop(far);
    assert_eq!(driver.poll(false).unwrap(), [reader, writer]);
    assert!(!driver.has_waiters());
}

#[test]
fn one_call_tells_of_all_sockets_that_are_ready() {
    let mut scene = Scene::new();
    let [first, second] = [scene.fiber(), scene.fiber()];
    let (mut other, far) = pair();
    let id = scene.driver.register(&mut other).unwrap();
    let _first = scene.listed(Direction::Read, first);
    let _second = Listed::begin(&scene.driver, id, Direction::Read, second);
    (&far).write_all(b"x").unwrap();
    (&scene.far).write_all(b"x").unwrap();
    let woken = scene.poll();
    assert_eq!(woken.len(), 2);
    assert!(woken.contains(&first) && woken.contains(&second));
}

/// The trap: a duplicate keeps a closed socket registered, under a token whose slot has another now.
#[test]
fn an_event_of_a_closed_socket_wakes_nobody_else() {
    let mut scene = Scene::new();
    let duplicate = scene.near.as_fd().try_clone_to_owned().unwrap();
    let closed = scene.id;
    scene.driver.forget(closed);
    let (mut near, _far) = pair();
    scene.id = scene.driver.register(&mut near).unwrap();
    scene.near = near;
    assert_eq!(slot(scene.id), slot(closed));
    scene.poll();

    let fiber = scene.fiber();
    let _listed = scene.listed(Direction::Read, fiber);
    (&scene.far).write_all(b"x").unwrap();
    assert_eq!(scene.poll(), []);
    assert!(scene.driver.has_waiters());
    let mut byte = [0];
    UnixStream::from(duplicate).read_exact(&mut byte).unwrap();
}

#[test]
fn a_socket_that_is_refused_keeps_no_slot() {
    let scene = Scene::new();
    let refusal = scene.driver.register(&mut -1).unwrap_err();
    assert_eq!(refusal.raw_os_error(), Some(libc::EBADF));
    let (mut other, _far) = pair();
    let id = scene.driver.register(&mut other).unwrap();
    assert_eq!(slot(id), slot(scene.id) + 1);
}
