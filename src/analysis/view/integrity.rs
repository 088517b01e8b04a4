//! What in a session's answers and times is worth a look by people. Persons are shown as boards show them.

mod bursts;
mod choices;
mod design;
mod fitted;
mod honest;
mod honest_times;
mod rapid;
mod similarity;
mod tracks;

use super::real;
use crate::analysis::data::{Data, Person, small};
use crate::analysis::study::Study;
use crate::domain::nip;
use crate::wire::analysis::integrity::{CautionText, IntegrityReport, MaskedPerson};
use honest_times::HonestTimes;

/// Rows of each list.
const MOST: usize = 200;
/// Persons below whom thresholds of an item mean nothing.
const LEAST_PERSONS: usize = 30;

pub fn integrity(study: &Study) -> IntegrityReport {
    let data = &study.data;
    let session = &data.sittings[0].session;
    let tracks = tracks::tracks(data);
    let honest = HonestTimes::of(&tracks, data.items.len());
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
        rapid: rapid::rapid(data, &tracks, honest.as_ref()),
        bursts: bursts::bursts(data, &tracks, honest.as_ref()),
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

/// Mean item score of a person on some items.
fn score_on(data: &Data, person: usize, items: &[usize]) -> f64 {
    let cells = data.persons[person].cells.iter().filter(|cell| items.contains(&cell.item));
    cells.map(|cell| cell.score).sum::<f64>() / real(items.len().max(1))
}
