//! Honest candidates are not accused more often than the level says; guilty ones are found. The seeds are fixed, so
//! a rate beyond its Monte Carlo error is a change of the statistic, not of luck. The full tables: the bench.
#![allow(clippy::unwrap_used, clippy::panic, clippy::cast_precision_loss, reason = "a test crate")]

mod integrity_simulated;

use integrity_simulated::{Bank, Generator, Sitting, chance, rates, scored};
use ukur_psychometrics::integrity::copying::{
    Counted, Family, Hall, PairEvidence, Screening, WrongOptions, WrongOptionsSource,
};
use ukur_psychometrics::integrity::multiple::Correction;
use ukur_psychometrics::integrity::times::{Thresholds, TimeCalibration, calibrate};
use ukur_psychometrics::numeric::normal_upper_tail;

const LEVELS: [f64; 3] = [0.05, 0.01, 0.001];

/// Which probabilities a hall is judged by.
#[derive(Clone, Copy)]
enum Judge {
    Truth,
    Estimated,
    WrongOptions,
}

fn hall(bank: &Bank, sitting: &Sitting, judge: Judge) -> Hall {
    let choices = sitting.responses(bank.items.len());
    match judge {
        Judge::Truth => Hall::new(&choices, &bank.key, &sitting.theta, &bank.items).unwrap(),
        Judge::Estimated => {
            let theta = sitting.eap(&bank.items, |_, choice| usize::from(choice));
            Hall::new(&choices, &bank.key, &theta, &bank.items).unwrap()
        }
        Judge::WrongOptions => {
            let (items, options) = (scored(bank), vec![4; bank.items.len()]);
            let theta = sitting.eap(&items, |item, choice| usize::from(choice == bank.key[item]));
            let source = WrongOptionsSource {
                choices: &choices,
                key: &bank.key,
                options: &options,
                theta: (&theta).into(),
                items: &items,
            };
            Hall::new(&choices, &bank.key, &theta, &WrongOptions::learn(&source).unwrap()).unwrap()
        }
    }
}

/// Disjoint pairs of several honest halls: independent tests.
fn honest_pairs(size: usize, judge: Judge) -> Vec<PairEvidence> {
    let one = |seed| {
        let random = &mut Generator::new(seed);
        let bank = Bank::new(size, random);
        let sitting = Sitting::honest(&bank, 400, 40, random);
        let hall = hall(&bank, &sitting, judge);
        (0..400).step_by(2).map(|i| hall.pair(i, i + 1).unwrap()).collect::<Vec<_>>()
    };
    (1..=10).flat_map(one).collect()
}

fn assert_level(name: &str, p: &[f64], at_most: f64) {
    let found = rates(p, LEVELS);
    println!("{name}: {found:?} of {}", p.len());
    for (rate, level) in found.into_iter().zip(LEVELS) {
        let allowed = at_most * level + chance(at_most * level, p.len());
        assert!(rate <= allowed, "{name} at {level}: {rate} > {allowed}");
    }
}

#[test]
fn innocent_pairs_are_accused_no_more_often_than_the_level_says() {
    for (size, judge) in [
        (40, Judge::Truth),
        (40, Judge::Estimated),
        (40, Judge::WrongOptions),
        (160, Judge::Truth),
        (160, Judge::WrongOptions),
    ] {
        let pairs = honest_pairs(size, judge);
        let p = |of: &dyn Fn(&PairEvidence) -> f64| pairs.iter().map(of).collect::<Vec<f64>>();
        // The normal approximation of omega is a little too thin in its tail, up to twice at .001.
        assert_level("omega", &p(&|pair| pair.omega_first.p), 1.5);
        assert_level("omega exact", &p(&|pair| pair.omega_first.exact_p), 1.0);
        assert_level("GBT", &p(&|pair| pair.gbt.p), 1.0);
        // Nor is the test asleep: a discrete tail loses something, not nearly all.
        assert!(rates(&p(&|pair| pair.omega_first.p), LEVELS)[0] > 0.02);
    }
}

#[test]
fn the_exact_law_of_matches_is_that_of_the_simulation() {
    // Mean and spread of the standardised number of matches, at the true θ.
    let pairs = honest_pairs(40, Judge::Truth);
    let z: Vec<f64> = pairs.iter().map(|pair| (pair.matches as f64 - pair.gbt.expected) / pair.gbt.sd).collect();
    let mean = z.iter().sum::<f64>() / z.len() as f64;
    let square = z.iter().map(|z| z * z).sum::<f64>() / z.len() as f64;
    let error = 1.0 / (z.len() as f64).sqrt();
    assert!(mean.abs() < 3.0 * error && (square - 1.0).abs() < 3.0 * 1.5 * error, "{mean} {square}");
}

#[test]
fn copiers_are_found_also_without_option_parameters_and_among_all_pairs() {
    let random = &mut Generator::new(77);
    let bank = Bank::new(40, random);
    let mut sitting = Sitting::honest(&bank, 400, 40, random);
    let guilty: Vec<(usize, usize)> = (0..20).map(|i| (2 * i, 2 * i + 1)).collect();
    guilty.iter().for_each(|(copier, source)| sitting.copy(*copier, *source, 0.6, random));
    let beside_each_other: Vec<(usize, usize)> = (1..400).map(|i| (i, i - 1)).collect();
    for judge in [Judge::Estimated, Judge::WrongOptions] {
        let hall = hall(&bank, &sitting, judge);
        let found = guilty.iter().filter(|(c, s)| hall.pair(*c, *s).unwrap().omega_first.p < 0.01).count();
        assert!(found >= 17, "{found} of 20");
        // Holm over 79,800 pairs: whoever is left is guilty; in a family of those who sat side by side more are left.
        let all = hall.screen(&Screening::default()).unwrap();
        let beside = hall.screen(&Screening { neighbours: &beside_each_other, ..Screening::default() }).unwrap();
        let caught = |screened: &ukur_psychometrics::integrity::copying::Screened| {
            let named = screened.pairs.iter().filter(|pair| pair.omega_first_corrected < 0.05);
            let (right, wrong): (Vec<_>, Vec<_>) =
                named.map(|p| (p.evidence.first, p.evidence.second)).partition(|pair| guilty.contains(pair));
            (right.len(), wrong.len())
        };
        let ((far, innocent), (near, innocent_near)) = (caught(&all), caught(&beside));
        println!("far {far}, near {near}, innocent {innocent}");
        assert!(innocent + innocent_near == 0 && near > far && near >= 10);
        assert!(beside.pairs.iter().filter(|pair| pair.family == Family::Neighbours).count() == 399);
    }
    let choices = sitting.responses(40);
    let counted = Counted::new(&choices, &bank.key, 0.25).unwrap();
    let by_k = guilty.iter().filter(|(c, s)| counted.pair(*c, *s).unwrap().k.unwrap() < 0.01).count();
    assert!(by_k >= 12, "{by_k}");
}

#[test]
fn honest_times_keep_the_level_and_known_items_show() {
    let (mut misfit, mut contrast, mut fast) = (Vec::new(), Vec::new(), Vec::new());
    let (mut rapid, mut answers, mut found) = (0, 0, 0);
    for seed in 1..=5 {
        let random = &mut Generator::new(seed);
        // Every person has 40 of 60 items: times are sparse, and item parameters are estimated.
        let bank = Bank::new(60, random);
        let mut sitting = Sitting::honest(&bank, 400, 40, random);
        let leaked: Vec<bool> = (0..60).map(|item| item % 5 < 2).collect();
        (0..20).for_each(|person| sitting.leak(&bank, person, &leaked, 0.5, random));
        let times = sitting.times(60);
        let fit = calibrate(&times, &TimeCalibration::default()).unwrap();
        assert!(fit.converged);
        let thresholds = Thresholds::nt10(&times);
        for person in 0..400 {
            let p = fit.model.contrast(&times, person, &leaked).unwrap().unwrap().p;
            if person < 20 {
                found += u32::from(p < 0.01);
                continue;
            }
            contrast.push(p);
            misfit.push(fit.model.person(&times, person).unwrap().misfit_p);
            let residuals = fit.model.residuals(&times, person).unwrap();
            fast.extend(residuals.iter().map(|r| normal_upper_tail(-r.studentised.unwrap())));
            rapid += thresholds.effort(&times, person).unwrap().rapid.len();
            answers += residuals.len();
        }
    }
    println!("found {found} of 100, rapid {rapid} of {answers}");
    // Estimated items and guilty persons among the calibrated leave a little.
    assert_level("l_t", &misfit, 1.3);
    assert_level("contrast", &contrast, 1.3);
    assert_level("fast residual", &fast, 1.3);
    assert!(rates(&misfit, LEVELS)[0] > 0.03 && rates(&contrast, LEVELS)[0] > 0.03);
    assert!(found >= 85 && (rapid as f64) < 0.0005 * answers as f64);
}

#[test]
fn the_calibration_finds_its_parameters_again_on_sparse_times() {
    let random = &mut Generator::new(5);
    let bank = Bank::new(80, random);
    let sitting = Sitting::honest(&bank, 2000, 40, random);
    let fit = calibrate(&sitting.times(80), &TimeCalibration::default()).unwrap();
    let mut far = [0; 2];
    for (item, (ours, truth)) in fit.model.items().iter().zip(&bank.times).enumerate() {
        // 99.7 % each.
        far[0] += u32::from((ours.beta - truth.beta).abs() > 3.0 * fit.beta_se[item]);
        far[1] += u32::from((ours.alpha - truth.alpha).abs() > 3.0 * fit.alpha_se[item]);
    }
    assert!(fit.converged && far[0] <= 2 && far[1] <= 2, "{far:?}");
    assert!((fit.tau_variance - integrity_simulated::TAU_VARIANCE).abs() < 0.008, "{}", fit.tau_variance);
}

#[test]
fn the_result_does_not_hang_on_threads_or_correction() {
    let random = &mut Generator::new(9);
    let bank = Bank::new(60, random);
    let sitting = Sitting::honest(&bank, 60, 40, random);
    let hall = hall(&bank, &sitting, Judge::Truth);
    let how = Screening { correction: Correction::BenjaminiHochberg, ..Screening::default() };
    let many = hall.screen(&how).unwrap();
    let one = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap().install(|| hall.screen(&how).unwrap());
    assert_eq!(many, one);
    let holm = hall.screen(&Screening::default()).unwrap();
    assert!(many.pairs.iter().zip(&holm.pairs).all(|(bh, holm)| bh.gbt_corrected <= holm.gbt_corrected));
}
