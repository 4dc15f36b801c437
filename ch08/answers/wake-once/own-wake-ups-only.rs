//! not-yet: another thread wakes the task while the executor polls it, and that wake-up is lost
//!
//! The executor knows whose wake-up comes from the poll itself. It doesn't know of another thread's.

struct Handle {
    task: TaskId,
    flag: Flag,
    ready: Arc<ReadyQueue>,
    woke_itself: AtomicBool,
    thread: Mutex<Option<std::thread::ThreadId>>,
}

fn spawn(&mut self, future: impl Future<Output = ()> + Send + 'static) -> Waker {
    self.last += 1;
    let handle = Arc::new(Handle {
        task: self.last,
        flag: Flag::default(),
        ready: Arc::clone(&self.ready),
        woke_itself: AtomicBool::new(false),
        thread: Mutex::new(None),
    });
    let waker = Waker::from(Arc::clone(&handle));
    let task = Task {
        future: Box::new(future),
        handle,
        waker: waker.clone(),
    };
    self.tasks.insert(self.last, task);
    waker.wake();
    waker
}

fn wake(&self) {
    if *self.thread.lock().unwrap() == Some(std::thread::current().id()) {
        self.woke_itself.store(true, Ordering::Release);
    } else if self.flag.raise() {
        self.ready.push(self.task);
    }
}

fn poll_next(&mut self) -> bool {
    let Some(id) = self.ready.pop() else {
        return false;
    };
    if let Some(task) = self.tasks.get(&id) {
        let handle = Arc::clone(&task.handle);
        *handle.thread.lock().unwrap() = Some(std::thread::current().id());
        self.poll(id);
        *handle.thread.lock().unwrap() = None;
        handle.flag.lower();
        if handle.woke_itself.swap(false, Ordering::Acquire) {
            handle.wake();
        }
    }
    true
}
