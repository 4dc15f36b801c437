use ch07::After;

fn number() -> After<u32> {
    After::new(1)
}

coroutine fn lends() -> &'static String {
    let text: String = String::from("local");
    let lent: &String = &text;
    number().wait;
    lent //~
}
