use ch07::After;

fn number() -> After<u32> {
    After::new(1)
}

coroutine fn moves(yes: bool) -> u32 {
    let text: String = String::from("text"); //~
    if yes {
        drop(text);
    }
    number().wait
}
