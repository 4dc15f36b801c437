use std::fmt::Display;

coroutine fn shows() -> impl Display { //~
    "shown"
}
