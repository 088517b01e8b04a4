//! Orders, pairs and gaps on a picture.

use std::collections::{BTreeMap, BTreeSet};

use super::packages::{PNG, open, resource};
use super::{MAP, MATCH, correct, item, mapping, response};
use crate::bank::exchange::Fate;
use crate::bank::source::{InteractionSource, ItemSource, Marking};

const SPOTS: [(&str, &str); 4] = [("A", "10,10"), ("B", "90,10"), ("C", "10,90"), ("D", "90,90")];

fn spots(element: &str, labels: bool) -> String {
    let label = |name: &str| if labels { format!(" hotspotLabel='Titik {name}'") } else { String::new() };
    let spot = |(name, at): &(&str, &str)| {
        format!("<{element} identifier='{name}' shape='circle' coords='{at},5' matchMax='1'{}/>", label(name))
    };
    SPOTS.iter().map(spot).collect()
}

fn graphic(kind: &str, inside: &str) -> String {
    format!(
        "<{kind} responseIdentifier='RESPONSE' maxAssociations='0'><prompt>Lihat peta.</prompt>\
         <object data='peta.png' type='image/png' width='100' height='100'>Peta</object>{inside}</{kind}>"
    )
}

/// With its picture, and without.
fn fate(xml: &str, picture: bool) -> Fate {
    let files: &[(&str, &[u8])] = &[("1.xml", xml.as_bytes()), ("peta.png", PNG)];
    let files = if picture { files } else { &files[..1] };
    open(&resource("a", "1.xml", ""), files).unwrap().rows.remove(0).fate
}

fn taken(xml: &str) -> ItemSource {
    let Fate::LeftOut { reason } = fate(xml, false) else { panic!("taken without its picture") };
    assert!(reason.contains("peta.png") && reason.contains("is not in the file"), "{reason}");
    match fate(xml, true) {
        Fate::Taken { item, changes } => {
            assert_eq!(item.stem, "Lihat peta.\n\n![Peta](images/peta.png)");
            assert!(changes.iter().any(|change| change.contains("spots")), "{changes:?}");
            *item
        }
        Fate::LeftOut { reason } => panic!("{reason}"),
    }
}

#[test]
fn an_order_of_spots_is_an_order_of_their_names() {
    let body = graphic("graphicOrderInteraction", &spots("hotspotChoice", true));
    let found = taken(&item(&response("ordered", "identifier", &correct("C,A,D,B")), &body, MATCH)).interaction;
    let InteractionSource::Ordering { elements, key, exact: true } = found else { panic!("{found:?}") };
    assert_eq!(elements, ["Titik A", "Titik B", "Titik C", "Titik D"]);
    assert_eq!(key, [2, 0, 3, 1]);
}

#[test]
fn spots_without_names_are_told_by_their_place() {
    let body = graphic("graphicAssociateInteraction", &spots("associableHotspot", false));
    let found = taken(&item(&response("multiple", "pair", &correct("A D,C B")), &body, MATCH)).interaction;
    let InteractionSource::Association { elements, key, exact: true } = found else { panic!("{found:?}") };
    assert_eq!(elements[3], "Spot 4: 90 % from the left, 90 % from the top");
    assert_eq!(key, BTreeSet::from([(0, 3), (1, 2)]));
    let points = mapping("lowerBound='0' defaultValue='-1'", "A D=1,B C=1");
    let found = taken(&item(&response("multiple", "pair", &points), &body, MAP)).interaction;
    assert!(matches!(found, InteractionSource::Association { exact: false, .. }), "{found:?}");
}

#[test]
fn labels_to_drag_onto_spots_are_a_match() {
    let labels = "<gapText identifier='X' matchMax='1'>Jawa</gapText><gapText identifier='Y' matchMax='1'>Bali</gapText>\
        <gapImg identifier='Z' matchMax='1' objectLabel='Gunung'><object data='g.png' type='image/png'>Gunung</object></gapImg>";
    let two: String = spots("associableHotspot", true).split_inclusive("/>").take(2).collect();
    let body = graphic("graphicGapMatchInteraction", &format!("{labels}{two}"));
    let points = mapping("defaultValue='0'", "Y A=1,X B=1");
    let found = taken(&item(&response("multiple", "directedPair", &points), &body, MAP)).interaction;
    let InteractionSource::Matching { left, right, key, reuse: false, marking: Marking::Standard } = found else {
        panic!("{found:?}")
    };
    assert_eq!((left.join(","), right.join(",")), ("Titik A,Titik B".to_owned(), "Jawa,Bali,Gunung".to_owned()));
    assert_eq!(key, BTreeMap::from([(0, 1), (1, 0)]));
}
