use ch07::{After, items};

fn number(n: u32) -> After<u32> {
    After::new(n)
}

coroutine fn each() -> u32 {
    let mut sum: u32 = 0;
    for item in items() { //~ //~
        sum += number(1).wait;
    }
    sum
}
