//! Packages: manifest, pictures, stimuli, templates of their own.

use std::io::{Cursor, Write};

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::{MATCH, choices, correct, item, response};
use crate::bank::exchange::qti::read;
use crate::bank::exchange::{Fate, Import, Refused};
use crate::bank::source::InteractionSource;

pub const PNG: &[u8] = b"\x89PNG\r\n\x1a\nrest";

fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in files {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        writer.write_all(content).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn manifest(resources: &str) -> String {
    format!("<manifest identifier='m'><organizations/><resources>{resources}</resources></manifest>")
}

pub fn resource(identifier: &str, href: &str, inside: &str) -> String {
    format!(
        "<resource identifier='{identifier}' type='imsqti_item_xmlv2p2' href='{href}'><file href='{href}'/>{inside}</resource>"
    )
}

pub fn open(resources: &str, files: &[(&str, &[u8])]) -> Result<Import, Refused> {
    let manifest = manifest(resources);
    let mut all: Vec<(&str, &[u8])> = vec![("imsmanifest.xml", manifest.as_bytes())];
    all.extend(files);
    read("paket.zip", &zip(&all))
}

fn choice(body: &str) -> String {
    let body = format!(
        "{body}<choiceInteraction responseIdentifier='RESPONSE' maxChoices='1'>{}</choiceInteraction>",
        choices("simpleChoice", "A B", "")
    );
    item(&response("single", "identifier", &correct("A")), &body, MATCH)
}

#[test]
fn an_item_that_the_manifest_does_not_list_is_left_out_by_name() {
    let one = choice("<p>Satu?</p>");
    let files: [(&str, &[u8]); 3] = [("a.xml", one.as_bytes()), ("b.xml", one.as_bytes()), ("c.xml", b"<other/>")];
    let import = open(&resource("a", "a.xml", ""), &files).unwrap();
    let [_, stray] = import.rows.as_slice() else { panic!("{:?}", import.rows) };
    assert_eq!(stray.source, "b.xml");
    assert!(matches!(&stray.fate, Fate::LeftOut { reason } if reason.contains("not listed")), "{stray:?}");
}

#[test]
fn items_come_in_the_order_of_the_manifest_with_tags_and_pictures() {
    let one = choice("<p><img src='../img/Peta%20Besar.PNG' alt='Peta'/></p>");
    let two = one.replace("Soal_01", "Soal-01");
    let three = one.clone();
    let metadata = "<metadata><lom><general><keyword><string>daerah</string></keyword><keyword><langstring>peta</langstring></keyword></general></lom></metadata>";
    let import = open(
        &(resource("a", "items/1.xml", metadata)
            + &resource("b", "items/2.xml", "")
            + &resource("c", "items/3.xml", "")),
        &[
            ("items/1.xml", one.as_bytes()),
            ("items/2.xml", two.as_bytes()),
            ("items/3.xml", three.as_bytes()),
            ("img/Peta Besar.PNG", PNG),
        ],
    )
    .unwrap();
    let sources: Vec<&str> = import.rows.iter().map(|row| row.source.as_str()).collect();
    assert_eq!(sources, ["items/1.xml", "items/2.xml", "items/3.xml"]);
    let first = import.rows[0].taken().unwrap().0;
    assert_eq!((first.id.as_str(), first.tags.join(",")), ("soal-01", "daerah,peta".to_owned()));
    assert_eq!(first.stem, "![Peta](images/peta-besar.png)");
    assert_eq!(import.rows[1].taken().unwrap().0.id, "soal-01-2");
    let Fate::LeftOut { reason } = &import.rows[2].fate else { panic!() };
    assert!(reason.contains("items/1.xml"), "{reason}");
    assert_eq!(import.pictures.keys().collect::<Vec<_>>(), ["images/peta-besar.png"]);
}

#[test]
fn shared_material_becomes_a_stimulus_once() {
    let with = |identifier: &str| {
        choice("<p>Apa?</p>").replace("Soal_01", identifier).replace(
            "<itemBody>",
            "<qti-assessment-stimulus-ref identifier='S' href='stim.xml' title='Teks'/><itemBody>",
        )
    };
    let stimulus = "<qti-assessment-stimulus identifier='Bacaan_1' title='Bacaan'><qti-stimulus-body><p>Alkisah</p></qti-stimulus-body></qti-assessment-stimulus>";
    let (one, two) = (with("x"), with("y"));
    let import = open(
        &(resource("a", "1.xml", "") + &resource("b", "2.xml", "")),
        &[("1.xml", one.as_bytes()), ("2.xml", two.as_bytes()), ("stim.xml", stimulus.as_bytes())],
    )
    .unwrap();
    assert_eq!(import.stimuli.len(), 1);
    assert_eq!((import.stimuli[0].id.as_str(), import.stimuli[0].body.as_str()), ("bacaan-1", "Alkisah"));
    for row in &import.rows {
        assert_eq!(row.taken().unwrap().0.stimulus.as_deref(), Some("bacaan-1"));
    }
}

#[test]
fn a_template_of_the_package_is_read_as_rules() {
    let own = "<responseProcessing><setOutcomeValue identifier='SCORE'><mapResponse identifier='RESPONSE'/></setOutcomeValue></responseProcessing>";
    let xml = choice("<p>Apa?</p>")
        .replace("http://www.imsglobal.org/question/qti_v2p1/rptemplates/match_correct", "rules/own.xml")
        .replace(
            "</responseDeclaration>",
            "<mapping><mapEntry mapKey='B' mappedValue='2'/></mapping></responseDeclaration>",
        );
    let import =
        open(&resource("a", "1.xml", ""), &[("1.xml", xml.as_bytes()), ("rules/own.xml", own.as_bytes())]).unwrap();
    let (item, changes) = import.rows[0].taken().unwrap();
    assert!(matches!(item.interaction, InteractionSource::SingleChoice { key: Some(1), .. }));
    assert!(changes[0].contains("disagree") && changes[0].contains("mapping"));
}

#[test]
fn a_picture_with_spots_becomes_options() {
    let body = "<hotspotInteraction responseIdentifier='RESPONSE' maxChoices='1'><prompt>Di mana?</prompt>\
        <object data='peta.png' type='image/png' width='200' height='100'>Peta</object>\
        <hotspotChoice identifier='A' shape='circle' coords='50,50,10'/>\
        <hotspotChoice identifier='B' shape='rect' coords='100,0,200,100' hotspotLabel='Timur'/></hotspotInteraction>";
    let xml = item(&response("single", "identifier", &correct("B")), body, MATCH);
    let files: &[(&str, &[u8])] = &[("1.xml", xml.as_bytes()), ("peta.png", PNG)];
    let import = open(&resource("a", "1.xml", ""), files).unwrap();
    let (item, changes) = import.rows[0].taken().unwrap();
    assert_eq!(item.stem, "Di mana?\n\n![Peta](images/peta.png)");
    let InteractionSource::SingleChoice { options, key: Some(1), .. } = &item.interaction else { panic!() };
    assert_eq!(options, &["Spot 1: 25 % from the left, 50 % from the top", "Timur"]);
    assert!(changes[0].contains("spots"));
    let alone = open(&resource("a", "1.xml", ""), &files[..1]).unwrap();
    let Fate::LeftOut { reason } = &alone.rows[0].fate else { panic!() };
    assert!(reason.contains("hotspotInteraction") && reason.contains("peta.png"), "{reason}");
}

#[test]
fn broken_packages_are_refused_and_broken_items_left_out() {
    let good = choice("<p>Apa?</p>");
    let code = |resources: &str| open(resources, &[("1.xml", good.as_bytes())]).unwrap_err().code;
    assert_eq!(code(&resource("a", "../1.xml", "")), "href_outside");
    assert_eq!(code(&resource("a", "2.xml", "")), "file_missing");
    assert_eq!(code(&(resource("a", "1.xml", "") + &resource("a", "1.xml", ""))), "bad_manifest");
    assert_eq!(code("<resource identifier='w' type='webcontent' href='1.xml'/>"), "no_items");
    assert_eq!(read("p.zip", &zip(&[("1.xml", good.as_bytes())])).unwrap_err().code, "no_manifest");
    let two = open(
        &(resource("a", "1.xml", "") + &resource("b", "2.xml", "")),
        &[("1.xml", b"<assessmentItem"), ("2.xml", good.as_bytes())],
    )
    .unwrap();
    assert!(two.rows[0].taken().is_none() && two.rows[1].taken().is_some());
}
