//! Our half of `scripts/bench-psy --beside`: the work that other programs are given too, on the files of the folder
//! `BESIDE`, as `name CPU-seconds` (all threads, best of five). What came out is written beside the files, so that both
//! halves are judged by the same yardstick. Without the folder it does nothing.
#![allow(clippy::unwrap_used, clippy::print_stdout, clippy::cast_precision_loss, reason = "a program that prints")]

mod clock;

use std::fmt::Write as _;
use std::ops::ControlFlow;
use std::path::Path;

use clock::cpu;
use ukur_psychometrics::adaptive::{Abilities, Bank, BankItem, Design, Rules, Simulation, simulate};
use ukur_psychometrics::calibration::{ItemSpec, Model, Priors, Settings, calibrate};
use ukur_psychometrics::{Answer, Grid, ItemModel, Prior, Responses, Scorer, Skipped};

fn main() {
    let Some(folder) = std::env::var_os("BESIDE") else { return };
    let folder = Path::new(&folder);
    for (name, model) in [("2pl", Model::TwoPl), ("grm", Model::Graded)] {
        let responses = answers(&folder.join(format!("{name}.csv")));
        let specs: Vec<ItemSpec> = (0..responses.items()).map(|i| ItemSpec::new(i.to_string(), model)).collect();
        let settings = Settings { priors: Priors::none(), standard_errors: false, ..Settings::default() };
        let found = best(&format!("calibrate_{name}"), || {
            calibrate(&specs, &responses, &settings, |_| ControlFlow::Continue(())).unwrap()
        });
        let items = found.item_parameters().unwrap().into_iter().map(|item| item.model).collect::<Vec<_>>();
        write(&folder.join(format!("ours_{name}.csv")), &items);
        if model == Model::TwoPl {
            let scorer = Scorer::new(&items, Prior::default(), &Grid::standard(161)).unwrap();
            best("eap", || scorer.eap_all(&responses, Skipped::Zero).unwrap());
            best("ml", || scorer.ml_all(&responses, Skipped::Zero).unwrap());
        }
    }
    let bank = table(&folder.join("bank.csv"));
    let item = |row: &Vec<f64>| {
        let model = ItemModel::Dichotomous { a: row[0], d: -row[0] * row[1], g: row[2] };
        BankItem { model, content: 0, enemies: Vec::new() }
    };
    let bank = Bank::standard(bank.iter().map(item).collect()).unwrap();
    let abilities = Abilities::Normal { persons: 1_000, mean: 0.0, sd: 1.0 };
    let simulation = Simulation { abilities, seed: 1 };
    let report = best("cat", || simulate(&bank, &Design::Adaptive(Rules::of_length(20)), &simulation).unwrap());
    println!("cat_rmse {:.4}", report.errors.rmse);
}

fn best<T>(name: &str, work: impl Fn() -> T) -> T {
    let run = || {
        let before = cpu();
        let done = work();
        (cpu() - before, done)
    };
    let first = run();
    let (seconds, done) = (1..5).map(|_| run()).fold(first, |best, next| if next.0 < best.0 { next } else { best });
    println!("{name} {seconds:.6}");
    done
}

/// The numbers of a file with a header.
fn table(path: &Path) -> Vec<Vec<f64>> {
    let text = std::fs::read_to_string(path).unwrap();
    text.lines().skip(1).map(|line| line.split(',').map(|cell| cell.parse().unwrap()).collect()).collect()
}

fn answers(path: &Path) -> Responses {
    let text = std::fs::read_to_string(path).unwrap();
    let mut responses = Responses::new(text.lines().next().unwrap().split(',').count());
    for line in text.lines().skip(1) {
        let row: Vec<Option<Answer>> = line.split(',').map(|k| Some(Answer::Category(k.parse().unwrap()))).collect();
        responses.push_dense(&row).unwrap();
    }
    responses
}

fn write(path: &Path, items: &[ItemModel]) {
    let mut text = "a,d\n".to_owned();
    for item in items {
        let (a, d) = match item {
            ItemModel::Dichotomous { a, d, .. } => (*a, vec![*d]),
            ItemModel::Graded { a, d } => (*a, d.clone()),
            _ => continue,
        };
        let d: Vec<String> = d.iter().map(f64::to_string).collect();
        writeln!(text, "{a},{}", d.join(",")).unwrap();
    }
    std::fs::write(path, text).unwrap();
}
