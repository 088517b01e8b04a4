//! What in a session's answers and times is worth a look by people. Persons are shown as boards show them.

mod bursts;
mod similarity;

use super::items::{Sheet, times};
use super::real;
use crate::analysis::data::{Data, Person, small};
use crate::analysis::study::Study;
use crate::domain::nip;
use crate::wire::analysis::integrity::{
    CautionText, FalsePositives, IntegrityReport, MaskedPerson, RapidPerson, RapidReport,
};

/// Rows of each list.
const MOST: usize = 200;
/// Share of items worked on below which a person is told of (Wise & Kong 2005).
const EFFORT: f64 = 0.9;
/// Persons below whom thresholds of an item mean nothing.
const LEAST_PERSONS: usize = 30;
/// Measured on simulated honest halls: docs/psychometrics.md.
const RAPID_FALSE: FalsePositives = FalsePositives { rate: 0.0, examined: 8_000 };

pub fn integrity(study: &Study) -> IntegrityReport {
    let data = &study.data;
    let session = &data.sittings[0].session;
    IntegrityReport {
        session_id: session.id.to_string(),
        session_title: session.title.clone(),
        persons: small(data.persons.len()),
        caution: CautionText {
            id: "Bukti untuk ditelaah oleh manusia, bukan putusan. Kemiripan atau kecepatan dapat memiliki sebab yang \
                 jujur; periksa catatan pengawas, denah duduk, dan penjelasan peserta sebelum menyimpulkan apa pun."
                .into(),
            en: "Evidence for people to examine, never a verdict. Likeness or speed can have an honest cause; look at \
                 the proctor's notes, the seating and the candidate's account before concluding anything."
                .into(),
        },
        similarity: similarity::similarity(data),
        rapid: rapid(study),
        bursts: bursts::bursts(data),
    }
}

fn masked(person: &Person) -> MaskedPerson {
    MaskedPerson {
        attempt_id: person.who.attempt.to_string(),
        nip_masked: nip::mask(&person.who.nip),
        room: person.who.room.clone(),
        seat: person.who.seat.clone(),
    }
}

fn rapid(study: &Study) -> RapidReport {
    let data = &study.data;
    let (sheet, times) = (Sheet::new(study), times(data));
    let timed = |person: &usize| times.row(*person).len() > 0;
    let persons: Vec<usize> = (0..data.persons.len()).filter(timed).collect();
    let few = persons.len() < LEAST_PERSONS;
    let mut flagged: Vec<RapidPerson> = Vec::new();
    for person in persons.iter().filter(|_| !few) {
        let Ok(effort) = sheet.thresholds.effort(&times, *person) else { continue };
        if let Some(share) = effort.effort.filter(|share| *share < EFFORT) {
            flagged.push(RapidPerson {
                person: masked(&data.persons[*person]),
                timed: small(effort.timed),
                rapid: small(effort.rapid.len()),
                effort: share,
                rapid_score: score_on(data, *person, &effort.rapid),
            });
        }
    }
    flagged.sort_by(|x, y| x.effort.total_cmp(&y.effort));
    flagged.truncate(MOST);
    RapidReport {
        not_computed: few.then(|| "few_persons".to_owned()),
        persons: small(persons.len()),
        effort_below: EFFORT,
        false_positives: RAPID_FALSE,
        flagged,
    }
}

/// Mean item score of a person on some items.
fn score_on(data: &Data, person: usize, items: &[usize]) -> f64 {
    let cells = data.persons[person].cells.iter().filter(|cell| items.contains(&cell.item));
    cells.map(|cell| cell.score).sum::<f64>() / real(items.len().max(1))
}
