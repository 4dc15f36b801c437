//! Which types are copied, and which may have a destructor that a program can observe.

use syn::Type;

use crate::known::Known;
use crate::written;

/// What happens to a value of a type when it's used and when its scope ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    /// A use copies it, and nothing is done at the end of its scope.
    Copy,
    /// A use moves it. At the end of its scope at most memory is given back, and no program sees when.
    Quiet,
    /// Its destructor may do anything.
    Loud,
}

/// Types of the standard library that are copied.
const COPIED: [&str; 27] = [
    "u8",
    "u16",
    "u32",
    "u64",
    "u128",
    "usize",
    "i8",
    "i16",
    "i32",
    "i64",
    "i128",
    "isize",
    "f32",
    "f64",
    "bool",
    "char",
    "Duration",
    "Instant",
    "SystemTime",
    "SocketAddr",
    "SocketAddrV4",
    "SocketAddrV6",
    "IpAddr",
    "Ipv4Addr",
    "Ipv6Addr",
    "PhantomData",
    "Ordering",
];

/// Types of the standard library that own at most memory and their type arguments.
const OWNERS: [&str; 17] = [
    "String",
    "Vec",
    "VecDeque",
    "HashMap",
    "HashSet",
    "BTreeMap",
    "BTreeSet",
    "Box",
    "Range",
    "RangeInclusive",
    "IntoIter",
    "PathBuf",
    "OsString",
    "CString",
    "BinaryHeap",
    "Kept",
    "Iter",
];

impl Kind {
    /// The kind of a type, as far as its syntax and its file tell.
    pub(crate) fn of(ty: &Type, known: &Known) -> Kind {
        Kind::within(ty, known, 0)
    }

    /// `depth` ends the search in types that contain themselves.
    fn within(ty: &Type, known: &Known, depth: usize) -> Kind {
        if depth > 8 {
            return Kind::Loud;
        }
        let worst = |types: &mut dyn Iterator<Item = &Type>| {
            types
                .map(|ty| Kind::within(ty, known, depth + 1))
                .max()
                .unwrap_or(Kind::Copy)
        };
        match ty {
            Type::Reference(reference) if reference.mutability.is_none() => Kind::Copy,
            Type::Reference(_) => Kind::Quiet,
            Type::Ptr(_) | Type::BareFn(_) | Type::Never(_) => Kind::Copy,
            Type::Tuple(tuple) => worst(&mut tuple.elems.iter()),
            Type::Array(array) => Kind::within(&array.elem, known, depth + 1),
            Type::Slice(slice) => Kind::within(&slice.elem, known, depth + 1),
            Type::Paren(paren) => Kind::within(&paren.elem, known, depth + 1),
            Type::Group(group) => Kind::within(&group.elem, known, depth + 1),
            Type::Path(_) => {
                let Some((name, arguments)) = written::named(ty) else {
                    return Kind::Loud;
                };
                Kind::of_name(&name, &arguments, known, depth)
            }
            _ => Kind::Loud,
        }
    }

    fn of_name(name: &str, arguments: &[&Type], known: &Known, depth: usize) -> Kind {
        let worst = |types: &mut dyn Iterator<Item = &Type>| {
            types
                .map(|ty| Kind::within(ty, known, depth + 1))
                .max()
                .unwrap_or(Kind::Copy)
        };
        if let Some(declared) = known.types.get(name) {
            return match declared.copy {
                true => Kind::Copy,
                false if known.dropped.contains(name) => Kind::Loud,
                false => worst(&mut declared.parts()).max(Kind::Quiet),
            };
        }
        if let Some(alias) = known.aliases.get(name) {
            return Kind::within(alias, known, depth + 1);
        }
        if known.has(name) && !known.imported(name) {
            return Kind::Loud;
        }
        match name {
            "str" => Kind::Quiet,
            "Option" => worst(&mut arguments.iter().copied()),
            "Result" if arguments.len() == 2 => worst(&mut arguments.iter().copied()),
            _ if COPIED.contains(&name) => Kind::Copy,
            _ if OWNERS.contains(&name) => worst(&mut arguments.iter().copied()).max(Kind::Quiet),
            _ => Kind::Loud,
        }
    }
}
