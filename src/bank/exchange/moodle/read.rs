//! The file as a whole: questions in their order, the category that they are in, a row for each.

use roxmltree::Node;

use super::node::{Question, words};
use super::{arranged, choice, cloze, gaps, written};
use crate::bank::MAX_ITEMS;
use crate::bank::exchange::draft::{Desk, Ids, Label, category, row, tags, title};
use crate::bank::exchange::gallery::Gallery;
use crate::bank::exchange::text::decode;
use crate::bank::exchange::xml::{Lines, parse};
use crate::bank::exchange::{Import, Refused, Row};
use crate::bank::source::{InteractionSource, ItemSource};

/// How an item is answered, as far as the type of the question says it.
#[derive(Default)]
pub(super) struct Body {
    pub(super) stem: String,
    pub(super) interaction: InteractionSource,
    pub(super) fixed_order: bool,
    /// What the answers are called in the explanation; letters when empty.
    pub(super) names: Vec<String>,
}

pub fn read(bytes: &[u8]) -> Result<Import, Refused> {
    let decoded = decode(bytes)?;
    let text = decoded.text.trim_start();
    let document = parse(text)?;
    let root = document.root_element();
    if !root.has_tag_name("quiz") {
        let message = format!("the root is `{}`, not `quiz`: this is no Moodle XML", root.tag_name().name());
        return Err(Refused::new("not_moodle_xml", message));
    }
    let reader = Reader { lines: Lines::of(text), note: decoded.note, ..Reader::default() };
    reader.read(root)
}

#[derive(Default)]
struct Reader {
    import: Import,
    gallery: Gallery,
    ids: Ids,
    category: Vec<String>,
    lines: Lines,
    note: Option<String>,
}

impl Reader {
    fn read(mut self, root: Node<'_, '_>) -> Result<Import, Refused> {
        for node in root.children().filter(Node::is_element) {
            let question = Question(node);
            if node.has_tag_name("question") && node.attribute("type") == Some("category") {
                self.category = category(&question.words("category"));
                continue;
            }
            if self.import.rows.len() >= MAX_ITEMS {
                return Err(Refused::new("too_many_items", format!("the file has more than {MAX_ITEMS} questions")));
            }
            let row = if node.has_tag_name("question") { self.question(question) } else { self.stray(node) };
            self.import.rows.push(row);
        }
        self.import.pictures = self.gallery.pictures;
        Ok(self.import)
    }

    /// Whatever else stands between the questions.
    fn stray(&mut self, node: Node<'_, '_>) -> Row {
        let name: String = node.tag_name().name().chars().take(60).collect();
        let label = Label { source: self.place(node), source_id: "", title: "", interaction: &name };
        row(label, Err(format!("`{name}` is no question of Moodle")), Desk::new(&mut self.gallery))
    }

    fn place(&self, node: Node<'_, '_>) -> String {
        format!("line {}", self.lines.at(node.range().start))
    }

    fn question(&mut self, question: Question<'_, '_>) -> Row {
        let kind = question.0.attribute("type").unwrap_or_default();
        let source = self.place(question.0);
        let (name, id) = (question.words("name"), question.words("idnumber"));
        let mut desk = Desk::new(&mut self.gallery);
        if let Some(note) = &self.note {
            desk.change(note.as_str());
        }
        let made = body(kind, question, &mut desk);
        let item = made.map(|body| item(body, question, &self.category, &mut self.ids, &mut desk));
        row(Label { source, source_id: &id, title: &name, interaction: kind }, item, desk)
    }
}

fn item(body: Body, question: Question<'_, '_>, category: &[String], ids: &mut Ids, desk: &mut Desk<'_>) -> ItemSource {
    let (name, id) = (question.words("name"), question.words("idnumber"));
    question.name_what_is_dropped(desk);
    let own = question.child("tags").map(|tags| Question(tags).children("tag").map(words).collect::<Vec<_>>());
    ItemSource {
        id: ids.take(&id, desk),
        title: title(&name, &body.stem),
        tags: tags(category.iter().cloned().chain(own.unwrap_or_default()), desk),
        fixed_order: body.fixed_order,
        origin: Some(format!("moodle-xml:{}", if id.is_empty() { &name } else { &id })),
        rationale: question.rationale(&body.names, desk),
        stem: body.stem,
        interaction: body.interaction,
        ..ItemSource::default()
    }
}

fn body(kind: &str, question: Question<'_, '_>, desk: &mut Desk<'_>) -> Result<Body, String> {
    match kind {
        "multichoice" => choice::multichoice(question, desk),
        "multichoiceset" => choice::all_or_nothing(question, desk),
        "truefalse" => choice::truefalse(question, desk),
        "matching" | "match" => arranged::matching(question, desk),
        "ordering" => arranged::ordering(question, desk),
        "numerical" => written::numerical(question, desk),
        "shortanswer" => written::shortanswer(question, desk),
        "essay" => Ok(written::essay(question, desk)),
        "gapselect" => gaps::gapselect(question, desk),
        "ddwtos" => gaps::ddwtos(question, desk),
        "cloze" | "multianswer" => cloze::cloze(question, desk),
        "description" => Err("an information page, not an item".to_owned()),
        "" => Err("the question has no type".to_owned()),
        "calculated" | "calculatedsimple" | "calculatedmulti" => {
            Err(format!("`{kind}`: questions with drawn numbers are not supported"))
        }
        "random" | "randomsamatch" => Err(format!("`{kind}`: a draw from the bank is no item")),
        other => Err(format!("the question type `{}` is not supported", other.chars().take(60).collect::<String>())),
    }
}
