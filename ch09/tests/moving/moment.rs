//! What can be told of a coroutine between two polls. Addresses go by names, since they differ from run to run.

/// A block of the heap.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Buffer {
    pub text: String,
    pub capacity: usize,
}

/// What the bytes at a place hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    pub capacity: usize,
    pub length: usize,
    /// Which of the moment's blocks the buffer points to.
    pub block: Option<usize>,
    /// Where the writer points to: `A+0`.
    pub writer: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moment {
    pub polls: u32,
    pub state: String,
    pub a: Held,
    /// After a move.
    pub b: Option<Held>,
    pub heap: Vec<Buffer>,
    pub output: Option<String>,
}

impl Moment {
    /// The text of the buffer in the bytes at a place.
    pub fn text_of<'a>(&'a self, held: &Held) -> &'a str {
        held.block.map_or("", |block| &self.heap[block].text)
    }

    pub fn record(&self) -> String {
        let blocks = self.heap.iter().map(|Buffer { text, capacity }| {
            format!("{{\"text\": {text:?}, \"capacity\": {capacity}}}")
        });
        let b = self.b.as_ref().map_or("null".to_owned(), Held::record);
        format!(
            "{{\"polls\": {}, \"state\": \"{}\", \"output\": {},\n \"heap\": [{}],\n \"a\": {},\n \"b\": {b}}}",
            self.polls,
            self.state,
            quoted(self.output.as_ref()),
            blocks.collect::<Vec<_>>().join(", "),
            self.a.record(),
        )
    }
}

impl Held {
    fn record(&self) -> String {
        let block = self
            .block
            .map_or("null".to_owned(), |block| block.to_string());
        format!(
            "{{\"capacity\": {}, \"length\": {}, \"pointer\": {block}, \"writer\": {}}}",
            self.capacity,
            self.length,
            quoted(self.writer.as_ref())
        )
    }
}

fn quoted(text: Option<&String>) -> String {
    text.map_or("null".to_owned(), |text| format!("{text:?}"))
}
