//! The frame of an item: what it declares, its body and its rules, in the order that the schema asks for.

use std::fmt::Write as _;

use super::page::Page;
use super::parts::{Parts, Rules};
use super::{choices, escaped, gaps, number, order, pairs};
use crate::bank::source::{InteractionSource, ItemSource};

const NAMESPACE: &str = "http://www.imsglobal.org/xsd/imsqtiasi_v3p0";
const SCHEMA: &str = "https://purl.imsglobal.org/spec/qti/v3p0/schema/xsd/imsqti_asiv3p0_v1p0.xsd";
const TEMPLATES: &str = "https://purl.imsglobal.org/spec/qti/v3p0/rptemplates";

/// Material that an item shows beside its text.
pub(super) struct Reference {
    pub(super) identifier: String,
    pub(super) href: String,
    pub(super) title: String,
}

/// The root element with the attributes that every QTI document has.
pub(super) fn root(name: &str, identifier: &str, title: &str, more: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<{name} xmlns=\"{NAMESPACE}\" \
         xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:schemaLocation=\"{NAMESPACE} {SCHEMA}\" \
         identifier=\"{}\" title=\"{}\"{more}>\n",
        escaped(identifier),
        escaped(title)
    )
}

pub(super) fn written(page: &mut Page<'_>, identifier: &str, item: &ItemSource, shown: Option<&Reference>) -> String {
    let title = if item.title.is_empty() { identifier } else { &item.title };
    let parts = parts(page, item);
    let mut out = root(
        "qti-assessment-item",
        identifier,
        title,
        " adaptive=\"false\" time-dependent=\"false\" tool-name=\"Ukur\"",
    );
    out.push_str(&parts.responses);
    out.push_str(&outcomes(&parts));
    if let Some(Reference { identifier, href, title }) = shown {
        let _ = writeln!(
            out,
            "<qti-assessment-stimulus-ref identifier=\"{}\" href=\"{}\" title=\"{}\"/>",
            escaped(identifier),
            escaped(href),
            escaped(title)
        );
    }
    let _ = writeln!(
        out,
        "<qti-item-body>\n{}\n{}{}</qti-item-body>",
        parts.stem,
        parts.interaction,
        rationale(page, item)
    );
    out.push_str(&rules(&parts.rules));
    out.push_str("</qti-assessment-item>\n");
    out
}

fn parts(page: &mut Page<'_>, item: &ItemSource) -> Parts {
    let fixed = item.fixed_order;
    if let InteractionSource::GapText { gaps, exact } = &item.interaction {
        return gaps::parts(page, &item.stem, gaps, *exact, fixed);
    }
    let stem = page.blocks(&item.stem);
    let parts = match &item.interaction {
        InteractionSource::SingleChoice { options, key, credit } => choices::single(page, options, *key, credit, fixed),
        InteractionSource::MultipleResponse { options, key, marking } => {
            choices::several(page, options, key, marking, fixed)
        }
        InteractionSource::GradedJudgement { options, weights } => choices::graded(page, options, weights, fixed),
        InteractionSource::NumericEntry { key, tolerance, unit, slider } => {
            number::parts(page, *key, *tolerance, unit.as_deref(), *slider)
        }
        InteractionSource::Ordering { elements, key, exact } => order::parts(page, elements, key, *exact, fixed),
        InteractionSource::Matching { left, right, key, reuse, marking } => {
            let columns = pairs::Columns { left, right, reuse: *reuse };
            pairs::matching(page, &columns, key, marking, fixed)
        }
        InteractionSource::Association { elements, key, exact } => {
            pairs::association(page, elements, key, *exact, fixed)
        }
        InteractionSource::GapText { .. } | InteractionSource::ExtendedText => Parts::essay(),
    };
    Parts { stem, ..parts }
}

fn outcomes(parts: &Parts) -> String {
    let by = if matches!(parts.rules, Rules::People) { " external-scored=\"human\"" } else { "" };
    let outcome = |name: &str, more: &str, value: &str| {
        format!(
            "<qti-outcome-declaration identifier=\"{name}\" cardinality=\"single\" base-type=\"float\"{more}>\
             <qti-default-value><qti-value>{value}</qti-value></qti-default-value></qti-outcome-declaration>\n"
        )
    };
    outcome("SCORE", by, "0") + &outcome("MAXSCORE", "", &parts.most.to_string()) + &parts.outcomes
}

fn rationale(page: &mut Page<'_>, item: &ItemSource) -> String {
    if item.rationale.trim().is_empty() {
        return String::new();
    }
    let text = page.blocks(&item.rationale);
    format!("<qti-rubric-block view=\"author\"><qti-content-body>\n{text}\n</qti-content-body></qti-rubric-block>\n")
}

fn rules(rules: &Rules) -> String {
    match rules {
        Rules::MatchCorrect => format!("<qti-response-processing template=\"{TEMPLATES}/match_correct.xml\"/>\n"),
        Rules::MapResponse => format!("<qti-response-processing template=\"{TEMPLATES}/map_response.xml\"/>\n"),
        Rules::Inline(rules) => format!("<qti-response-processing>{rules}</qti-response-processing>\n"),
        Rules::People => String::new(),
    }
}
