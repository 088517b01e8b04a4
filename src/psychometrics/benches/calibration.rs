//! How long a calibration takes: CPU seconds of all threads and wall seconds, best of several runs, on
//! simulated answers of the sizes that matter. `cargo bench -p ukur-psychometrics --bench calibration [-- name]`.
#![allow(clippy::unwrap_used, clippy::print_stdout, clippy::cast_precision_loss, reason = "a program that prints")]

mod clock;

use std::ops::ControlFlow;
use std::time::Instant;

use clock::cpu;
use ukur_psychometrics::calibration::{Calibration, ItemSpec, Model, Priors, Settings, calibrate};
use ukur_psychometrics::{Answer, ItemModel, Responses};

/// A generator for the benchmark only (`SplitMix64`).
struct Random(u64);

impl Random {
    fn uniform(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((z ^ (z >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
    }

    fn normal(&mut self) -> f64 {
        (0..12).map(|_| self.uniform()).sum::<f64>() - 6.0
    }
}

/// Every person sees each item with probability `share`.
fn simulate(persons: usize, items: usize, share: f64, guessing: f64) -> Responses {
    let mut random = Random(7);
    let bank: Vec<ItemModel> = (0..items)
        .map(|_| {
            let a = (0.1 + 0.3 * random.normal()).exp();
            ItemModel::Dichotomous { a, d: -a * random.normal(), g: guessing }
        })
        .collect();
    let mut responses = Responses::new(items);
    for _ in 0..persons {
        let theta = random.normal();
        let row: Vec<Option<Answer>> = bank
            .iter()
            .map(|item| {
                let right = u8::from(random.uniform() < item.probabilities(theta)[1]);
                (random.uniform() < share).then_some(Answer::Category(right))
            })
            .collect();
        responses.push_dense(&row).unwrap();
    }
    responses
}

fn measure(name: &str, responses: &Responses, model: Model, settings: &Settings) {
    if std::env::args().skip(1).any(|wanted| !wanted.starts_with('-') && !name.contains(&wanted)) {
        return;
    }
    let specs: Vec<ItemSpec> = (0..responses.items()).map(|i| ItemSpec::new(format!("i{i}"), model)).collect();
    let run = || calibrate(&specs, responses, settings, |_| ControlFlow::Continue(())).unwrap();
    let (mut wall, mut used) = (f64::INFINITY, f64::INFINITY);
    let mut last: Option<Calibration> = None;
    for _ in 0..7 {
        let (start, before) = (Instant::now(), cpu());
        last = Some(run());
        wall = wall.min(start.elapsed().as_secs_f64());
        used = used.min(cpu() - before);
    }
    let last = last.unwrap();
    println!(
        "{name} wall {wall:.3} CPU {used:.3} s; {} passes, converged {}, gradient {:.1e}, log-likelihood {:.3}",
        last.iterations, last.converged, last.largest_gradient, last.log_likelihood
    );
}

fn main() {
    let plain = Settings { priors: Priors::none(), standard_errors: false, ..Settings::default() };
    let errors = Settings { standard_errors: true, ..plain.clone() };
    let middle = simulate(2_000, 120, 1.0, 0.0);
    measure("2pl_2000x120", &middle, Model::TwoPl, &plain);
    measure("2pl_2000x120_with_errors", &middle, Model::TwoPl, &errors);
    measure("1pl_2000x120", &middle, Model::OnePl, &plain);
    let large = simulate(10_000, 200, 1.0, 0.0);
    measure("2pl_10000x200", &large, Model::TwoPl, &plain);
    measure("2pl_10000x200_with_errors", &large, Model::TwoPl, &errors);
    let guessed = simulate(2_000, 120, 1.0, 0.2);
    measure(
        "3pl_2000x120_priors",
        &guessed,
        Model::ThreePl,
        &Settings { standard_errors: false, ..Settings::default() },
    );
    let sparse = simulate(2_000, 400, 0.1, 0.2);
    measure(
        "sparse_3pl_2000x400_priors",
        &sparse,
        Model::ThreePl,
        &Settings { standard_errors: false, ..Settings::default() },
    );
    measure("sparse_3pl_2000x400_priors_with_errors", &sparse, Model::ThreePl, &Settings::default());
}
