//! A supervised program's output, read until nothing of it is left.

use super::idle::{Said, exhausted};
use super::lines::Lines;
use super::statements::Statements;
use super::{End, Event, Limits, Status, Stop, Stream, signal};
use crate::supervise::{Channel, Ending, Pipes, Program, Supervised, now};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncReadExt};
use tokio::sync::mpsc;
use tokio::time::{Instant, sleep_until, timeout};

/// A line of a person's program is cut here.
const LONGEST_LINE: usize = 8 << 10;

/// Where descendants cannot be found, one may hold a pipe open that never comes to its end.
const LAST_WORDS: Duration = Duration::from_millis(500);

/// What a program's output is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Output {
    /// Text for a reader.
    Text,
    /// Cargo's: messages of any length, and a progress bar.
    Messages,
}

impl Output {
    fn lines(self) -> Lines {
        match self {
            Self::Text => Lines::new(LONGEST_LINE, false),
            Self::Messages => Lines::new(usize::MAX, true),
        }
    }
}

/// Runs a program and hands on its start and what it says. Its end is returned, not sent.
pub(crate) async fn execute(
    program: &Program,
    output: Output,
    limits: Limits,
    stop: &Stop,
    events: &mpsc::Sender<Event>,
) -> End {
    let channel = output == Output::Text;
    let (mut supervised, pipes) = match Supervised::start(program, channel) {
        Ok(started) => started,
        Err(error) => {
            return End {
                at_ms: 0.0,
                status: Status::Failed(format!("{error:#}")),
            };
        }
    };
    let began = supervised.started().await;
    let ago = Duration::from_nanos(now().saturating_sub(began));
    let now = Instant::now();
    let start = now.checked_sub(ago).unwrap_or(now);
    let reader = Reader {
        start,
        events,
        left: AtomicUsize::new(limits.bytes),
        begun: AtomicUsize::new(0),
        received: AtomicUsize::new(0),
    };
    let usage = supervised.usage();
    let mut heard = Heard {
        out: output.lines(),
        err: output.lines(),
        statements: Statements::new(began, limits.statements),
    };
    let early = tokio::select! {
        biased;
        () = stop.cancelled() => Status::Stopped,
        () = events.closed() => Status::Stopped,
        () = reached(start.checked_add(limits.time)) => Status::TimedOut(limits.time),
        status = exhausted(limits, usage, || reader.said()) => status,
        over = over(&mut supervised, reader.read_all(&mut heard, pipes)) => match over {
            Ok(ending) => return End { at_ms: since(start), status: ending.into() },
            Err(Refused::NobodyListens) => Status::Stopped,
            Err(Refused::TooMuch) => Status::TooMuchOutput(limits.bytes),
        },
    };
    supervised.kill().await;
    supervised.ended().await;
    if early != Status::Stopped {
        reader.last_words(&mut heard).await;
    }
    End {
        at_ms: since(start),
        status: early,
    }
}

/// Why output is not read to its end.
enum Refused {
    NobodyListens,
    TooMuch,
}

/// Waits for the program's end and that of its output, in whichever order they come.
async fn over(
    supervised: &mut Supervised,
    reading: impl Future<Output = Result<(), Refused>>,
) -> Result<Ending, Refused> {
    let mut reading = std::pin::pin!(reading);
    tokio::select! {
        biased;
        read = &mut reading => {
            read?;
            Ok(supervised.ended().await)
        }
        ending = supervised.ended() => {
            if cfg!(target_os = "linux") {
                // Nobody is left to hold the pipes: only the receiver of the events can be slow.
                reading.await?;
            } else if let Ok(read) = timeout(LAST_WORDS, reading).await {
                read?;
            }
            Ok(ending)
        }
    }
}

/// What has come so far, up to the line that each stream is at.
struct Heard {
    out: Lines,
    err: Lines,
    statements: Statements,
}

struct Reader<'a> {
    start: Instant,
    events: &'a mpsc::Sender<Event>,
    /// Bytes that may still come, on both streams.
    left: AtomicUsize,
    /// Events that the program has made.
    begun: AtomicUsize,
    /// Those of them that don't wait for their receiver any more.
    received: AtomicUsize,
}

impl Reader<'_> {
    async fn read_all(&self, heard: &mut Heard, pipes: Pipes) -> Result<(), Refused> {
        self.send(Event::Started).await?;
        tokio::try_join!(
            self.read(pipes.stdout, &mut heard.out, Stream::Out),
            self.read(pipes.stderr, &mut heard.err, Stream::Err),
            self.read_channel(pipes.channel, &mut heard.statements),
        )?;
        Ok(())
    }

    /// However much there is, it's read to its end: a program that states too much is not held up.
    async fn read_channel(
        &self,
        from: Option<Channel>,
        statements: &mut Statements,
    ) -> Result<(), Refused> {
        let Some(mut from) = from else { return Ok(()) };
        let mut bytes = vec![0; 16 << 10];
        while let Ok(count @ 1..) = from.read(&mut bytes).await {
            for event in statements.push(&bytes[..count]) {
                self.send(event).await?;
            }
        }
        Ok(())
    }

    async fn read(
        &self,
        mut from: impl AsyncRead + Unpin,
        lines: &mut Lines,
        stream: Stream,
    ) -> Result<(), Refused> {
        let mut bytes = vec![0; 16 << 10];
        // A pipe that cannot be read has no more to say.
        while let Ok(count @ 1..) = from.read(&mut bytes).await {
            let at_ms = since(self.start);
            // Both streams are read by one task: nothing comes between these two lines.
            let allowed = count.min(self.left.load(Ordering::Relaxed));
            self.left.fetch_sub(allowed, Ordering::Relaxed);
            for text in lines.push(&bytes[..allowed]) {
                self.send(Event::Line {
                    at_ms,
                    stream,
                    text,
                })
                .await?;
            }
            if allowed < count {
                return Err(Refused::TooMuch);
            }
        }
        self.finish(lines, stream).await
    }

    /// The line that a program was at when it was ended.
    async fn last_words(&self, Heard { out, err, .. }: &mut Heard) {
        // Nobody may be listening any more.
        let _ = self.finish(out, Stream::Out).await;
        let _ = self.finish(err, Stream::Err).await;
    }

    async fn finish(&self, lines: &mut Lines, stream: Stream) -> Result<(), Refused> {
        match lines.finish() {
            Some(text) => {
                self.send(Event::Line {
                    at_ms: since(self.start),
                    stream,
                    text,
                })
                .await
            }
            None => Ok(()),
        }
    }

    async fn send(&self, event: Event) -> Result<(), Refused> {
        self.begun.fetch_add(1, Ordering::Relaxed);
        let sent = self.events.send(event).await;
        self.received.fetch_add(1, Ordering::Relaxed);
        sent.map_err(|_| Refused::NobodyListens)
    }

    fn said(&self) -> Said {
        let events = self.begun.load(Ordering::Relaxed);
        Said {
            events,
            is_held_up: events != self.received.load(Ordering::Relaxed),
        }
    }
}

/// Waits for a point in time; forever if it is too far away to be told.
async fn reached(deadline: Option<Instant>) {
    match deadline {
        Some(deadline) => sleep_until(deadline).await,
        None => std::future::pending().await,
    }
}

fn since(start: Instant) -> f64 {
    start.elapsed().as_secs_f64() * 1000.0
}

impl From<Ending> for Status {
    fn from(ending: Ending) -> Self {
        match ending {
            Ending::Exited(code) => Self::Exited(code),
            Ending::Signalled(number) => Self::Signalled(number, signal::name(number)),
            Ending::Failed(why) => Self::Failed(why),
        }
    }
}
