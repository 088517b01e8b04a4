//! Values of QTI: typed atoms, alone or in containers, and NULL, which is neither 0 nor empty text.

use std::fmt;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Base {
    Identifier,
    String,
    Integer,
    Float,
    Boolean,
    Pair,
    DirectedPair,
    Point,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Cardinality {
    #[default]
    Single,
    Multiple,
    Ordered,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Atom {
    /// Identifiers, strings, URIs: all compare as text.
    Text(String),
    Integer(i64),
    Float(f64),
    Boolean(bool),
    Pair(String, String),
    DirectedPair(String, String),
    Point(f64, f64),
}

#[derive(Clone, Debug, Default, PartialEq)]
pub enum Value {
    #[default]
    Null,
    Single(Atom),
    Multiple(Vec<Atom>),
    Ordered(Vec<Atom>),
}

impl Base {
    pub fn of(name: &str) -> Option<Self> {
        Some(match name {
            "identifier" => Self::Identifier,
            "string" | "uri" | "file" => Self::String,
            "integer" | "intOrIdentifier" => Self::Integer,
            "float" | "duration" => Self::Float,
            "boolean" => Self::Boolean,
            "pair" => Self::Pair,
            "directedPair" | "directed-pair" => Self::DirectedPair,
            "point" => Self::Point,
            _ => return None,
        })
    }

    pub fn name(self) -> &'static str {
        match self {
            Self::Identifier => "identifier",
            Self::String => "string",
            Self::Integer => "integer",
            Self::Float => "float",
            Self::Boolean => "boolean",
            Self::Pair => "pair",
            Self::DirectedPair => "directedPair",
            Self::Point => "point",
        }
    }

    pub fn is_number(self) -> bool {
        matches!(self, Self::Integer | Self::Float)
    }

    /// Text of the source → atom; blanks around anything but a string do not count.
    pub fn atom(self, text: &str) -> Option<Atom> {
        let trimmed = text.trim();
        let two = || {
            let mut parts = trimmed.split_whitespace();
            let both = (parts.next()?.to_owned(), parts.next()?.to_owned());
            parts.next().is_none().then_some(both)
        };
        Some(match self {
            Self::String => Atom::Text(text.to_owned()),
            Self::Identifier => Atom::Text(trimmed.to_owned()).filled()?,
            Self::Integer => Atom::Integer(integer(trimmed)?),
            Self::Float => Atom::Float(number(trimmed)?),
            Self::Boolean => Atom::Boolean(boolean(trimmed)?),
            Self::Pair => two().map(|(a, b)| Atom::Pair(a, b))?,
            Self::DirectedPair => two().map(|(a, b)| Atom::DirectedPair(a, b))?,
            Self::Point => two().and_then(|(x, y)| Some(Atom::Point(number(&x)?, number(&y)?)))?,
        })
    }
}

impl Cardinality {
    pub fn of(name: &str) -> Option<Self> {
        match name {
            "single" => Some(Self::Single),
            "multiple" => Some(Self::Multiple),
            "ordered" => Some(Self::Ordered),
            _ => None,
        }
    }

    /// Atoms in the container that this cardinality asks for.
    pub fn hold(self, atoms: Vec<Atom>) -> Value {
        match self {
            Self::Single => atoms.into_iter().next().and_then(Atom::filled).map_or(Value::Null, Value::Single),
            Self::Multiple => Value::multiple(atoms),
            Self::Ordered => Value::ordered(atoms),
        }
    }
}

/// A finite number; `NaN`, infinities and hexadecimal are none.
pub fn number(text: &str) -> Option<f64> {
    let text = text.trim();
    let plain = |c: char| c.is_ascii_digit() || matches!(c, '+' | '-' | '.' | 'e' | 'E');
    if text.is_empty() || !text.chars().all(plain) {
        return None;
    }
    text.parse().ok().filter(|number: &f64| number.is_finite())
}

pub fn integer(text: &str) -> Option<i64> {
    text.parse().ok().or_else(|| number(text).filter(|n| n.fract() == 0.0).map(to_integer))
}

pub fn boolean(text: &str) -> Option<bool> {
    match text {
        "true" | "1" => Some(true),
        "false" | "0" => Some(false),
        _ => None,
    }
}

#[allow(clippy::cast_possible_truncation, reason = "`as` saturates, and a score has no such size")]
pub fn to_integer(number: f64) -> i64 {
    number as i64
}

#[allow(clippy::cast_precision_loss, reason = "scores and counts are far below 2^53")]
pub fn to_float(number: i64) -> f64 {
    number as f64
}

pub fn count(number: usize) -> f64 {
    to_float(i64::try_from(number).unwrap_or(i64::MAX))
}

impl Atom {
    /// Empty text is NULL.
    pub fn filled(self) -> Option<Self> {
        match &self {
            Self::Text(text) if text.is_empty() => None,
            _ => Some(self),
        }
    }

    pub fn as_number(&self) -> Option<f64> {
        match self {
            Self::Integer(n) => Some(to_float(*n)),
            Self::Float(n) => Some(*n),
            _ => None,
        }
    }

    /// The same value: numbers by size, a pair in either order.
    pub fn same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Pair(a, b), Self::Pair(c, d)) => (a == c && b == d) || (a == d && b == c),
            (a, b) => match (a.as_number(), b.as_number()) {
                (Some(a), Some(b)) => a.to_bits() == b.to_bits() || (a - b).abs() == 0.0,
                _ => a == b,
            },
        }
    }

    /// Into another base type, where that loses nothing that matters.
    pub fn cast(&self, base: Base) -> Option<Self> {
        match (base, self) {
            (Base::Float, Self::Integer(n)) => Some(Self::Float(to_float(*n))),
            (Base::Integer, Self::Float(n)) => Some(Self::Integer(to_integer(n.trunc()))),
            (Base::Identifier | Base::String, Self::Text(_))
            | (Base::Integer, Self::Integer(_))
            | (Base::Float, Self::Float(_))
            | (Base::Boolean, Self::Boolean(_))
            | (Base::Pair, Self::Pair(..))
            | (Base::DirectedPair, Self::DirectedPair(..))
            | (Base::Point, Self::Point(..)) => Some(self.clone()),
            (Base::Identifier | Base::String, other) => Some(Self::Text(other.to_string())),
            (_, Self::Text(text)) => base.atom(text),
            _ => None,
        }
    }
}

impl fmt::Display for Atom {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => f.write_str(text),
            Self::Integer(n) => write!(f, "{n}"),
            Self::Float(n) => write!(f, "{n}"),
            Self::Boolean(yes) => write!(f, "{yes}"),
            Self::Pair(a, b) | Self::DirectedPair(a, b) => write!(f, "{a} {b}"),
            Self::Point(x, y) => write!(f, "{x} {y}"),
        }
    }
}

impl Value {
    /// An empty container is NULL.
    pub fn multiple(atoms: Vec<Atom>) -> Self {
        if atoms.is_empty() { Self::Null } else { Self::Multiple(atoms) }
    }

    pub fn ordered(atoms: Vec<Atom>) -> Self {
        if atoms.is_empty() { Self::Null } else { Self::Ordered(atoms) }
    }

    pub fn text(text: &str) -> Self {
        Atom::Text(text.to_owned()).filled().map_or(Self::Null, Self::Single)
    }

    pub fn float(number: f64) -> Self {
        if number.is_finite() { Self::Single(Atom::Float(number)) } else { Self::Null }
    }

    pub fn boolean(yes: bool) -> Self {
        Self::Single(Atom::Boolean(yes))
    }

    pub fn is_null(&self) -> bool {
        *self == Self::Null
    }

    pub fn atoms(&self) -> &[Atom] {
        match self {
            Self::Null => &[],
            Self::Single(atom) => std::slice::from_ref(atom),
            Self::Multiple(atoms) | Self::Ordered(atoms) => atoms,
        }
    }

    /// A lone number, also out of a container of one.
    pub fn as_number(&self) -> Option<f64> {
        match self.atoms() {
            [atom] => atom.as_number(),
            _ => None,
        }
    }

    /// The same kind of container with the same atoms; the order counts only where the container has one.
    pub fn same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Single(a), Self::Single(b)) => a.same(b),
            (Self::Ordered(a), Self::Ordered(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.same(b)),
            (Self::Multiple(a), Self::Multiple(b)) => same_bag(a, b),
            // Authors mix a container of one with its atom.
            (Self::Single(a), Self::Multiple(b) | Self::Ordered(b))
            | (Self::Multiple(b) | Self::Ordered(b), Self::Single(a)) => matches!(&b[..], [b] if a.same(b)),
            _ => false,
        }
    }
}

fn same_bag(a: &[Atom], b: &[Atom]) -> bool {
    let mut rest: Vec<&Atom> = b.iter().collect();
    a.len() == b.len()
        && a.iter().all(|atom| match rest.iter().position(|other| atom.same(other)) {
            Some(at) => {
                rest.swap_remove(at);
                true
            }
            None => false,
        })
}
