use ch07::After;
use std::str::Chars;

fn number(n: u32) -> After<u32> {
    After::new(n)
}

coroutine fn reads(text: String) -> Option<char> {
    let mut letters: Chars<'_> = text.chars(); //~
    number(1).wait;
    letters.next()
}
