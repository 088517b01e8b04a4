//! Halls whose candidates are simulated: known curves, known abilities, times of their own. What is planted is named.

use std::collections::BTreeMap;

use ukur::delivery::ports::{Ending, FinalRecord, FinalResponse, RecordStore};
use ukur::domain::form::Form;
use ukur::domain::ids::{AttemptId, ChoiceId, ItemId, SessionId};
use ukur::domain::item::Difficulty;
use ukur::domain::response::Response;
use ukur::domain::scoring::{PartialCredit, Scoring};
use ukur::domain::session::Enrolment;
use ukur::domain::time::{Instant, Span};
use ukur_psychometrics::ItemModel;
use ukur_psychometrics::random::{ChaCha8Rng, below, stream, unit};

use crate::hall::{Hall, START};

const OPTIONS: [&str; 4] = ["A", "B", "C", "D"];
/// The bank's key of every item.
const KEY: &str = "B";
const SKIPPED: f64 = 0.02;

/// What is not as the bank says.
#[derive(Default)]
pub struct Planted {
    /// Items whose right option is another.
    pub keys: BTreeMap<ItemId, &'static str>,
    /// Items that are so much harder (in θ) for people of unit B.
    pub harder_for_b: BTreeMap<ItemId, f64>,
    /// Every item is so much harder (in θ) than its name says.
    pub harder: f64,
    /// (copier, source, share copied), by place in the list.
    pub copies: Vec<(usize, usize, f64)>,
    /// People who guess at once.
    pub rapid: Vec<usize>,
    /// People who pause after two thirds and then answer the rest at once.
    pub bursts: Vec<usize>,
}

/// The curve of an item, out of its name alone.
pub fn truth(id: &ItemId) -> ItemModel {
    let number: u32 = id.as_str().rsplit('-').next().unwrap().parse().unwrap();
    let base = if id.as_str().contains(Difficulty::Easy.name()) {
        -1.0
    } else if id.as_str().contains(Difficulty::Hard.name()) {
        1.0
    } else {
        0.0
    };
    let b = base + 0.5 * (f64::from(number % 5) - 2.0) / 2.0;
    let a = 0.8 + 0.2 * f64::from(number % 4);
    ItemModel::Dichotomous { a, d: -a * b, g: 0.0 }
}

/// Final records of everybody in an open session.
pub async fn sit(hall: &Hall, session: &SessionId, planted: &Planted, seed: u64) {
    let record = hall.record(session).await.session;
    let bank = hall.catalogue.bank(&record.bank).unwrap();
    let blueprint = hall.catalogue.blueprint(&record.blueprint).unwrap();
    let forms: BTreeMap<AttemptId, Form> = hall.store.forms(session).await.unwrap().into_iter().collect();
    let people = hall.store.enrolments(session).await.unwrap();
    let mut given: Vec<BTreeMap<ItemId, FinalResponse>> = people
        .iter()
        .enumerate()
        .map(|(place, who)| one(place, who, &forms[&who.attempt], planted, &mut stream(seed, place as u64)))
        .collect();
    for (copier, source, share) in &planted.copies {
        let rng = &mut stream(seed, 1_000_000 + *copier as u64);
        let seen = given[*source].clone();
        for (item, mine) in &mut given[*copier] {
            if let Some(theirs) = seen.get(item).filter(|_| unit(rng) < *share) {
                mine.response = theirs.response.clone();
            }
        }
    }
    for (who, responses) in people.iter().zip(given) {
        let form = &forms[&who.attempt];
        let plain = responses.iter().map(|(id, given)| (id.clone(), given.response.clone())).collect();
        let outcome = PartialCredit.score(form, &plain, &bank, &blueprint);
        let record = FinalRecord {
            attempt: who.attempt.clone(),
            session: session.clone(),
            ending: Ending::Submitted,
            closed_at: Instant(START.0 + 3_600_000),
            seq: 50,
            reason: None,
            responses,
            outcome,
            offered: Vec::new(),
            extended: Span::ZERO,
            outage_credit: Span::ZERO,
            build: "0.1.0".into(),
        };
        hall.store.finalise(&record).await.unwrap();
    }
}

fn one(
    place: usize,
    who: &Enrolment,
    form: &Form,
    planted: &Planted,
    rng: &mut ChaCha8Rng,
) -> BTreeMap<ItemId, FinalResponse> {
    let common = normal(rng);
    let mut theta = BTreeMap::new();
    for section in &form.sections {
        theta.insert(section.domain.clone(), 0.775 * common + 0.632 * normal(rng));
    }
    let speed = (0.3 * normal(rng)).exp();
    let (mut at, mut responses) = (START.0, BTreeMap::new());
    let length = form.len();
    for (number, (section, item)) in
        form.sections.iter().flat_map(|section| section.items.iter().map(move |item| (section, item))).enumerate()
    {
        let shift = planted.harder_for_b.get(&item.id).filter(|_| who.unit == "Dinas B").copied().unwrap_or(0.0)
            + planted.harder;
        let mut seconds = 40.0 * speed * (0.4 * normal(rng)).exp();
        let right = unit(rng) < truth(&item.id).expected_score(theta[&section.domain] - shift);
        let mut option = option(planted.keys.get(&item.id).copied().unwrap_or(KEY), right, rng);
        if planted.rapid.contains(&place) && number % 2 == 0 {
            seconds = 1.0 + unit(rng);
            option = OPTIONS[below(rng, 4)];
        }
        if planted.bursts.contains(&place) && number >= length * 2 / 3 {
            at += if number == length * 2 / 3 { 600_000 } else { 0 };
            seconds = 5.5 + 0.5 * unit(rng);
        }
        at += (1_000.0 * seconds) as i64;
        if unit(rng) < SKIPPED && !planted.bursts.contains(&place) {
            continue;
        }
        let response = Response::Choice(ChoiceId::new(option));
        let spent_ms = (1_000.0 * seconds) as i64;
        responses
            .insert(item.id.clone(), FinalResponse { response, seq: number as u64 + 2, at: Instant(at), spent_ms });
    }
    responses
}

fn option(key: &'static str, right: bool, rng: &mut ChaCha8Rng) -> &'static str {
    let wrong: Vec<&str> = OPTIONS.into_iter().filter(|option| *option != key).collect();
    if right { key } else { wrong[below(rng, 3)] }
}

/// Box and Muller.
fn normal(rng: &mut ChaCha8Rng) -> f64 {
    (-2.0 * (1.0 - unit(rng)).ln()).sqrt() * (std::f64::consts::TAU * unit(rng)).cos()
}

/// A candidate list of two units, seats in rows of twenty.
pub fn two_units(count: usize) -> String {
    let header = "nip,nama,unit,kelompok_jabatan,email,tambahan_waktu_persen,ruang,kursi\n".to_owned();
    let row = |n: usize| {
        let unit = if n.is_multiple_of(2) { "Dinas A" } else { "Dinas B" };
        let sex = 1 + n % 2;
        let seat = format!("{}-{}", char::from(b'A' + u8::try_from(n / 20 % 26).unwrap()), n % 20 + 1);
        format!("19800101200501{sex}{:03},Peserta {n},{unit},pelaksana,,0,R{},{seat}\n", n % 1_000, n / 520)
    };
    std::iter::once(header).chain((0..count).map(row)).collect()
}
