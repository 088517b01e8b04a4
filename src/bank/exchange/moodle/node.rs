//! One `<question>`: its texts with their formats and pictures.

use roxmltree::Node;

use crate::bank::exchange::draft::{Desk, Rationale, letter};
use crate::bank::exchange::gallery::decode;
use crate::bank::exchange::html::escape;
use crate::bank::exchange::marks::finite;

/// Files of one question.
const MAX_FILES: usize = 100;
/// Moodle's list of fractions, in percent; others are a mistake of whoever wrote the file.
const FRACTIONS: [f64; 21] = [
    100.0, 90.0, 83.333_33, 80.0, 75.0, 70.0, 66.666_67, 60.0, 50.0, 40.0, 33.333_33, 30.0, 25.0, 20.0, 16.666_67,
    14.285_71, 12.5, 11.111_11, 10.0, 5.0, 0.0,
];
/// `66.667` and `33.333` are in the list.
const FRACTION_SLACK: f64 = 0.001;

#[derive(Clone, Copy)]
pub(super) struct Question<'a, 'i>(pub(super) Node<'a, 'i>);

/// An `<answer>`.
pub(super) struct Answer<'a, 'i> {
    pub(super) node: Node<'a, 'i>,
    pub(super) percent: f64,
}

impl<'a, 'i> Question<'a, 'i> {
    pub(super) fn children(self, name: &'static str) -> impl Iterator<Item = Node<'a, 'i>> {
        self.0.children().filter(move |child| child.has_tag_name(name))
    }

    pub(super) fn child(self, name: &'static str) -> Option<Node<'a, 'i>> {
        self.children(name).next()
    }

    /// The words of a simple element, or of the `<text>` in it.
    pub(super) fn words(self, name: &'static str) -> String {
        self.child(name).map(words).unwrap_or_default()
    }

    /// Moodle writes 0, 1, true, false, with blanks around.
    pub(super) fn flag(self, name: &'static str, default: bool) -> bool {
        match self.words(name).to_ascii_lowercase().as_str() {
            "1" | "true" | "yes" => true,
            "0" | "false" | "no" => false,
            _ => default,
        }
    }

    pub(super) fn stem(self, desk: &mut Desk<'_>) -> String {
        desk.change_if(self.children("questiontext").count() > 1, "a second question text was left out");
        self.child("questiontext").map(|node| passage(node, desk)).unwrap_or_default()
    }

    /// With fractions that Moodle knows.
    pub(super) fn answers(self) -> Result<Vec<Answer<'a, 'i>>, String> {
        self.children("answer").map(|node| Ok(Answer { node, percent: percent(node)? })).collect()
    }

    /// The general feedback and that of the answers.
    pub(super) fn rationale(self, names: &[String], desk: &mut Desk<'_>) -> String {
        let mut rationale = Rationale::default();
        if let Some(general) = self.child("generalfeedback") {
            rationale.general(desk.aside(|desk| passage(general, desk)));
        }
        for (at, answer) in self.children("answer").enumerate() {
            let feedback = Question(answer).child("feedback").map(|node| desk.aside(|desk| passage(node, desk)));
            let name = names.get(at).cloned().unwrap_or_else(|| letter(at));
            rationale.choice(&name, &feedback.unwrap_or_default());
        }
        rationale.finish(desk)
    }

    /// What Moodle says after an answer and Ukur does not.
    pub(super) fn name_what_is_dropped(self, desk: &mut Desk<'_>) {
        let combined = ["correctfeedback", "partiallycorrectfeedback", "incorrectfeedback"];
        let said = combined.iter().any(|name| !self.words(name).is_empty());
        desk.change_if(said, "the feedback for right, partly right and wrong answers was left out");
        desk.change_if(self.children("hint").any(|hint| !words(hint).is_empty()), "the hints were left out");
        desk.change_if(self.words("hidden") == "1", "the question was hidden in Moodle");
        if let Ok(grade) = finite(&self.words("defaultgrade"), "")
            && (grade - 1.0).abs() > 1e-6
        {
            desk.change(format!("the maximum of {grade} points is 1 here, as for every item"));
        }
    }
}

/// `fraction` of an answer, in Moodle's list.
fn percent(answer: Node<'_, '_>) -> Result<f64, String> {
    let percent = finite(answer.attribute("fraction").unwrap_or("0"), "the fraction")?;
    let known = FRACTIONS.iter().any(|listed| (percent.abs() - listed).abs() < FRACTION_SLACK);
    if known { Ok(percent) } else { Err(format!("the fraction {percent} is not in Moodle's list of fractions")) }
}

/// Text of an element or of its `<text>`, trimmed.
pub(super) fn words(node: Node<'_, '_>) -> String {
    raw(node).trim().to_owned()
}

fn raw(node: Node<'_, '_>) -> String {
    let holder = node.children().find(|child| child.has_tag_name("text")).unwrap_or(node);
    holder.descendants().filter(Node::is_text).filter_map(|child| child.text()).collect()
}

/// A text with its format and its files, as Markdown.
pub(super) fn passage(node: Node<'_, '_>, desk: &mut Desk<'_>) -> String {
    take_files(node, desk);
    let text = raw(node);
    match node.attribute("format").unwrap_or("html") {
        "markdown" => desk.markdown(&text),
        "plain_text" | "plain" => escape(&text),
        "moodle_auto_format" | "moodle" if !text.contains("<p") && !text.contains("<br") => {
            desk.html(&text.trim().replace('\n', "<br>"))
        }
        _ => desk.html(&text),
    }
}

/// Text of an element that Moodle shows without markup.
pub(super) fn label(node: Node<'_, '_>, desk: &mut Desk<'_>) -> String {
    let text = words(node);
    desk.text_or_html(&text)
}

/// The pictures that stand beside a text.
pub(super) fn take_files(node: Node<'_, '_>, desk: &mut Desk<'_>) {
    for file in node.children().filter(|child| child.has_tag_name("file")) {
        let name = file.attribute("name").unwrap_or_default();
        if desk.files.len() >= MAX_FILES {
            _ = desk.missing.get_or_insert(format!("the question has more than {MAX_FILES} files"));
            return;
        }
        if file.attribute("encoding").unwrap_or("base64") != "base64" {
            continue;
        }
        match decode(name, &file.children().filter_map(|child| child.text()).collect::<String>()) {
            Ok(bytes) => _ = desk.files.insert(name.to_owned(), bytes),
            Err(reason) => _ = desk.missing.get_or_insert(reason),
        }
    }
}
