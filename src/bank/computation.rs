//! Evaluates an item's `computation` and the formulas of item models: numbers, names where there are some,
//! `+ - * / ^ %` (remainder), brackets, and `sqrt abs round floor ceil min max gcd lcm`. Own, because the grammar of
//! FORMAT.md is smaller than any library's, and a name that nobody gave must be a fault, not a variable.
//!
//! ```text
//! sum    = term { ("+" | "-") term }
//! term   = sign { ("*" | "/" | "%") sign }
//! sign   = "-" sign | power
//! power  = atom [ "^" sign ]              right to left: 2^3^2 = 2^9; -2^2 = -4
//! atom   = number | "(" sum ")" | name | name "(" sum { "," sum } ")"
//! ```

use std::collections::BTreeMap;

/// Longer expressions are not reviewed by anybody.
pub(super) const MAX_CHARACTERS: usize = 500;
/// Brackets and signs nest at most this deep, so that a hostile text cannot exhaust the stack.
const MAX_DEPTH: usize = 32;

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ComputationError {
    #[error("{0} characters; at most {MAX_CHARACTERS} are allowed")]
    TooLong(usize),
    #[error("nested deeper than {MAX_DEPTH}")]
    TooDeep,
    #[error("at character {at}: expected {wanted}")]
    Syntax { at: usize, wanted: &'static str },
    #[error("`{0}` is not a function here (sqrt abs round floor ceil min max gcd lcm)")]
    UnknownFunction(String),
    #[error("`{0}` is no value that is known here")]
    UnknownName(String),
    #[error("`{0}` takes one argument")]
    Arguments(&'static str),
    #[error("`{0}` takes two arguments")]
    TwoArguments(&'static str),
    #[error("the value is not a finite number (a division by zero, or the root of a negative number)")]
    NotFinite,
}

pub(super) fn evaluate(text: &str) -> Result<f64, ComputationError> {
    evaluate_with(text, &BTreeMap::new())
}

/// With values by name.
pub(super) fn evaluate_with(text: &str, values: &BTreeMap<String, f64>) -> Result<f64, ComputationError> {
    let length = text.chars().count();
    if length > MAX_CHARACTERS {
        return Err(ComputationError::TooLong(length));
    }
    let mut reader = Reader { text: text.as_bytes(), at: 0, depth: 0, values };
    let value = reader.sum()?;
    if reader.peek().is_some() {
        return Err(reader.expected("an operator or the end"));
    }
    if value.is_finite() { Ok(value) } else { Err(ComputationError::NotFinite) }
}

struct Reader<'t> {
    text: &'t [u8],
    at: usize,
    depth: usize,
    values: &'t BTreeMap<String, f64>,
}

type Value = Result<f64, ComputationError>;

impl Reader<'_> {
    fn sum(&mut self) -> Value {
        let mut value = self.term()?;
        loop {
            match self.peek() {
                Some(b'+') => value += self.after_operator(Self::term)?,
                Some(b'-') => value -= self.after_operator(Self::term)?,
                _ => return Ok(value),
            }
        }
    }

    fn term(&mut self) -> Value {
        let mut value = self.sign()?;
        loop {
            match self.peek() {
                Some(b'*') => value *= self.after_operator(Self::sign)?,
                Some(b'/') => value /= self.after_operator(Self::sign)?,
                Some(b'%') => value %= self.after_operator(Self::sign)?,
                _ => return Ok(value),
            }
        }
    }

    fn sign(&mut self) -> Value {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(ComputationError::TooDeep);
        }
        let value = if self.peek() == Some(b'-') { -self.after_operator(Self::sign)? } else { self.power()? };
        self.depth -= 1;
        Ok(value)
    }

    fn power(&mut self) -> Value {
        let base = self.atom()?;
        if self.peek() == Some(b'^') { Ok(base.powf(self.after_operator(Self::sign)?)) } else { Ok(base) }
    }

    fn atom(&mut self) -> Value {
        match self.peek() {
            Some(b'(') => {
                self.at += 1;
                let value = self.sum()?;
                self.close()?;
                Ok(value)
            }
            Some(byte) if byte.is_ascii_digit() => self.number(),
            Some(byte) if byte.is_ascii_lowercase() => self.call(),
            _ => Err(self.expected("a number, a function or `(`")),
        }
    }

    fn number(&mut self) -> Value {
        let rest = &self.text[self.at..];
        let length = rest.iter().take_while(|byte| byte.is_ascii_digit() || **byte == b'.').count();
        let digits = std::str::from_utf8(&rest[..length]).unwrap_or_default();
        let value = digits.parse().ok().filter(|_| !digits.ends_with('.'));
        let value = value.ok_or_else(|| self.expected("a number with a point as decimal sign"))?;
        self.at += length;
        Ok(value)
    }

    fn call(&mut self) -> Value {
        let rest = &self.text[self.at..];
        let length = rest.iter().take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'_').count();
        let name = String::from_utf8_lossy(&rest[..length]).into_owned();
        self.at += length;
        if let Some(value) = self.values.get(&name) {
            return Ok(*value);
        }
        if self.peek() != Some(b'(') && !self.values.is_empty() {
            return Err(ComputationError::UnknownName(name));
        }
        if self.peek() != Some(b'(') {
            return Err(self.expected("`(` after a function's name"));
        }
        let mut arguments = vec![self.after_operator(Self::sum)?];
        while self.peek() == Some(b',') {
            arguments.push(self.after_operator(Self::sum)?);
        }
        self.close()?;
        apply(&name, &arguments)
    }

    fn close(&mut self) -> Result<(), ComputationError> {
        if self.peek() != Some(b')') {
            return Err(self.expected("`)`"));
        }
        self.at += 1;
        Ok(())
    }

    fn after_operator(&mut self, read: impl Fn(&mut Self) -> Value) -> Value {
        self.at += 1;
        read(self)
    }

    /// The next byte that is not a space.
    fn peek(&mut self) -> Option<u8> {
        while self.text.get(self.at) == Some(&b' ') {
            self.at += 1;
        }
        self.text.get(self.at).copied()
    }

    fn expected(&self, wanted: &'static str) -> ComputationError {
        ComputationError::Syntax { at: self.at + 1, wanted }
    }
}

fn pair(known: &'static str, arguments: &[f64]) -> Result<(f64, f64), ComputationError> {
    match arguments {
        [a, b] => Ok((a.abs().round(), b.abs().round())),
        _ => Err(ComputationError::TwoArguments(known)),
    }
}

/// Euclid's greatest common divisor of whole numbers.
fn divisor(a: f64, b: f64) -> f64 {
    let (mut a, mut b) = (a, b);
    while b >= 1.0 {
        (a, b) = (b, a % b);
    }
    a
}

fn apply(name: &str, arguments: &[f64]) -> Value {
    let one = |known: &'static str, function: fn(f64) -> f64| match arguments {
        [value] => Ok(function(*value)),
        _ => Err(ComputationError::Arguments(known)),
    };
    match name {
        "sqrt" => one("sqrt", f64::sqrt),
        "abs" => one("abs", f64::abs),
        "round" => one("round", f64::round),
        "floor" => one("floor", f64::floor),
        "ceil" => one("ceil", f64::ceil),
        "min" => Ok(arguments.iter().copied().fold(f64::INFINITY, f64::min)),
        "gcd" => pair("gcd", arguments).map(|(a, b)| divisor(a, b)),
        "lcm" => pair("lcm", arguments).map(|(a, b)| a / divisor(a, b) * b),
        "max" => Ok(arguments.iter().copied().fold(f64::NEG_INFINITY, f64::max)),
        _ => Err(ComputationError::UnknownFunction(name.to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_grammar_of_the_format_is_understood() {
        for (text, value) in [
            ("(120000 - 96000) / 120000 * 100", 20.0),
            ("2 + 3 * 4", 14.0),
            ("10 - 2 - 3", 5.0),
            ("2^3^2", 512.0),
            ("-2^2", -4.0),
            ("2^-1", 0.5),
            ("17 % 5", 2.0),
            ("sqrt(12^2 + 9^2)", 15.0),
            ("round(12.345 * 10) / 10", 12.3),
            ("min(3, 1, 2) + max(4, 9)", 10.0),
            ("abs(-3) + floor(2.9) + ceil(2.1)", 8.0),
        ] {
            assert!((evaluate(text).unwrap() - value).abs() < 1e-12, "{text}");
        }
    }

    #[test]
    fn hostile_and_broken_texts_are_typed_errors() {
        for text in
            ["", "1 +", "1 2", "1,5", "1.", "1..2", ")", "(1", "x", "pi", "2(3)", "1e5", "sqrt 4", "é", "sqrt()"]
        {
            assert!(matches!(evaluate(text), Err(ComputationError::Syntax { .. })), "{text}: {:?}", evaluate(text));
        }
        assert_eq!(evaluate("1/0"), Err(ComputationError::NotFinite));
        assert_eq!(evaluate("sqrt(-1)"), Err(ComputationError::NotFinite));
        assert_eq!(evaluate("sqrt(1, 2)"), Err(ComputationError::Arguments("sqrt")));
        assert_eq!(evaluate("sin(1)"), Err(ComputationError::UnknownFunction("sin".into())));
        assert_eq!(evaluate(&"(".repeat(400)), Err(ComputationError::TooDeep));
        assert_eq!(evaluate(&"-".repeat(400)), Err(ComputationError::TooDeep));
        assert_eq!(evaluate(&"1".repeat(501)), Err(ComputationError::TooLong(501)));
    }

    proptest! {
        #[test]
        fn any_text_is_answered(text in "[0-9a-z+*/^%(), .-]{0,60}") {
            let _ = evaluate(&text);
        }

        #[test]
        fn sums_and_products_agree_with_rust(a in -1000i32..1000, b in -1000i32..1000, c in 1i32..100) {
            let (x, y, z) = (f64::from(a), f64::from(b), f64::from(c));
            prop_assert_eq!(evaluate(&format!("{a} + {b} * {c}")), Ok(x + y * z));
            prop_assert_eq!(evaluate(&format!("({a} - {b}) / {c}")), Ok((x - y) / z));
        }
    }
}
