//! Judges a finished run from outside: from the acks that were given, the durable logs and the final records. It
//! shares no rule with the code under test; it computes deadlines and final answers in its own way.

use std::collections::{BTreeMap, BTreeSet};

use ukur::delivery::ports::{BoardRow, FinalRecord};
use ukur::domain::attempt::{Event, EventKind};
use ukur::domain::blueprint::Timing;
use ukur::domain::ids::{ClientId, ItemId};
use ukur::domain::response::Response;
use ukur::domain::time::{Instant, Span};

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
            EventKind::Answered { .. } => {
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
