//! Numbers: a field or a slider.

use super::escaped;
use super::page::Page;
use super::parts::{Parts, Rules, declaration, float, set, variable, when};
use crate::bank::source::SliderSource;

pub(super) fn parts(
    page: &mut Page<'_>,
    key: Option<f64>,
    tolerance: f64,
    unit: Option<&str>,
    slider: Option<SliderSource>,
) -> Parts {
    page.losses.say_if(key.is_none(), "the item as one that can be scored: it has no key yet");
    let correct: Vec<String> = key.map(|key| key.to_string()).into_iter().collect();
    let response = declaration("RESPONSE", "single", "float", &correct, None);
    let mode = if tolerance == 0.0 {
        "tolerance-mode=\"exact\"".to_owned()
    } else {
        format!("tolerance-mode=\"absolute\" tolerance=\"{tolerance}\"")
    };
    let test = format!("<qti-equal {mode}><qti-correct identifier=\"RESPONSE\"/>{}</qti-equal>", variable("RESPONSE"));
    let rules = Rules::Inline(when(&test, &set("SCORE", &float("1"))));
    Parts::one(response, entry(unit, slider), rules)
}

/// Marked, so that reading it back leaves neither field nor unit in the stem.
fn entry(unit: Option<&str>, slider: Option<SliderSource>) -> String {
    let unit = unit.map(escaped).unwrap_or_default();
    match slider {
        None => format!(
            "<p data-ukur=\"answer\"><qti-text-entry-interaction response-identifier=\"RESPONSE\"/> {unit}</p>\n"
        ),
        Some(SliderSource { lower, upper, step }) => {
            let unit = if unit.is_empty() { unit } else { format!("<p>{unit}</p>") };
            format!(
                "<div data-ukur=\"answer\"><qti-slider-interaction response-identifier=\"RESPONSE\" \
                 lower-bound=\"{lower}\" upper-bound=\"{upper}\" step=\"{step}\"/>{unit}</div>\n"
            )
        }
    }
}
