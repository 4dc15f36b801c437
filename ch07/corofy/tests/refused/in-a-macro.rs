items! {
    coroutine fn one() -> u32 { //~
        1
    }
}

macro_rules! makes {
    ($name:ident) => {
        coroutine fn $name() {} //~
    };
}
