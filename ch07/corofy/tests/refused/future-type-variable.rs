use ch07::fetch;

coroutine fn asks() -> u32 {
    let request = fetch("/a");
    println!("asked");
    request.wait //~
}
