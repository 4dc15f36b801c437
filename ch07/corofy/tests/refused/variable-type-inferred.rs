use ch07::After;

fn number() -> After<u32> {
    After::new(1)
}

coroutine fn keeps(words: Vec<String>) -> usize {
    let lengths: Vec<_> = words.iter().map(|word| word.len()).collect(); //~
    number().wait;
    lengths.len()
}
