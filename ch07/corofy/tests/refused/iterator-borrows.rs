use ch07::After;

fn number(n: u32) -> After<u32> {
    After::new(n)
}

coroutine fn each(all: Vec<u32>) -> u32 {
    let mut sum: u32 = 0;
    for n in all.iter() { //~ //~
        sum += number(1).wait + n;
    }
    sum
}
