//! Many forms in one coroutine.

use crate::drive::{all, run};
use crate::stage::{After, Noisy, say};

#[derive(Debug)]
enum Event {
    Line(String),
    Nothing,
    Left(Noisy),
}

fn event(n: u32) -> After<Result<Event, String>> {
    After::new(
        n % 3,
        match n {
            0 | 4 => Ok(Event::Nothing),
            3 => Ok(Event::Line("say wait.".to_owned())),
            9 => Ok(Event::Left(Noisy::new("guest", n))),
            11 => Err("cut short".to_owned()),
            _ => Ok(Event::Line(format!("line {n}"))),
        },
    )
}

fn sent(line: &str) -> After<usize> {
    say(format!("> {line}"));
    After::new(1, line.len())
}

coroutine fn chat(first: u32) -> Result<usize, String> {
    let room: Noisy = Noisy::new("room", first);
    let mut all: usize = 0;
    let mut n: u32 = first;
    let why: String = 'events: loop {
        n += 1;
        match event(n).wait? {
            Event::Nothing => continue,
            Event::Line(line) if line.starts_with("say") => {
                let line: String = line;
                for part in 0..2u32 {
                    all += sent(&format!("{part} {}", &line[4..])).wait;
                    if all > 30 {
                        break 'events String::from("too much");
                    }
                }
            }
            Event::Line(line) => {
                let line: String = line;
                all += sent(&line).wait;
            }
            Event::Left(guest) => {
                let guest: Noisy = guest;
                sent("bye").wait;
                break format!("{guest:?} left {room:?}");
            }
        }
    };
    say(why);
    Ok(all)
}

pub fn check() {
    assert_eq!(run(chat(1)), Ok(6 + 7 + 7 + 6 * 4));
    assert_eq!(run(chat(10)), Err("cut short".to_owned()));
    all("chat", || chat(1));
    all("chat", || chat(2));
    all("chat", || chat(9));
}
