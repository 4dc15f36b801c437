//! Tasks that read news. Each item is news before its wake-up, so a poll that begins after the wake-up finds it.

use super::*;
use std::sync::atomic::AtomicUsize;
use testing::{Log, at_each_gap, gap};

/// What a task reads, and how often it has been polled.
#[derive(Default)]
struct News {
    sent: AtomicUsize,
    read: AtomicUsize,
    polls: AtomicUsize,
    /// How often it wakes itself in its next poll.
    wakes_itself: AtomicUsize,
    is_over: AtomicBool,
}

/// A future that reads all news in each poll.
struct Reader(Arc<News>);

impl Future for Reader {
    type Output = ();

    fn poll(&mut self, waker: &Waker) -> PollState<()> {
        let news = &self.0;
        // More polls than any check asks for.
        let polls = news.polls.fetch_add(1, Ordering::Relaxed);
        assert!(
            polls < 100,
            "a task is polled again and again, and nothing wakes it"
        );
        gap();
        let sent = news.sent.load(Ordering::Relaxed);
        news.read.store(sent, Ordering::Relaxed);
        gap();
        for _ in 0..news.wakes_itself.swap(0, Ordering::Relaxed) {
            trace!("task", "wakes itself in its poll");
            news.sent.fetch_add(1, Ordering::Relaxed);
            waker.wake();
        }
        match news.is_over.load(Ordering::Relaxed) {
            true => PollState::Ready(()),
            false => PollState::NotReady,
        }
    }
}

/// An executor with a task that has had its first poll.
struct Desk {
    executor: Executor,
    news: Arc<News>,
    waker: Waker,
}

impl Desk {
    fn new() -> Self {
        let mut executor = Executor::default();
        let news = Arc::new(News::default());
        let waker = executor.spawn(Reader(Arc::clone(&news)));
        let mut desk = Self {
            executor,
            news,
            waker,
        };
        desk.poll_all();
        let polls = desk.polls();
        assert!(polls > 0, "a task was spawned, and it isn't polled");
        assert!(
            polls == 1,
            "a task was spawned, and its first wake-up leads to {polls} polls"
        );
        desk
    }

    fn poll_all(&mut self) {
        while self.executor.poll_next() {}
    }

    fn polls(&self) -> usize {
        self.news.polls.load(Ordering::Relaxed)
    }

    fn has_read_all(&self) -> bool {
        self.news.read.load(Ordering::Relaxed) == self.news.sent.load(Ordering::Relaxed)
    }

    fn send(&self) {
        send(&self.news, &self.waker);
    }

    /// After two threads have met, everything has to work as before.
    fn next_wake_up_works(&mut self) {
        self.poll_all();
        let before = self.polls();
        self.send();
        self.poll_all();
        let polls = self.polls() - before;
        assert!(
            polls > 0,
            "two threads met, and since then the task isn't polled any more\n\
             Its flag is up, and it isn't in the queue: no wake-up puts it in again."
        );
        assert!(
            polls == 1,
            "two threads met, and since then a wake-up leads to {polls} polls"
        );
    }
}

/// An item of news, and the wake-up for it.
fn send(news: &News, waker: &Waker) {
    news.sent.fetch_add(1, Ordering::Relaxed);
    waker.wake();
}

#[test]
fn a_task_that_is_woken_many_times_is_polled_once() {
    let _log = Log::start();
    let mut desk = Desk::new();
    for (round, wakes) in [2, 1, 100].into_iter().enumerate() {
        let before = desk.polls();
        (0..wakes).for_each(|_| desk.send());
        desk.poll_all();
        let polls = desk.polls() - before;
        assert!(
            polls > 0,
            "a task has been polled, and after that a wake-up doesn't lead to a poll\n\
             It was poll {} of the task. Does something take its flag down?",
            round + 1
        );
        assert!(
            polls == 1,
            "a task is woken {wakes} times before its poll, and is polled {polls} times"
        );
    }
}

#[test]
fn a_wake_up_during_the_poll_is_not_lost() {
    let _log = Log::start();
    for wakes in [1, 3] {
        let mut desk = Desk::new();
        let before = desk.polls();
        desk.news.wakes_itself.store(wakes, Ordering::Relaxed);
        desk.send();
        desk.poll_all();
        let polls = desk.polls() - before;
        assert!(
            polls > 1,
            "a task wakes itself in its poll, and has no other poll\n\
             The wake-up found the flag up, or the flag was taken down after it."
        );
        assert!(
            polls == 2,
            "a task wakes itself {wakes} times in one poll, and has {} more polls",
            polls - 1
        );
    }
}

#[test]
fn a_wake_up_at_any_moment_of_a_poll_is_not_lost() {
    at_each_gap(|gap| {
        let log = Log::start();
        let mut desk = Desk::new();
        let before = desk.polls();
        desk.send();
        let (news, waker) = (Arc::clone(&desk.news), desk.waker.clone());
        let wakes = move || {
            trace!("another thread", "has news, and wakes the task");
            send(&news, &waker);
        };
        gap.run(|| desk.executor.poll_next(), wakes);
        desk.poll_all();
        assert!(
            desk.has_read_all(),
            "another thread wakes the task while the executor polls it, and that wake-up is lost\n\
             What happened, in order:\n{}",
            log.text()
        );
        let polls = desk.polls() - before;
        assert!(
            polls <= 2,
            "a task is woken twice, and is polled {polls} times\nWhat happened, in order:\n{}",
            log.text()
        );
        desk.next_wake_up_works();
    });
}

#[test]
fn an_executor_that_comes_in_the_middle_of_a_wake_up_misses_nothing() {
    at_each_gap(|gap| {
        let _log = Log::start();
        let mut desk = Desk::new();
        let before = desk.polls();
        let (news, waker) = (Arc::clone(&desk.news), desk.waker.clone());
        let polls = move || {
            desk.poll_all();
            desk
        };
        let ((), mut desk) = gap.run(|| send(&news, &waker), polls);
        desk.poll_all();
        assert!(
            desk.has_read_all(),
            "a task was woken, and it isn't polled after that"
        );
        let polls = desk.polls() - before;
        assert!(
            polls == 1,
            "the executor comes in the middle of a wake-up, which leads to {polls} polls"
        );
        desk.next_wake_up_works();
    });
}

#[test]
fn two_threads_that_wake_a_task_at_once_lead_to_one_poll() {
    at_each_gap(|gap| {
        let _log = Log::start();
        let mut desk = Desk::new();
        let before = desk.polls();
        let (news, waker) = (Arc::clone(&desk.news), desk.waker.clone());
        gap.run(|| desk.send(), move || send(&news, &waker));
        desk.poll_all();
        let polls = desk.polls() - before;
        assert!(
            polls > 0,
            "two threads wake a task at once, and it isn't polled"
        );
        assert!(
            polls == 1,
            "two threads wake a task at once, and it's polled {polls} times\n\
             Between a look at the flag and what follows from it, another thread looks at it, too."
        );
        desk.next_wake_up_works();
    });
}

#[test]
fn each_task_has_a_flag_of_its_own() {
    let _log = Log::start();
    let mut executor = Executor::default();
    let news = [(); 3].map(|()| Arc::new(News::default()));
    let wakers = news
        .each_ref()
        .map(|news| executor.spawn(Reader(Arc::clone(news))));
    while executor.poll_next() {}
    for waker in wakers.iter().chain(&wakers) {
        waker.wake();
    }
    while executor.poll_next() {}
    let polls = news.map(|news| news.polls.load(Ordering::Relaxed));
    assert!(
        polls == [2; 3],
        "three tasks are woken twice each, and not each of them has one more poll\n\
         The polls, with the first ones: {polls:?}."
    );
}

#[test]
fn a_task_that_is_over_may_be_woken() {
    let _log = Log::start();
    let mut desk = Desk::new();
    desk.news.is_over.store(true, Ordering::Relaxed);
    desk.news.wakes_itself.store(1, Ordering::Relaxed);
    desk.send();
    desk.poll_all();
    desk.send();
    desk.poll_all();
    assert_eq!(
        desk.polls(),
        2,
        "a task was over at its second poll, and is polled so often:"
    );
    assert!(
        Arc::strong_count(&desk.news) == 1,
        "a task is over, and its future is still there"
    );
}

#[test]
fn the_given_parts_do_what_they_say() {
    let (flag, queue) = (Flag::default(), ReadyQueue::default());
    let raised = [flag.raise(), flag.raise()];
    let lowered = [flag.lower(), flag.lower()];
    queue.push(1);
    queue.push(2);
    let popped = [queue.pop(), queue.pop(), queue.pop()];
    assert!(
        raised == [true, false] && lowered == [true, false] && popped == [Some(1), Some(2), None],
        "`raise`, `lower`, `push` or `pop` doesn't do what it says\nThey were given, and right."
    );
}

#[test]
fn a_busy_task() {
    let log = Log::start();
    let mut desk = Desk::new();
    trace!("main", "wakes the task three times");
    (0..3).for_each(|_| desk.send());
    desk.poll_all();
    trace!("main", "wakes it once, and it will wake itself");
    desk.news.wakes_itself.store(1, Ordering::Relaxed);
    desk.send();
    desk.poll_all();
    trace!("main", "has no task to poll");
    testing::pin_exercise!("wake-once", log);
}
