//! What's around a coroutine is kept as it is, however it's laid out.

use crate::drive::{all, run};
use crate::stage::After;

  fn   odd ( a:u32,b:u32 )->u32{a+b}   // kept

#[rustfmt::skip]
const TABLE: [u32;4] = [ 1,2 ,
    3,    4 ];

fn number(polls: u32, value: u32) -> After<u32> { After::new(polls, value) }

/* before */ pub(crate) coroutine fn first(n: u32) -> u32 { number(1, n).wait + 1 } /* after */ const AFTER: u32 = 7;



#[inline]
#[allow(non_snake_case)]
pub	coroutine	fn	
	second_One
(
	n : u32 ,
)	->	u32
{

	let a = number ( 1 , n )
		. wait
	;
	/* the output */ a + TABLE [ 1 ]
}

macro_rules! both { ($a:expr, $b:expr) => { ($a, $b) }; }

mod inner {
    use super::{After, number};

    pub coroutine fn third(n: u32) -> u32 {
        let future: After<u32> = number(1, n);
        let m = future.wait;
        number(0, m + 1).wait + 1
    }
}

pub fn check() {
    assert_eq!(both!(run(first(odd(1, 2))), AFTER), (4, 7));
    assert_eq!(run(second_One(5)), 7);
    assert_eq!(run(inner::third(5)), 7);
    all("first", || first(1));
    all("second", || second_One(1));
    all("third", || inner::third(1));
}
