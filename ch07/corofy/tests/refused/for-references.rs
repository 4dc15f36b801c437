use crate::stage::After;

fn number(polls: u32, value: u32) -> After<u32> {
    After::new(polls, value)
}

coroutine fn length(path: &str) -> usize {
    number(1, 1).wait;
    path.len()
}

coroutine fn of_a_temporary() -> usize {
    let mut sum: usize = 0;
    for path in &["/a", "/bc"] { //~
        sum += length(path).wait; //~
    }
    sum
}

coroutine fn of_an_iterator(texts: Vec<String>) -> usize {
    let mut sum: usize = 0;
    let paths: std::slice::Iter<'static, &'static str> = ["/a", "/bc"].iter();
    for path in paths {
        sum += length(path).wait; //~
    }
    sum + texts.len()
}
