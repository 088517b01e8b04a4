//! Metadata in our namespace, written by somebody else.

use super::packages::{open, resource};
use super::{MATCH, choices, correct, item, response};
use crate::bank::exchange::Fate;
use crate::bank::source::ItemSource;

fn read(fields: &str, stem: &str) -> (ItemSource, Vec<String>) {
    let body = format!(
        "{stem}<choiceInteraction responseIdentifier='RESPONSE' maxChoices='1'>{}</choiceInteraction>",
        choices("simpleChoice", "A B", "")
    );
    let xml = item(&response("single", "identifier", &correct("A")), &body, MATCH);
    let own = format!("<package xmlns='urn:ukur:item:1'><about href='1.xml'>{fields}</about></package>");
    let files = [("1.xml", xml.as_bytes()), ("ukur.xml", own.as_bytes())];
    let import = open(&resource("a", "1.xml", ""), &files).unwrap();
    match import.rows.into_iter().next().unwrap().fate {
        Fate::Taken { item, changes } => (*item, changes),
        Fate::LeftOut { reason } => panic!("{reason}"),
    }
}

#[test]
fn values_that_no_bank_takes_are_left_out_by_name() {
    let long = "x".repeat(301);
    let bad = format!(
        "<id>../a</id><domain>A b</domain><competency>{long}</competency><indicator>a&#10;b</indicator>\
         <difficulty>huge</difficulty><seconds>5</seconds><jobFamily>raja</jobFamily><enemy>../../x</enemy>\
         <computation>{}</computation><tolerance>NaN</tolerance><caseSensitive>-1</caseSensitive>\
         <chart>```&#10;# Options</chart><script>x</script>",
        "1+".repeat(300)
    );
    let (item, changes) = read(&bad, "<p>Apa?</p>");
    let bare = ItemSource { title: "Judul".into(), stem: "Apa?".into(), ..ItemSource::default() };
    assert_eq!(ItemSource { interaction: bare.interaction.clone(), fixed_order: false, ..item }, bare);
    assert_eq!(changes.len(), 13, "{changes:#?}");
    assert!(changes.iter().all(|change| change.contains("not usable")), "{changes:#?}");
    let (item, changes) = read(&"<enemy>x</enemy>".repeat(150), "<p>Apa?</p>");
    assert_eq!((item.enemies.len(), changes.len()), (100, 1));
}

#[test]
fn a_file_of_that_name_from_elsewhere_changes_nothing_and_a_broken_one_is_named() {
    let body = format!(
        "<choiceInteraction responseIdentifier='RESPONSE' maxChoices='1'>{}</choiceInteraction>",
        choices("simpleChoice", "A B", "")
    );
    let xml = item(&response("single", "identifier", &correct("A")), &body, MATCH);
    let with =
        |own: &str| open(&resource("a", "1.xml", ""), &[("1.xml", xml.as_bytes()), ("ukur.xml", own.as_bytes())]);
    let foreign = with("<package><about href='1.xml'><id>x</id></about></package>").unwrap();
    assert!(matches!(&foreign.rows[0].fate, Fate::Taken { item, .. } if item.id != "x"));
    let refused = with("<package>").unwrap_err();
    assert!(refused.to_string().contains("ukur.xml"), "{refused}");
}

#[test]
fn figures_without_a_chart_and_foreign_marks_stay_as_they_are() {
    let stem = "<figure data-ukur='chart-2'><figcaption>Judul</figcaption></figure><p data-ukur='other'>Apa?</p>";
    let (item, _) = read("<id>a</id><chart>type = \"bar\"</chart>", stem);
    assert_eq!(item.stem, "Judul\n\nApa?");
    let quoted = "<blockquote><figure data-ukur='chart-1'/></blockquote><p>Apa?</p>";
    let (item, _) = read("<chart>a = 1&#10;b = 2&#10;</chart>", quoted);
    assert_eq!(item.stem, "> ```chart\n> a = 1\n> b = 2\n> ```\n\nApa?");
}
