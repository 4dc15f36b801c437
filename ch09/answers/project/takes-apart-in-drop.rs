//! not-yet: a join is given up, and moves a future before it drops it
//!
//! `&mut self` looks as if everything might be done with it.

fn drop(&mut self) {
    drop(mem::replace(&mut self.second, Part::Empty));
    drop(mem::replace(&mut self.first, Part::Empty));
}
