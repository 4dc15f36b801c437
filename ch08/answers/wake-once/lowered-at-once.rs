//! solved
//!
//! A task that's over has its flag up forever: its wake-ups find nothing to do.

fn poll_next(&mut self) -> bool {
    match self.ready.pop() {
        None => false,
        Some(id) => {
            if let Some(Task { handle, .. }) = self.tasks.get(&id)
                && handle.flag.lower()
            {
                self.poll(id);
            }
            true
        }
    }
}
