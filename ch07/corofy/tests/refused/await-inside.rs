coroutine fn mixes(future: Ready) -> u32 {
    future.await //~
}

use ch07::Ready;
