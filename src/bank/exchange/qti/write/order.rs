//! Orderings: the whole order, or the share of pairs that stand in the right order.

use std::fmt::Write as _;

use super::page::Page;
use super::parts::{Parts, Rules, declaration, float, interaction, letter, list, set, shuffle, variable, when};

pub(super) fn parts(page: &mut Page<'_>, elements: &[String], key: &[usize], exact: bool, fixed: bool) -> Parts {
    page.losses.say_if(key.is_empty(), "the item as one that can be scored: it has no key yet");
    let correct: Vec<String> = key.iter().copied().map(letter).collect();
    let response = declaration("RESPONSE", "ordered", "identifier", &correct, None);
    let inside = list(page, "qti-simple-choice", "", elements, letter);
    let drawn = interaction("order", shuffle(fixed), &inside);
    if exact {
        return Parts::one(response, drawn, Rules::MatchCorrect);
    }
    Parts { outcomes: outcomes(key), ..Parts::one(response, drawn, Rules::Inline(share_of_pairs(key))) }
}

/// Where each element was put, and the pairs in right order less those in wrong order.
fn outcomes(key: &[usize]) -> String {
    let outcome = |name: &str| {
        format!(
            "<qti-outcome-declaration identifier=\"{name}\" cardinality=\"single\" base-type=\"integer\">\
             <qti-default-value><qti-value>0</qti-value></qti-default-value></qti-outcome-declaration>\n"
        )
    };
    key.iter().map(|at| outcome(&place(*at))).collect::<String>() + &outcome("PAIRS")
}

fn place(at: usize) -> String {
    format!("PLACE_{}", letter(at))
}

fn integer(value: &str) -> String {
    format!("<qti-base-value base-type=\"integer\">{value}</qti-base-value>")
}

/// max(0, (pairs in right order − pairs in wrong order) ÷ all pairs).
pub(in crate::bank::exchange::qti) fn share_of_pairs(key: &[usize]) -> String {
    let mut rules = String::new();
    for at in key {
        for n in 1..=key.len() {
            let test = format!(
                "<qti-match><qti-index n=\"{n}\">{}</qti-index><qti-base-value base-type=\"identifier\">{}</qti-base-value></qti-match>",
                variable("RESPONSE"),
                letter(*at)
            );
            rules.push_str(&when(&test, &set(&place(*at), &integer(&n.to_string()))));
        }
    }
    for (first, at) in key.iter().enumerate() {
        for later in &key[first + 1..] {
            rules.push_str(&pair(&place(*at), &place(*later)));
        }
    }
    let all = (key.len() * key.len().saturating_sub(1) / 2).max(1);
    let share = format!("<qti-divide>{}{}</qti-divide>", variable("PAIRS"), float(&all.to_string()));
    let _ = write!(rules, "{}", set("SCORE", &format!("<qti-max>{share}{}</qti-max>", float("0"))));
    rules
}

fn pair(first: &str, later: &str) -> String {
    let add = |value: &str| set("PAIRS", &format!("<qti-sum>{}{}</qti-sum>", variable("PAIRS"), integer(value)));
    format!(
        "<qti-response-condition><qti-response-if><qti-lt>{}{}</qti-lt>{}</qti-response-if>\
         <qti-response-else>{}</qti-response-else></qti-response-condition>",
        variable(first),
        variable(later),
        add("1"),
        add("-1")
    )
}
