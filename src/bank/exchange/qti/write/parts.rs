//! What an interaction adds to an item, and the elements that all interactions are made of.

use std::fmt::Write as _;

use super::escaped;
use super::page::Page;

pub(super) enum Rules {
    MatchCorrect,
    MapResponse,
    Inline(String),
    /// Nobody but people can score it.
    People,
}

pub(super) struct Parts {
    pub(super) stem: String,
    pub(super) responses: String,
    /// Besides SCORE and MAXSCORE.
    pub(super) outcomes: String,
    pub(super) interaction: String,
    pub(super) most: u8,
    pub(super) rules: Rules,
}

/// Values and their points; what is not named has the default.
pub(super) struct Mapping {
    pub(super) entries: Vec<(String, f64)>,
    pub(super) default: f64,
    /// The sum is cut at 0 and 1.
    pub(super) bounded: bool,
    /// Of texts; names have no capitals to ignore.
    pub(super) case_sensitive: Option<bool>,
}

impl Parts {
    /// One response that is scored between 0 and 1.
    pub(super) fn one(response: String, interaction: String, rules: Rules) -> Self {
        let (stem, outcomes) = (String::new(), String::new());
        Self { stem, responses: response, outcomes, interaction, most: 1, rules }
    }

    pub(super) fn essay() -> Self {
        let response = declaration("RESPONSE", "single", "string", &[], None);
        let interaction = "<qti-extended-text-interaction response-identifier=\"RESPONSE\"/>\n".to_owned();
        Self::one(response, interaction, Rules::People)
    }
}

impl Mapping {
    pub(super) fn of(entries: Vec<(String, f64)>) -> Self {
        Self { entries, default: 0.0, bounded: false, case_sensitive: None }
    }

    /// Of parts that add up, with something to lose.
    pub(super) fn bounded(entries: Vec<(String, f64)>, default: f64) -> Self {
        Self { entries, default, bounded: true, case_sensitive: None }
    }

    fn to_xml(&self) -> String {
        let bounds = if self.bounded { " lower-bound=\"0\" upper-bound=\"1\"" } else { "" };
        let mut out = format!("<qti-mapping{bounds} default-value=\"{}\">", self.default);
        for (value, points) in &self.entries {
            let value = escaped(value);
            let case = self.case_sensitive.map(|yes| format!(" case-sensitive=\"{yes}\"")).unwrap_or_default();
            let _ = write!(out, "<qti-map-entry map-key=\"{value}\" mapped-value=\"{points}\"{case}/>");
        }
        out.push_str("</qti-mapping>");
        out
    }
}

pub(super) fn declaration(
    identifier: &str,
    cardinality: &str,
    base: &str,
    correct: &[String],
    mapping: Option<&Mapping>,
) -> String {
    let mut values = String::new();
    for value in correct {
        let _ = write!(values, "<qti-value>{}</qti-value>", escaped(value));
    }
    let correct =
        if correct.is_empty() { values } else { format!("<qti-correct-response>{values}</qti-correct-response>") };
    let mapping = mapping.filter(|mapping| !mapping.entries.is_empty()).map(Mapping::to_xml).unwrap_or_default();
    format!(
        "<qti-response-declaration identifier=\"{identifier}\" cardinality=\"{cardinality}\" base-type=\"{base}\">\
         {correct}{mapping}</qti-response-declaration>\n"
    )
}

/// `A`, `B` … as identifiers.
pub(in crate::bank::exchange::qti) fn letter(at: usize) -> String {
    let letter = u8::try_from(at).ok().filter(|at| *at < 26).map(|at| char::from(b'A' + at));
    letter.map_or_else(|| format!("C{}", at + 1), String::from)
}

/// An interaction with its opening attributes and what stands in it.
pub(super) fn interaction(name: &str, attributes: &str, inside: &str) -> String {
    format!(
        "<qti-{name}-interaction response-identifier=\"RESPONSE\"{attributes}>\n{inside}</qti-{name}-interaction>\n"
    )
}

/// Choices of one list; `name` gives each its identifier.
pub(super) fn list(
    page: &mut Page<'_>,
    element: &str,
    attributes: &str,
    texts: &[String],
    name: impl Fn(usize) -> String,
) -> String {
    let mut out = String::new();
    for (at, text) in texts.iter().enumerate() {
        let text = page.choice(text);
        let _ = writeln!(out, "<{element} identifier=\"{}\"{attributes}>{text}</{element}>", name(at));
    }
    out
}

pub(super) fn shuffle(fixed: bool) -> &'static str {
    if fixed { " shuffle=\"false\"" } else { " shuffle=\"true\"" }
}

/// Names of elements with the prefix of QTI 3, for rules: `set(…)` reads better than markup in markup.
pub(super) fn variable(name: &str) -> String {
    format!("<qti-variable identifier=\"{name}\"/>")
}

pub(super) fn float(value: &str) -> String {
    format!("<qti-base-value base-type=\"float\">{value}</qti-base-value>")
}

pub(super) fn set(outcome: &str, value: &str) -> String {
    format!("<qti-set-outcome-value identifier=\"{outcome}\">{value}</qti-set-outcome-value>")
}

/// A condition with one branch.
pub(super) fn when(test: &str, then: &str) -> String {
    format!("<qti-response-condition><qti-response-if>{test}{then}</qti-response-if></qti-response-condition>")
}
