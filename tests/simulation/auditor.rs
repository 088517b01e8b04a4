//! Judges a finished run from outside: from the acks that were given, the durable logs and the final records. It
//! shares no rule with the code under test; it computes deadlines and final answers in its own way.

use std::collections::{BTreeMap, BTreeSet};

use ukur::delivery::ports::{BoardRow, FinalRecord};
use ukur::domain::adaptive::{Sequence, Step};
use ukur::domain::attempt::{Event, EventKind};
use ukur::domain::blueprint::Timing;
use ukur::domain::ids::{ClientId, ItemId};
use ukur::domain::item::Difficulty;
use ukur::domain::response::Response;
use ukur::domain::time::{Instant, Span};

use crate::client::Shown;
use crate::setting::{ALLOWANCES, Place, Setting};

#[derive(Default)]
pub struct Auditor {
    acks: BTreeMap<(usize, ClientId, u64), (ItemId, Option<Response>)>,
}

impl Auditor {
    /// I1: at the moment of the ack the durable log holds exactly this answer, once.
    pub fn acked(
        &mut self,
        place: usize,
        client: &ClientId,
        client_seq: u64,
        item: &ItemId,
        response: Option<&Response>,
        log: &[Event],
    ) {
        let found: Vec<&Event> = log.iter().filter(|event| is_from(event, client, client_seq)).collect();
        assert_eq!(found.len(), 1, "acked {client} {client_seq}: {} durable events", found.len());
        assert!(
            matches!(
                &found[0].kind,
                EventKind::Answered { item: i, response: r, .. } | EventKind::Recovered { item: i, response: r, .. }
                    if i == item && r.as_ref() == response
            ),
            "acked {client} {client_seq} for {item}, durable is {:?}",
            found[0].kind
        );
        self.acks.insert((place, client.clone(), client_seq), (item.clone(), response.cloned()));
    }

    pub fn judge(
        &self,
        place: usize,
        log: &[Event],
        record: &FinalRecord,
        row: &BoardRow,
        at: &Place,
        setting: &Setting,
    ) {
        assert_eq!(record.seq, log.len() as u64, "the record is of the whole log");
        assert_eq!(row.standing.answered, record.responses.len(), "the board shows what the record holds");
        self.every_ack_is_in_the_log(place, log);
        the_last_answer_of_each_item_counts(log, record);
        nothing_is_doubled(log);
        answers_are_in_time(log, at, setting);
        if let Some(sequence) = setting.sequence(&at.form) {
            follow(log, &sequence);
            let offered: Vec<&ItemId> = log.iter().filter_map(offered).collect();
            assert_eq!(record.offered.iter().collect::<Vec<_>>(), offered, "the record lists what was offered");
            cells_are_kept(&offered, setting);
        }
        assert_eq!(setting.form(&at.enrolment.attempt), at.form, "I5: the form cannot be drawn again");
        let items: BTreeSet<&ItemId> = at.form.items().map(|item| &item.id).collect();
        assert_eq!(items.len(), at.form.len(), "an item twice in a form");
        assert!(record.responses.keys().all(|item| items.contains(item)), "a foreign item in the record");
    }

    fn every_ack_is_in_the_log(&self, place: usize, log: &[Event]) {
        for (p, client, client_seq) in self.acks.keys() {
            if *p == place {
                assert!(log.iter().any(|event| is_from(event, client, *client_seq)), "lost {client} {client_seq}");
            }
        }
    }
}

fn is_from(event: &Event, client: &ClientId, client_seq: u64) -> bool {
    event.origin.as_ref().is_some_and(|origin| origin.client == *client && origin.client_seq == client_seq)
}

/// I2, from the log alone.
fn the_last_answer_of_each_item_counts(log: &[Event], record: &FinalRecord) {
    let mut last: BTreeMap<&ItemId, Option<&Response>> = BTreeMap::new();
    for event in log {
        if let EventKind::Answered { item, response, .. } | EventKind::Recovered { item, response, .. } = &event.kind {
            last.insert(item, response.as_ref());
        }
    }
    let expected: BTreeMap<&ItemId, &Response> =
        last.into_iter().filter_map(|(item, response)| Some((item, response?))).collect();
    let recorded: BTreeMap<&ItemId, &Response> =
        record.responses.iter().map(|(item, last)| (item, &last.response)).collect();
    assert_eq!(expected, recorded, "I2: the record is not the last acknowledged answers");
}

/// The how-manieth turn of an adaptive test showed this.
pub fn turn(log: &[Event], shown: &Shown) -> Option<usize> {
    turns(log).position(|turn| turn == *shown)
}

pub fn last_turn(log: &[Event]) -> Option<usize> {
    turns(log).count().checked_sub(1)
}

fn turns(log: &[Event]) -> impl Iterator<Item = Shown> {
    log.iter().filter_map(|event| match &event.kind {
        EventKind::Offered { item } => Some(Shown::Item(item.clone())),
        EventKind::ItemsEnded { .. } => Some(Shown::End),
        _ => None,
    })
}

fn offered(event: &Event) -> Option<&ItemId> {
    match &event.kind {
        EventKind::Offered { item } => Some(item),
        _ => None,
    }
}

/// Item by item: what was offered is what a sequence made anew chooses after the answers that stood then, each answer is
/// one to the item that was open, and nothing lies between a confirmation and what follows from it.
fn follow(log: &[Event], sequence: &Sequence) {
    let mut given: Vec<(ItemId, Option<Response>)> = Vec::new();
    let mut open: Option<(ItemId, Option<Response>)> = None;
    let mut due = false;
    for event in log {
        match &event.kind {
            EventKind::Started { .. } => due = true,
            EventKind::Offered { .. } | EventKind::ItemsEnded { .. } => {
                assert!(std::mem::take(&mut due), "an item out of turn");
                let step = sequence.step(given.iter().map(|(item, response)| (item, response.as_ref())));
                let told = offered(event).map_or(Shown::End, |item| Shown::Item(item.clone()));
                let chosen = match step {
                    Step::Offer(item) => Shown::Item(item),
                    Step::End(_) => Shown::End,
                };
                assert_eq!(told, chosen, "another item than the answers lead to");
                open = offered(event).map(|item| (item.clone(), None));
            }
            EventKind::Answered { item, response, .. } | EventKind::Recovered { item, response, .. } => {
                let (shown, standing) = open.as_mut().expect("an answer with no item open");
                assert_eq!(item, shown, "an answer to an item that is not open");
                standing.clone_from(response);
            }
            EventKind::Confirmed { item } => {
                let confirmed = open.take().expect("nothing to confirm");
                assert_eq!(*item, confirmed.0, "confirmed is what was open");
                given.push(confirmed);
                due = true;
            }
            _ => assert!(!due, "something between a confirmation and the next item: {event:?}"),
        }
    }
    assert!(!due, "a confirmation without what follows");
}

/// Half of the items from each section, and two of five in it easy at least, to less than one item.
fn cells_are_kept(offered: &[&ItemId], setting: &Setting) {
    let count = |n: usize| f64::from(u32::try_from(n).expect("a few items"));
    for section in &setting.blueprint.sections {
        let own = offered.iter().map(|id| &setting.bank.items[*id]).filter(|item| item.domain == section.domain);
        let (all, easy) = (own.clone().count(), own.filter(|item| item.difficulty == Difficulty::Easy).count());
        assert!((count(all) - 0.5 * count(offered.len())).abs() < 1.0, "{all} of {}", offered.len());
        assert!(count(easy) > 0.4 * count(all) - 1.0, "{easy} of {all}");
    }
}

fn nothing_is_doubled(log: &[Event]) {
    let mut seen = BTreeSet::new();
    for origin in log.iter().filter_map(|event| event.origin.as_ref()) {
        assert!(seen.insert((&origin.client, origin.client_seq)), "applied twice: {origin:?}");
    }
}

/// I4: follows the clock through the log by arithmetic of its own. Only for forms with one clock; sections are
/// checked for order.
fn answers_are_in_time(log: &[Event], at: &Place, setting: &Setting) {
    let Timing::Whole(limit) = setting.blueprint.timing else { return };
    let percent = i64::from(at.enrolment.extra_time_percent);
    let limit = Span(limit.0 + limit.0 * percent / 100);
    let mut deadline: Option<Instant> = None;
    let (mut credit, mut credited) = (Span::ZERO, Span::ZERO);
    let mut stopped: Option<Instant> = None;
    for event in log {
        match &event.kind {
            EventKind::Started { deadline: stored, .. } => {
                let own = Instant((event.at + limit).0.min(setting.session.closes.0)) + credit;
                assert_eq!(*stored, own, "I4: the deadline at the start");
                deadline = Some(own);
            }
            EventKind::Extended { added, .. } => {
                credit = credit + *added;
                deadline = deadline.map(|instant| instant + *added);
            }
            EventKind::OutageCredited { added, .. } => {
                assert!(added.0 > 0 && credited.0 + added.0 <= ALLOWANCES.outage_credit.0, "credit beyond the policy");
                credited = credited + *added;
                deadline = deadline.map(|instant| instant + *added);
            }
            EventKind::OutageHeld { lost, .. } => stopped = Some(event.at + Span(-lost.0)),
            EventKind::Suspended { .. } => stopped = Some(event.at),
            EventKind::Resumed { deadline: stored, .. } => {
                let stood = Span((event.at - stopped.take().expect("resumed without a stop")).0.max(0));
                deadline = deadline.map(|instant| instant + stood);
                assert_eq!(Some(*stored), deadline, "I4: the deadline after a pause");
            }
            EventKind::Answered { .. } | EventKind::Confirmed { .. } => {
                assert!(stopped.is_none(), "an answer while the clock stood still");
                let last = deadline.expect("an answer before the start") + ALLOWANCES.grace;
                assert!(event.at <= last, "I4: an answer at {:?}, the last moment was {last:?}", event.at);
            }
            EventKind::Recovered { stamped, .. } => {
                let last = deadline.expect("an answer before the start");
                assert!(*stamped <= last, "I4: recovered an answer of {stamped:?}, the deadline was {last:?}");
            }
            EventKind::Expired { deadline: stored } => assert_eq!(Some(*stored), deadline, "I4: expired early or late"),
            _ => {}
        }
    }
}
