//! Against the reference cases, with the tolerances that stand beside them.

use std::path::Path;

use super::*;

fn folder() -> tempfile::TempDir {
    tempfile::tempdir().unwrap()
}

fn write(dir: &Path, name: &str, text: &str) -> PathBuf {
    let path = dir.join(name);
    std::fs::write(&path, text).unwrap();
    path
}

fn numbers(value: &Value, keys: &[String]) -> Vec<f64> {
    keys.iter().map(|key| value[key].as_f64().unwrap()).collect()
}

fn list(value: &Value) -> Vec<f64> {
    value.as_array().unwrap().iter().map(|number| number.as_f64().unwrap()).collect()
}

fn keys(name: &str, count: usize) -> Vec<String> {
    (1..=count).map(|item| format!("{name}{item}")).collect()
}

#[test]
fn case_01_calibration_of_lsat7() {
    let Some(dir) = case("01_lsat7_mml") else { return };
    let (responses, check) = (dir.join("responses.csv"), file(&dir.join("independent_check.json")));
    let line = "psy calibrate --responses @ --nodes 161 --bound 8 --tolerance 1e-8";
    let found = json(&format!("{line} --model 2pl --priors none"), &[&responses]);
    let (par, se) = (&check["twopl"]["par"], &check["twopl"]["se_observed_information"]);
    within("2pl a", &field(&found["items"], "a"), &numbers(par, &keys("a", 5)), 1e-4);
    within("2pl d", &field(&found["items"], "d"), &numbers(par, &keys("d", 5)), 1e-4);
    let relative: Vec<f64> =
        field(&found["items"], "se_a").iter().zip(numbers(se, &keys("a", 5))).map(|(x, y)| x / y).collect();
    within("2pl se_a, relative", &relative, &[1.0; 5], 0.005);
    within(
        "2pl logL",
        &[found["log_likelihood"].as_f64().unwrap()],
        &[check["twopl"]["objective"].as_f64().unwrap()],
        1e-4,
    );
    assert_eq!((found["model"].as_str(), found["converged"].as_bool()), (Some("2pl"), Some(true)));

    let (known, conditional) =
        (file(&dir.join("expected_cml_rasch.json")), "psy calibrate --model rasch --conditional");
    let found = json(&format!("{conditional} --responses @"), &[&responses]);
    within("conditional b", &field(&found["items"], "b"), &list(&known["difficulty"]), 1e-4);
    within("conditional se", &field(&found["items"], "se_b"), &list(&known["se"]), 1e-4);

    let dir = folder();
    let prior = "log_slope = \"none\"\nintercept = \"none\"\nguessing = { logit_normal = { mean = -1.3862943611198906, sd = 0.5 } }\n";
    let priors = write(dir.path(), "priors.toml", prior);
    let found = json(&format!("{line} --model 3pl --priors @"), &[&responses, &priors]);
    let par = &check["threepl_prior_logitg_norm"]["par"];
    let logit: Vec<f64> = field(&found["items"], "c").iter().map(|c| (c / (1.0 - c)).ln()).collect();
    within("3pl a", &field(&found["items"], "a"), &numbers(par, &keys("a", 5)), 1e-3);
    within("3pl d", &field(&found["items"], "d"), &numbers(par, &keys("d", 5)), 1e-3);
    within("3pl logit c", &logit, &numbers(par, &keys("logit_g", 5)), 1e-3);
}

#[test]
fn case_03_all_four_estimators() {
    for name in ["03_ability_dich", "03_ability_grm"] {
        let Some(dir) = case(name) else { return };
        let (items, patterns) = (dir.join("items.json"), dir.join("patterns.csv"));
        let exact = Columns::read(&dir.join("exact_scores.csv"));
        let methods = [
            ("eap", "EAP", "se_EAP", 1e-8),
            ("map", "MAP", "se_MAP_expected", 1e-6),
            ("mle", "ML", "se_ML_expected", 1e-6),
            ("wle", "WLE", "se_WLE", 1e-6),
        ];
        for (method, theta, se, tolerance) in methods {
            let found = json(&format!("psy score --params @ --responses @ --method {method}"), &[&items, &patterns]);
            within(&format!("{name} {method}"), &field(&found["persons"], "theta"), exact.of(theta), tolerance);
            within(&format!("{name} {method} SE"), &field(&found["persons"], "se"), exact.of(se), 1e-6);
        }
    }
}

#[test]
fn case_04_differential_functioning() {
    let Some(dir) = case("04_dif_verbal") else { return };
    let responses = dir.join("responses.csv");
    let (table, known) = (Columns::read(&dir.join("expected.csv")), file(&dir.join("expected.json")));
    let flagged = |key: &str| {
        let list = known[key].as_array().unwrap();
        list.iter().map(|item| usize::try_from(item.as_u64().unwrap()).unwrap() - 1).collect::<Vec<_>>()
    };
    let line = "psy dif --responses @ --group-column group --reference 0 --focal 1";
    let mh = json(line, &[&responses]);
    within("MH", &field(&mh["items"], "chi_square"), table.of("MH_chisq"), 1e-6);
    within("alpha", &field(&mh["items"], "alpha"), table.of("alphaMH"), 1e-6);
    within("std", &field(&mh["items"], "std_difference"), table.of("std_pdif"), 1e-6);
    let names = words(&mh["items"], "item");
    let of = |found: &Value| -> Vec<usize> {
        let list = found["flagged"].as_array().unwrap();
        list.iter().map(|name| names.iter().position(|known| Some(*known) == name.as_str()).unwrap()).collect()
    };
    assert_eq!(of(&mh), flagged("flagged_MH"));
    let purified = json(&format!("{line} --purify"), &[&responses]);
    within("MH purified", &field(&purified["items"], "chi_square"), table.of("MH_purified"), 1e-6);
    assert_eq!(of(&purified), flagged("flagged_MH_purified"));
    let logistic = json(&format!("{line} --method logistic"), &[&responses]);
    within("logistic", &field(&logistic["items"], "both"), table.of("logis_both_LR"), 1e-4);
    within("uniform", &field(&logistic["items"], "uniform"), table.of("logis_udif_LR"), 1e-4);
    assert_eq!(of(&logistic), flagged("flagged_logistic"));
}

#[test]
fn case_05_and_16_fit() {
    let dir = folder();
    if let Some(case) = case("05_personfit_3pl") {
        let exact = Columns::read(&case.join("exact.csv"));
        let (items, responses) = (case.join("items.csv"), case.join("responses.csv"));
        for (method, name) in [("mle", "ML"), ("map", "MAP"), ("wle", "WLE")] {
            let scores = std::fs::read_to_string(case.join("reference.csv")).unwrap();
            let scores = scores.replacen(&format!("theta_{name}"), "theta", 1);
            let theta = write(dir.path(), "theta.csv", &scores);
            let line = format!("psy fit --params @ --responses @ --theta @ --method {method}");
            let found = json(&line, &[&items, &responses, &theta]);
            within(&format!("lz {name}"), &field(&found["persons"], "lz"), exact.of(&format!("lz_{name}")), 1e-8);
            let star = exact.of(&format!("lzstar_{name}"));
            within(&format!("lz* {name}"), &field(&found["persons"], "lz_star"), star, 1e-8);
        }
    }
    if let Some(case) = case("16_fit_lsat7") {
        let responses = case.join("responses.csv");
        let expected = file(&case.join("expected.json"));
        let params = dir.path().join("params.json");
        let line =
            "psy calibrate --model 2pl --priors none --nodes 161 --bound 8 --tolerance 1e-8 --responses @ --out @";
        assert!(ukur(line, &[&responses, &params]).status.success());
        let found = json("psy fit --params @ --responses @ --method eap", &[&params, &responses]);
        within("S-X2", &field(&found["items"], "s_x2"), &field(&expected["S_X2"], "S_X2"), 1e-3);
        let found = json("psy fit --m2 --params @ --responses @ --q3-above -2", &[&params, &responses]);
        within("M2", &[found["overall"]["statistic"].as_f64().unwrap()], &field(&expected["M2_or_C2"], "M2"), 1e-3);
        let found = json("psy information --params @", &[&params]);
        within(
            "information",
            &field(&found["test"], "information"),
            &field(&expected["test_information"], "info"),
            1e-3,
        );
        let number = |name: &str| [expected[name].as_f64().unwrap()];
        within("reliability", &[found["marginal_reliability"].as_f64().unwrap()], &number("marginal_rxx"), 1e-3);
        within("sums", &field(&found["sum_scores"], "theta"), &field(&expected["EAPsum"], "F1"), 1e-3);
        let found = json("psy score --params @ --responses @", &[&params, &responses]);
        within("of persons", &[found["empirical_reliability"].as_f64().unwrap()], &number("empirical_rxx"), 1e-3);
    }
}

#[test]
fn case_07_classical() {
    let Some(dir) = case("07_ctt_verbal") else { return };
    let (expected, items) = (file(&dir.join("expected.json")), Columns::read(&dir.join("expected_items.csv")));
    let found = json("psy items --responses @", &[&dir.join("responses.csv")]);
    for (ours, theirs, tolerance) in [
        ("alpha", "alpha", 1e-9),
        ("kr20", "KR20", 1e-9),
        ("kr21", "KR21", 1e-9),
        ("sem", "SEM", 1e-9),
        ("omega", "omega_total_1f_ML_standardized", 1e-3),
    ] {
        let (ours, theirs) = (&found["reliability"][ours], &expected[theirs]);
        within("reliability", &[ours.as_f64().unwrap()], &[theirs.as_f64().unwrap()], tolerance);
    }
    let columns = [
        ("mean", "p"),
        ("sd", "sd"),
        ("item_total", "pbis_uncorrected"),
        ("item_rest", "pbis_corrected"),
        ("alpha_if_deleted", "alpha_if_deleted"),
        ("upper_lower_27", "D27"),
    ];
    for (ours, theirs) in columns {
        within(ours, &field(&found["items"], ours), items.of(theirs), 1e-9);
    }
}

#[test]
fn case_08_classification() {
    let Some(dir) = case("08_classification") else { return };
    let (items, responses) = (dir.join("items.csv"), dir.join("responses.csv"));
    let (exact, persons) = (file(&dir.join("exact.json")), Columns::read(&dir.join("persons.csv")));
    // Scores that stand in the file, so that the indices are compared and not the scores once more.
    let scratch = folder();
    let rows: Vec<String> =
        persons.of("theta_WLE").iter().zip(persons.of("se_WLE")).map(|(t, se)| format!("{t},{se}")).collect();
    let scores = write(scratch.path(), "scores.csv", &format!("theta,se\n{}\n", rows.join("\n")));
    let raw: Vec<String> = list(&file(&dir.join("expected.json"))["raw_cuts"]).iter().map(f64::to_string).collect();
    let line = format!("psy classify --cuts 40,50,60 --nodes 41 --bound 4 --raw-cuts {}", raw.join(","));
    let found = json(&format!("{line} --scores @ --params @"), &[&scores, &items]);
    let index = |ours: &str, theirs: &str, tolerance: f64| {
        let of = |value: &Value| [value["accuracy"].as_f64().unwrap(), value["consistency"].as_f64().unwrap()];
        within(theirs, &of(&found[ours]), &of(&exact[theirs]), tolerance);
    };
    index("persons_index", "rudner_person_WLE", 1e-8);
    index("population_index", "rudner_quadrature_N01", 1e-8);
    index("sum_score_index", "lee_quadrature_N01", 1e-8);
    within("accuracy of persons", &field(&found["persons"], "accuracy"), persons.of("rud_acc_WLE"), 1e-8);
    let whole = json(&format!("{line} --params @ --responses @ --method wle"), &[&items, &responses]);
    // These scores are another program's, whose steps end earlier.
    within("WLE", &field(&whole["persons"], "theta"), persons.of("theta_WLE"), 1e-4);
    assert_eq!(whole["persons"][0].as_object().unwrap().keys().filter(|key| key.starts_with("p_")).count(), 4);
}

#[test]
fn case_09_linking() {
    let Some(dir) = case("09_linking_2pl") else { return };
    let scratch = folder();
    let renamed = |name: &str| {
        let text = std::fs::read_to_string(dir.join(name)).unwrap();
        write(scratch.path(), name, &text.replacen("p2", "b", 1))
    };
    let (base, new) = (renamed("form_base_X.csv"), renamed("form_new_Y.csv"));
    let exact = file(&dir.join("exact.json"));
    for (method, key) in [("stocking-lord", "SL"), ("haebara", "HB"), ("mean-mean", "MM"), ("mean-sigma", "MS")] {
        for (symmetric, direction) in [("", "asym"), ("--symmetric", "sym")] {
            let found = json(&format!("psy link --from @ --to @ --method {method} {symmetric}"), &[&new, &base]);
            let known = &exact[direction][key];
            let of = |value: &Value| [value["A"].as_f64().unwrap(), value["B"].as_f64().unwrap()];
            within(&format!("{method} {direction}"), &of(&found), &of(known), 1e-5);
        }
    }
}

#[test]
fn case_10_calibration_by_domain_and_joint_scores() {
    let Some(dir) = case("10_sim_2000x120") else { return };
    let (responses, truth) = (dir.join("responses.csv"), dir.join("true_items.csv"));
    let line = "psy calibrate --model 2pl --priors none --by-domain --items @ --responses @ --nodes 121 --no-se";
    let found = json(line, &[&truth, &responses]);
    let exact = Columns::read(&dir.join("exact_items_prior_none.csv"));
    let intercepts =
        |exact: &Columns| -> Vec<f64> { exact.of("a").iter().zip(exact.of("b1")).map(|(a, b)| -a * b).collect() };
    within("a", &field(&found["items"], "a"), exact.of("a"), 1e-4);
    within("d", &field(&found["items"], "d"), &intercepts(&exact), 1e-4);
    let (ours, true_values) = (&found["correlations"]["matrix"], file(&dir.join("true_structure.json")));
    for (row, truth) in ours.as_array().unwrap().iter().zip(true_values["corr"].as_array().unwrap()) {
        within("correlations", &list(row), &list(truth), 0.05);
    }

    // Four-dimensional scores of the first persons, at true parameters and correlations.
    let scratch = folder();
    let text = std::fs::read_to_string(&responses).unwrap();
    let few: String = text.lines().take(41).flat_map(|line| [line, "\n"]).collect();
    let few = write(scratch.path(), "few.csv", &few);
    let matrix = serde_json::json!({ "domains": true_values["domains"], "matrix": true_values["corr"] });
    let matrix = write(scratch.path(), "correlations.json", &matrix.to_string());
    let found = json("psy score --domains --params @ --responses @ --correlations @", &[&truth, &few, &matrix]);
    let exact = Columns::read(&dir.join("exact_multidim_eap_true_params.csv"));
    for (place, domain) in ["technical", "sociocultural", "digital", "numerical"].into_iter().enumerate() {
        let ours: Vec<f64> = field(&found["persons"], "theta").into_iter().skip(place).step_by(4).collect();
        within(domain, &ours, &exact.of(&format!("EAP_{domain}"))[..40], 1e-5);
    }
}

#[test]
fn case_11_copying() {
    let Some(dir) = case("11_copying") else { return };
    let scratch = folder();
    // Pairs of the case as neighbours, θ as it was fitted there.
    let pairs = std::fs::read_to_string(dir.join("exact_nom.csv")).unwrap();
    let pairs = write(scratch.path(), "pairs.csv", &pairs);
    let theta = std::fs::read_to_string(dir.join("fitted_theta.csv")).unwrap();
    let theta = write(scratch.path(), "theta.csv", &theta.replacen("theta_nrm", "theta", 1));
    let model = std::fs::read_to_string(dir.join("fitted_nrm.csv")).unwrap();
    let model: String = model
        .lines()
        .enumerate()
        .map(|(row, line)| if row == 0 { format!("{line},model\n") } else { format!("{line},nominal\n") })
        .collect();
    let model = write(scratch.path(), "nominal.csv", &model);
    let line = "psy copying --choices @ --key @ --params @ --theta @ --neighbours @ --only-neighbours --level 1";
    let found = json(line, &[&dir.join("choices.csv"), &dir.join("key.json"), &model, &theta, &pairs]);
    let mut reader = csv::Reader::from_path(dir.join("exact_nom.csv")).unwrap();
    let mut count = 0;
    for record in reader.records() {
        let record = record.unwrap();
        let (copier, source) = (&record[0], &record[1]);
        let list = found["pairs"].as_array().unwrap();
        let is = |pair: &&Value, one: &str, other: &str| pair["first"] == one && pair["second"] == other;
        let pair = list.iter().find(|pair| is(pair, copier, source) || is(pair, source, copier)).unwrap();
        let side = if pair["first"] == copier { "omega_first" } else { "omega_second" };
        let theirs = [&record[2], &record[3], &record[4]].map(|cell| cell.parse::<f64>().unwrap());
        let ours = [&pair[side], &pair[format!("{side}_p")], &pair["gbt_p"]].map(|value| value.as_f64().unwrap());
        assert!(away(&ours, &theirs) < 1e-8, "{copier} {source}");
        count += 1;
    }
    println!("{count} pairs");
}

#[test]
fn case_12_forms() {
    let Some(dir) = case("12_ata_loft") else { return };
    let (bank, spec, scratch) = (dir.join("bank.csv"), dir.join("spec.json"), folder());
    let line = "form assemble --bank @ --blueprint @ --certificate @";
    let cert = scratch.path().join("cert.json");
    let one = json(line, &[&bank, &spec, &cert]);
    let deviation = one["forms"][0]["deviation"].as_f64().unwrap();
    println!("one form: {deviation:.5}");
    assert!(deviation <= 0.005);
    for (band, least) in [("0.05", 0), ("0.02", 0)] {
        let found = json(&format!("{line} --count 400 --seed 11 --band {band} --row 20"), &[&bank, &spec, &cert]);
        assert_eq!(found["forms"].as_array().unwrap().len(), 400);
        let (ours, chance) = (&file(&cert)["assembled"], &file(&cert)["naive"]);
        println!("band {band}: exposure {}, overlap {}", ours["exposure"]["max"], ours["overlap"]["mean"]);
        assert!(ours["breaches"].as_array().unwrap().is_empty());
        assert!(field(&ours["targets"], "within_band").iter().all(|share| *share >= 1.0));
        assert!(field(&chance["targets"], "within_band").iter().any(|share| *share < 0.5));
        assert!(ours["exposure"]["max"].as_f64().unwrap() <= 0.20 && ours["exposure"]["unused"] == least);
        assert!(ours["overlap"]["mean"].as_f64().unwrap() <= ours["overlap"]["minimum"].as_f64().unwrap() + 0.013);
    }
    let again = |seed: u32| ukur(&format!("{line} --count 20 --seed {seed}"), &[&bank, &spec, &cert]).stdout;
    assert!(again(3) == again(3) && again(3) != again(4));
    check_by_hand(&bank, &one);
}

/// The rules of the blueprint, counted here and not by the package.
fn check_by_hand(bank: &Path, made: &Value) {
    let mut reader = csv::Reader::from_path(bank).unwrap();
    let rows: Vec<csv::StringRecord> = reader.records().map(|record| record.unwrap()).collect();
    let ids: Vec<&str> = made["forms"][0]["items"].as_array().unwrap().iter().map(|id| id.as_str().unwrap()).collect();
    let form: Vec<&csv::StringRecord> = ids.iter().map(|id| rows.iter().find(|row| row[0] == **id).unwrap()).collect();
    let count = |column: usize, value: &str| form.iter().filter(|row| &row[column] == value).count();
    assert_eq!((form.len(), count(1, "technical"), count(1, "numerical")), (40, 12, 10));
    assert!(["A", "B", "C", "D"].iter().all(|key| (7..=13).contains(&count(7, key))));
    assert!(form.iter().map(|row| row[6].parse::<f64>().unwrap()).sum::<f64>() <= 2900.0);
    assert!(form.iter().filter(|row| !row[8].is_empty()).all(|row| count(8, &row[8]) == 1));
}

#[test]
fn case_13_response_times() {
    let Some(dir) = case("13_response_time") else { return };
    let (seconds, items) = (dir.join("seconds.csv"), dir.join("items.csv"));
    let found = json("psy times --times @ --params @", &[&seconds, &items]);
    let exact = Columns::read(&dir.join("exact_persons.csv"));
    within("tau", &field(&found["persons"], "tau"), exact.of("tau_ML"), 1e-8);
    within("l_t", &field(&found["persons"], "misfit"), exact.of("lt_sum_sq"), 1e-8);
    let effort = Columns::read(&dir.join("exact_rte.csv"));
    within("effort", &field(&found["persons"], "effort"), effort.of("RTE"), 1e-8);
}

#[test]
fn case_14_sparse_calibration() {
    let Some(dir) = case("14_sparse_2000x400") else { return };
    let scratch = folder();
    let prior = "intercept = \"none\"\nlog_slope = { mean = 0.0, sd = 0.5 }\nguessing = { logit_normal = { mean = -1.3862943611198906, sd = 0.5 } }\n";
    let priors = write(scratch.path(), "priors.toml", prior);
    let line =
        "psy calibrate --model 3pl --by-domain --items @ --responses @ --priors @ --nodes 121 --no-se --tolerance 1e-7";
    let found = json(line, &[&dir.join("true_items.csv"), &dir.join("responses.csv"), &priors]);
    let exact = Columns::read(&dir.join("exact_items_prior_g_a.csv"));
    let d: Vec<f64> = exact.of("a").iter().zip(exact.of("b1")).map(|(a, b)| -a * b).collect();
    within("a", &field(&found["items"], "a"), exact.of("a"), 1e-3);
    within("d", &field(&found["items"], "d"), &d, 1e-3);
    within("c", &field(&found["items"], "c"), exact.of("g"), 1e-3);
}

#[test]
fn case_15_anchored_calibration() {
    let Some(dir) = case("15_fixed_calibration") else { return };
    let scratch = folder();
    let bank = std::fs::read_to_string(dir.join("bank.csv")).unwrap();
    let old: String = bank.lines().filter(|line| !line.starts_with("NEW")).flat_map(|line| [line, "\n"]).collect();
    let anchors = write(scratch.path(), "anchors.csv", &old);
    let line = "psy calibrate --model 2pl --responses @ --anchor @ --priors none --nodes 161 --bound 8";
    let found = json(line, &[&dir.join("responses.csv"), &anchors]);
    let expected = file(&dir.join("expected.json"));
    let new: Value = found["items"].as_array().unwrap()[20..].into();
    within("a", &field(&new, "a"), &field(&expected["new_items"], "a"), 1e-3);
    within("d", &field(&new, "d"), &field(&expected["new_items"], "d"), 1e-3);
    let latent = [&found["latent"]["mean"], &found["latent"]["variance"]].map(|value| value.as_f64().unwrap());
    let group = [&expected["group"]["mean"], &expected["group"]["var"]].map(|value| value.as_f64().unwrap());
    within("group", &latent, &group, 1e-3);
}
