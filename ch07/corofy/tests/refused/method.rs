use ch07::After;

struct Server;

impl Server {
    coroutine fn serve(&self) -> u32 { //~
        After::new(1).wait
    }
}
