//! Times of form assembly on the published bank: CPU time of one thread, median of several runs, as `name seconds`.
#![allow(clippy::unwrap_used, reason = "a bench")]

#[path = "../tests/case12/mod.rs"]
mod case12;
#[path = "../tests/common/mod.rs"]
mod common;

use ukur_psychometrics::assembly::{Assembler, Effort, HallRules, Reuse, Usage, assemble, assemble_parallel, certify};
use ukur_psychometrics::random::stream;

fn main() {
    let Some(problem) = case12::problem(0.05) else { return };
    for scans in [300, 30_000, 60_000] {
        measure(&format!("one form, {scans} scans"), 9, |run| {
            let form = assemble(&problem, Effort { scans, enough: 0.0 }, &mut stream(1, run)).unwrap();
            format!("deviation {:.5}", form.deviation)
        });
    }
    for (name, reuse, scans) in [
        ("four disjoint forms", Reuse { forms: 4, max_use: 1 }, 40_000),
        ("eight forms, reuse 2", Reuse { forms: 8, max_use: 2 }, 40_000),
        ("ten disjoint forms: the whole bank", Reuse { forms: 10, max_use: 1 }, 40_000),
    ] {
        measure(name, 3, |run| {
            let forms = assemble_parallel(&problem, reuse, Effort { scans, enough: 0.0 }, &mut stream(2, run));
            forms.map_or_else(
                |error| error.to_string(),
                |forms| format!("deviation {:.5}", forms.iter().map(|f| f.deviation).fold(0.0, f64::max)),
            )
        });
    }
    for band in [0.05, 0.02] {
        let problem = case12::problem(band).unwrap();
        let assembler = Assembler::new(&problem).unwrap();
        let rules = HallRules::new(400);
        let seats: Vec<(usize, usize)> =
            (0..400).filter(|i| i % 20 < 19).map(|i| (i, i + 1)).chain((0..380).map(|i| (i, i + 20))).collect();
        measure(&format!("hall of 400, band {band}"), 5, |run| {
            let forms = assembler.hall(&rules, &Usage::none(400), 400, &seats, run).unwrap();
            let report = certify(&problem, &forms, &seats);
            format!(
                "exposure {:.4} to {:.4}, unused {}, overlap {:.4} (least {:.4}, most {:.3}), neighbours {:.4} most {:.3}, breaches {}, within {:?}",
                report.exposure.min,
                report.exposure.max,
                report.exposure.unused,
                report.overlap.mean,
                report.overlap.minimum,
                report.overlap.max,
                report.overlap.neighbours_mean,
                report.overlap.neighbours_max,
                report.breaches.len(),
                report.targets.iter().map(|t| t.within_band).fold(1.0, f64::min)
            )
        });
        let mut usage = Usage::none(400);
        assembler.hall(&rules, &usage.clone(), 399, &[], 1).unwrap().iter().for_each(|form| usage.add(form));
        measure(&format!("late form, band {band}"), 99, |run| {
            assembler.form(&rules, &usage, &[], 7, run).map(|form| form.len().to_string()).unwrap()
        });
    }
}

fn measure(name: &str, runs: u64, work: impl Fn(u64) -> String) {
    if std::env::args().nth(1).is_some_and(|part| part != "--bench" && !name.contains(&part)) {
        return;
    }
    let mut seconds = Vec::new();
    let mut said = Vec::new();
    for run in 0..runs {
        let start = cpu_seconds();
        said.push(work(run));
        seconds.push(cpu_seconds() - start);
    }
    seconds.sort_by(f64::total_cmp);
    said.sort();
    println!("{name} {:.5} (longest {:.5})", seconds[seconds.len() / 2], seconds[seconds.len() - 1]);
    said.dedup();
    said.iter().take(9).for_each(|line| println!("  {line}"));
}

/// What this thread has computed (Linux; elsewhere 0).
fn cpu_seconds() -> f64 {
    let spent = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    spent.split_whitespace().next().and_then(|ns| ns.parse::<f64>().ok()).unwrap_or(0.0) / 1e9
}
