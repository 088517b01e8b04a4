//! How long the parts of an answer, a start and an end take by themselves, without sockets and stores: what one can
//! change in the program shows here, before it drowns in the noise of a whole run (`load_tests`).
#![allow(clippy::unwrap_used, reason = "a broken fixture has nothing to measure")]

mod fixture;

use std::hint::black_box;

use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use fixture::{Fixture, SECRET, attempt_id, client, responses};
use ukur::bank::load;
use ukur::domain::assembly::{assemble, derive_seed, verify};
use ukur::domain::attempt::{apply, decide, replay};
use ukur::domain::ids::AttemptId;
use ukur::domain::scoring::{FourDomains, PartialCredit, Scoring};
use ukur::store::{board_record, event_record};
use ukur::trust::seal::SealKey;
use ukur::wire::candidate::{ClientMessage, ServerMessage};
use ukur::wire::convert::command::command;
use ukur::wire::convert::item::{form_end, form_view};
use ukur::wire::number::{ClientSeq, InstantMs, Seq};

criterion_group!(core, attempt, append, assembly, scoring, bank, wire, form);
criterion_main!(core);

/// One answer on an attempt with 60 of them.
fn attempt(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("attempt");
    let fixture = Fixture::new();
    let (now, answer) = fixture.another_answer();
    group.bench_function("decide_answer", |bencher| {
        let decided = |command| decide(&fixture.attempt, &fixture.plan, now, command);
        bencher.iter_batched(|| answer.clone(), decided, BatchSize::SmallInput);
    });
    group.bench_function("apply_answer", |bencher| {
        let (mut attempt, mut event) = (fixture.attempt.clone(), fixture.event());
        bencher.iter(|| {
            // A number that was applied before would take another way through the ledger.
            event.origin.as_mut().unwrap().client_seq += 1;
            apply(&mut attempt, &fixture.plan, &event);
        });
    });
    group.bench_function("standing", |bencher| bencher.iter(|| fixture.standing()));
    group.bench_function("replay_61_events", |bencher| bencher.iter(|| replay(&fixture.plan, &fixture.log)));
    group.finish();
}

/// What a store is given for one answer.
fn append(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("append_encoding");
    let (append, row) = (Fixture::new().append(), Fixture::new().row());
    group.bench_function("event", |bencher| bencher.iter(|| event_record::encode(black_box(&append.events[0]))));
    group.bench_function("board_row", |bencher| bencher.iter(|| board_record::encode(black_box(&row))));
    let record = event_record::encode(&append.events[0]);
    group.bench_function("decode_event", |bencher| bencher.iter(|| event_record::decode(black_box(&record)).unwrap()));
    group.finish();
}

/// Another candidate each time: some draws are luckier than others.
fn assembly(criterion: &mut Criterion) {
    let Fixture { bank, blueprint, form, .. } = Fixture::new();
    let mut group = criterion.benchmark_group("form_assembly");
    let mut candidate = 0_u32;
    let mut seed = || {
        candidate += 1;
        derive_seed(&SECRET, &AttemptId::new(candidate.to_string()))
    };
    group.bench_function("draw_60_items", |bencher| {
        bencher.iter_batched(&mut seed, |seed| assemble(&blueprint, &bank, None, seed).unwrap(), BatchSize::SmallInput);
    });
    group.bench_function("verify_60_items", |bencher| bencher.iter(|| verify(&form, &blueprint, &bank).unwrap()));
    group.finish();
}

fn scoring(criterion: &mut Criterion) {
    let Fixture { bank, blueprint, form, attempt, .. } = Fixture::new();
    let responses = responses(&attempt);
    criterion.bench_function("scoring/60_items", |bencher| {
        bencher.iter(|| PartialCredit.score(&form, black_box(&responses), &bank, &blueprint));
    });
    let together = FourDomains::new(&blueprint, &bank, None).unwrap();
    criterion.bench_function("scoring/60_items_four_domains", |bencher| {
        bencher.iter(|| together.score(&form, black_box(&responses), &bank, &blueprint));
    });
}

fn bank(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("bank_loading");
    // Every item is parsed, rendered and checked: too long for criterion's hundred samples.
    group.sample_size(10);
    group.bench_function("files", |bencher| bencher.iter(ukur::shipped::bank));
    let files = ukur::shipped::bank();
    group.bench_function("shipped_bank", |bencher| bencher.iter(|| load(&files).unwrap()));
    group.finish();
}

/// An answer's frame in, its ack out.
fn wire(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("wire");
    let choice = r#"{"type":"answer","client_seq":62,"item_id":"tek-042","response":{"kind":"choice","option":"B"},"seen_seq":61,"spent_ms":41250}"#;
    let pairs = r#"{"type":"answer","client_seq":62,"item_id":"tek-042","response":{"kind":"match","pairs":[["1","C"],["2","A"],["3","D"],["4","B"]]},"seen_seq":61,"spent_ms":41250}"#;
    for (name, frame) in [("parse_choice", choice), ("parse_match", pairs)] {
        let parse = || serde_json::from_str::<ClientMessage>(black_box(frame)).unwrap();
        group.bench_function(name, |bencher| bencher.iter(parse));
    }
    let ClientMessage::Command(parsed) = serde_json::from_str(choice).unwrap() else { return };
    group.bench_function("to_command", |bencher| {
        let client = client();
        bencher.iter_batched(|| parsed.clone(), |parsed| command(&client, parsed).unwrap(), BatchSize::SmallInput);
    });
    let ack = ServerMessage::Ack { client_seq: ClientSeq(62), seq: Seq(63), server_ms: InstantMs(1_767_232_861_250) };
    group.bench_function("write_ack", |bencher| bencher.iter(|| serde_json::to_string(black_box(&ack)).unwrap()));
    group.finish();
}

/// What a candidate gets at the start.
fn form(criterion: &mut Criterion) {
    let Fixture { bank, form, .. } = Fixture::new();
    let mut group = criterion.benchmark_group("form_view");
    let build = || form_view(&form, &bank, form_end(&form, &SealKey::derive(&SECRET, &attempt_id())), |_| true);
    group.bench_function("build", |bencher| bencher.iter(build));
    let view = build();
    group.bench_function("write", |bencher| bencher.iter(|| serde_json::to_vec(black_box(&view)).unwrap()));
    group.finish();
}
