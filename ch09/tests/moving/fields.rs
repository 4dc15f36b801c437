//! Where in the machine each field is.

use crate::requests::{Requests, Variables};
use ch09::Reactor;
use std::alloc::Layout;
use std::mem::offset_of;
use std::net::SocketAddr;
use std::ptr::{self, NonNull};

/// A field, and the words in it whose bytes can be told.
struct Field {
    name: &'static str,
    type_name: &'static str,
    offset: usize,
    size: usize,
    words: Vec<(&'static str, usize)>,
}

/// The fields in the order of their addresses. `Requests` and `Variables` are laid out as in C: one field after
/// another.
fn fields() -> Vec<Field> {
    let declared = [
        ("buffer", "String", Layout::new::<String>()),
        (
            "writer",
            "Option<NonNull<String>>",
            Layout::new::<Option<NonNull<String>>>(),
        ),
        ("reactor", "Reactor", Layout::new::<Reactor>()),
        ("server", "SocketAddr", Layout::new::<SocketAddr>()),
    ];
    let mut whole = Layout::new::<()>();
    let mut fields = Vec::new();
    for (name, type_name, layout) in declared {
        let (extended, offset) = whole.extend(layout).unwrap();
        whole = extended;
        let (size, words) = (layout.size(), Vec::new());
        fields.push(Field {
            name,
            type_name,
            offset,
            size,
            words,
        });
    }
    assert_eq!(whole.pad_to_align(), Layout::new::<Variables>());
    assert_eq!(offset_of!(Variables, buffer), fields[0].offset);
    assert_eq!(offset_of!(Variables, writer), fields[1].offset);
    fields[0].words = words_of_a_string();
    fields[1].words = vec![("pointer", 0)];
    fields.push(Field {
        name: "state",
        type_name: "State",
        offset: size_of::<Variables>(),
        size: size_of::<Requests>() - size_of::<Variables>(),
        words: Vec::new(),
    });
    fields
}

/// The order of a string's words isn't specified, so it's found by their values.
fn words_of_a_string() -> Vec<(&'static str, usize)> {
    let mut text = String::with_capacity(7);
    text.push_str("abc");
    assert_eq!(size_of::<String>(), 3 * size_of::<usize>());
    // SAFETY: a string is three words, as was asserted, and none of them is padding.
    let words: [usize; 3] = unsafe { ptr::from_ref(&text).cast::<[usize; 3]>().read() };
    let name = |word| match word {
        7 => "capacity",
        3 => "length",
        pointer => {
            assert_eq!(pointer, text.as_ptr().addr());
            "pointer"
        }
    };
    let offsets = (0..).step_by(size_of::<usize>());
    words.map(name).into_iter().zip(offsets).collect()
}

pub fn record() -> String {
    let fields = fields();
    let lines = fields.iter().map(|field| {
        let words = field.words.iter();
        let words: Vec<String> = words
            .map(|(name, offset)| format!("{{\"name\": \"{name}\", \"offset\": {offset}}}"))
            .collect();
        format!(
            "{{\"name\": \"{}\", \"type\": \"{}\", \"offset\": {}, \"size\": {}, \"words\": [{}]}}",
            field.name,
            field.type_name,
            field.offset,
            field.size,
            words.join(", ")
        )
    });
    lines.collect::<Vec<_>>().join(",\n")
}
