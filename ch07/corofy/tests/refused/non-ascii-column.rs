use ch07::{After, compute};

fn число() -> After<u32> {
    After::new(1)
}

coroutine fn считает() -> u32 {
    let é = "日本"; let größe = compute(); //~
    число().wait + größe + é.len() as u32
}
