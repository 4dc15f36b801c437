//! Whether a type is `Unpin`, as a constant: `Asked::<T>::IS_UNPIN`.
#![allow(
    dead_code,
    reason = "one of the two constants is used, and it depends on the type"
)]

use std::marker::PhantomData;

pub struct Asked<T>(PhantomData<T>);

impl<T: Unpin> Asked<T> {
    /// An inherent constant goes before a trait's.
    pub const IS_UNPIN: bool = true;
}

pub trait Otherwise {
    const IS_UNPIN: bool = false;
}

impl<T> Otherwise for Asked<T> {}
