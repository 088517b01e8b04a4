//! Times of form assembly on the published bank: CPU time of one thread, best of several runs, as `name seconds`.
#![allow(clippy::unwrap_used, reason = "a bench")]

#[path = "../tests/case12/mod.rs"]
mod case12;
#[path = "../tests/common/mod.rs"]
mod common;

use ukur_psychometrics::assembly::{
    Assembler, Effort, HallRules, Near, Neighbours, Reuse, Usage, assemble, assemble_parallel, certify,
};
use ukur_psychometrics::random::stream;

fn main() {
    let Some(problem) = case12::problem(0.05) else { return };
    for scans in [300, 30_000, 60_000] {
        let effort = Effort { scans, enough: 0.0 };
        let work = |run| assemble(&problem, effort, &mut stream(1, run)).unwrap();
        measure(&format!("one form, {scans} scans"), 9, work, |form| format!("deviation {:.5}", form.deviation));
    }
    for (name, reuse) in [
        ("four disjoint forms", Reuse { forms: 4, max_use: 1 }),
        ("eight forms, reuse 2", Reuse { forms: 8, max_use: 2 }),
    ] {
        let effort = Effort { scans: 40_000, enough: 0.0 };
        let work = |run| assemble_parallel(&problem, reuse, effort, &mut stream(2, run)).unwrap();
        measure(name, 3, work, |forms| {
            format!("deviation {:.5}", forms.iter().map(|form| form.deviation).fold(0.0, f64::max))
        });
    }
    for band in [0.05, 0.02] {
        halls(band);
    }
}

fn halls(band: f64) {
    let problem = case12::problem(band).unwrap();
    let assembler = Assembler::new(&problem).unwrap();
    let rules = HallRules::new(400);
    let beside = (0..400).filter(|i| i % 20 < 19).map(|i| (i, i + 1));
    let beside: Vec<(usize, usize)> = beside.chain((0..380).map(|i| (i, i + 20))).collect();
    let left = (0..380).filter(|i| i % 20 > 0).map(|i| (i, i + 19));
    let right = (0..380).filter(|i| i % 20 < 19).map(|i| (i, i + 21));
    let diagonal: Vec<(usize, usize)> = left.chain(right).collect();
    let near = Neighbours { beside: &beside, diagonal: &diagonal };
    let hall = |seed| assembler.hall(&rules, &Usage::none(400), 400, near, seed).unwrap();
    measure(&format!("hall of 400, band {band}"), 9, hall, |forms| {
        let report = certify(&problem, &forms, near);
        let (exposure, overlap) = (&report.exposure, &report.overlap);
        let within = report.targets.iter().map(|target| target.within_band).fold(1.0, f64::min);
        format!(
            "exposure {:.4} to {:.4}, unused {}, overlap {:.4} (least {:.4}, most {:.3}), neighbours {:.4} (most {:.3}), diagonal {:.4} (most {:.3}), breaches {}, within bands {within}",
            exposure.min,
            exposure.max,
            exposure.unused,
            overlap.mean,
            overlap.minimum,
            overlap.max,
            overlap.neighbours_mean,
            overlap.neighbours_max,
            overlap.diagonal_mean,
            overlap.diagonal_max,
            report.breaches.len(),
        )
    });
    let mut usage = Usage::none(400);
    hall(1).iter().take(399).for_each(|form| usage.add(form));
    let late =
        |run| (0..100).map(|i| assembler.form(&rules, &usage, Near::default(), run, i).unwrap().len()).sum::<usize>();
    measure(&format!("a hundred late forms, band {band}"), 9, late, |items| format!("{items} items"));
}

fn measure<T>(name: &str, runs: u64, work: impl Fn(u64) -> T, say: impl Fn(T) -> String) {
    if std::env::args().nth(1).is_some_and(|part| part != "--bench" && !name.contains(&part)) {
        return;
    }
    let mut seconds = Vec::new();
    let mut said = Vec::new();
    for run in 0..runs {
        let start = cpu_seconds();
        let done = work(run);
        seconds.push(cpu_seconds() - start);
        said.push(say(done));
    }
    seconds.sort_by(f64::total_cmp);
    said.sort();
    println!("{name} {:.5} (longest {:.5})", seconds[0], seconds[seconds.len() - 1]);
    said.dedup();
    said.iter().take(9).for_each(|line| println!("  {line}"));
}

/// What this thread has computed (Linux; elsewhere 0).
fn cpu_seconds() -> f64 {
    let spent = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    spent.split_whitespace().next().and_then(|ns| ns.parse::<f64>().ok()).unwrap_or(0.0) / 1e9
}
