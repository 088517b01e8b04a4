//! What stands in the column of the key: letters, numbers, texts, pairs.

use super::cells::short;
use crate::bank::exchange::draft::letter;

/// How the column of the key names an option.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KeyStyle {
    /// Each key is told by itself.
    #[default]
    Any,
    Letter,
    /// The place of the option, from 1.
    Number,
    /// The option's own words.
    Text,
}

/// One option, as this column writes it.
pub(super) fn one(text: &str, options: &[&str], style: KeyStyle) -> Result<usize, String> {
    let word = text.trim().trim_end_matches(['.', ')']);
    let unfit = |what: &str| format!("the key `{}` is {what}", short(text));
    match style {
        KeyStyle::Any => any(text, options),
        KeyStyle::Letter => within(by_letter(word).ok_or_else(|| unfit("no letter"))?, word, options),
        KeyStyle::Number => {
            let number = word.strip_suffix(".0").unwrap_or(word).parse::<usize>().map_err(|_| unfit("no number"))?;
            within(number.wrapping_sub(1), word, options)
        }
        KeyStyle::Text => by_text(text, options).ok_or_else(|| unfit("the text of no option")),
    }
}

fn by_text(text: &str, options: &[&str]) -> Option<usize> {
    let text = text.trim().to_lowercase();
    options.iter().position(|option| option.to_lowercase() == text)
}

/// One option: by letter, `choice_2`, number, or its own text.
fn any(text: &str, options: &[&str]) -> Result<usize, String> {
    let word = text.trim().trim_end_matches(['.', ')']);
    if let Some(at) = by_letter(word).filter(|at| *at < options.len()) {
        return Ok(at);
    }
    if let Some(number) =
        word.to_ascii_lowercase().strip_prefix("choice_").and_then(|number| number.parse::<usize>().ok())
    {
        return within(number.wrapping_sub(1), word, options);
    }
    if let Some(at) = by_text(text, options) {
        return Ok(at);
    }
    let number = word.strip_suffix(".0").unwrap_or(word).parse::<usize>();
    match number.or_else(|_| by_letter(word).map(|at| at + 1).ok_or(())) {
        Ok(number @ 1..=26) => within(number - 1, word, options),
        _ => Err(format!("the key `{}` is neither the letter nor the text of an option", short(text))),
    }
}

fn by_letter(word: &str) -> Option<usize> {
    let [sign] = word.as_bytes() else { return None };
    sign.is_ascii_alphabetic().then(|| usize::from(sign.to_ascii_uppercase() - b'A'))
}

fn within(at: usize, word: &str, options: &[&str]) -> Result<usize, String> {
    if at < options.len() {
        return Ok(at);
    }
    Err(format!("the key `{}` has no option: there are {}", short(word), options.len()))
}

/// Between the texts of several options, which may hold commas.
pub(super) const BETWEEN_TEXTS: [char; 3] = [';', '|', '\n'];

/// Several options: `A, C`, `A;C`, `AC`, `["A","C"]`, `choice_1,choice_2`.
pub(super) fn several(text: &str, options: &[&str], style: KeyStyle) -> Result<Vec<usize>, String> {
    let by_text = style == KeyStyle::Text;
    let text: String = text.chars().filter(|sign| by_text || !"[]\"'".contains(*sign)).collect();
    let between: &[char] = if by_text { &BETWEEN_TEXTS } else { &[',', ';', '/', '&', '|', '\n'] };
    let words: Vec<String> =
        text.split(between).map(|word| word.trim().to_owned()).filter(|word| !word.is_empty()).collect();
    let run = !by_text
        && words.len() == 1
        && words[0].len() > 1
        && words[0].bytes().all(|byte| byte.is_ascii_uppercase() || byte == b' ');
    let words = if run { words[0].chars().filter(char::is_ascii_uppercase).map(String::from).collect() } else { words };
    let mut found = Vec::new();
    for word in words {
        let at = one(&word, options, style)?;
        if found.contains(&at) {
            return Err(format!("the key names {} twice", letter(at)));
        }
        found.push(at);
    }
    Ok(found)
}

/// `1=B; 2=A` or `A-B; C-D`: two places of each pair.
pub(super) fn pairs(text: &str) -> Result<Vec<(usize, usize)>, String> {
    let place = |word: &str| {
        let word = word.trim();
        by_letter(word).or_else(|| word.parse::<usize>().ok().and_then(|number| number.checked_sub(1)))
    };
    text.split([',', ';', '\n'])
        .filter(|pair| !pair.trim().is_empty())
        .map(|pair| {
            let (left, right) = pair.split_once(['=', '-', ':']).unwrap_or((pair, ""));
            place(left).zip(place(right)).ok_or_else(|| format!("`{}` is no pair like `1=B`", short(pair)))
        })
        .collect()
}

/// Benar or Salah.
pub(super) fn truth(text: &str) -> Option<bool> {
    match text.trim().to_lowercase().as_str() {
        "benar" | "b" | "true" | "t" | "ya" | "1" | "betul" => Some(true),
        "salah" | "s" | "false" | "f" | "tidak" | "0" => Some(false),
        _ => None,
    }
}
