use ch07::{After, compute};

fn number() -> After<u32> {
	After::new(1)
}

coroutine fn counts() -> u32 {
	if true {
		let n = compute(); //~
		number().wait;
		n
	} else {
		0
	}
}
