//! Commands beyond the usual ones, against numbers of an independent program (numpy and scipy, written from the
//! formulas) on small simulated data that no published case holds.

use super::*;

/// Options 1 to 3 of 40 persons to 12 items, the key 1 throughout; the second took half from the first.
const CHOICES: &str = "\
112112312222 112112312122 111111111131 111111312312 111311222333 121131111323 112213221222 112113112332 \
311332221322 111111111123 212112131313 111121321122 311331232123 312323131232 113333333333 112122222222 \
111112223131 111132212311 111231222232 211222213122 121122322333 111111112113 221132133133 132111121121 \
111111111113 122222231332 131122331122 211121222333 111131311113 212132122322 311131211213 221211312332 \
133111223232 122332333221 111111113231 111111112111 113331332313 321231231132 122113112332 332233332222";

/// 60 persons, five items that fit the Rasch model.
const RIGHT: &str = "\
11010 11000 01101 00100 01000 10110 01001 10010 10101 11010 11000 11101 00000 11100 01111 10000 11110 00000 \
01111 00000 11010 11100 01101 10000 11000 10101 10010 00000 01100 10000 11011 10000 11110 01010 11000 00100 \
11111 00001 10000 11110 10000 11110 10100 11111 11010 10110 11100 11100 11100 10000 11101 00000 11010 11101 \
11000 00010 11100 01001 11010 11010";

/// 80 persons of N(0, 1), then 80 of another population; six items.
const GROUPED: &str = "\
111111 000111 000000 100000 111101 101101 010101 000001 111101 100000 000000 111100 000000 100101 111111 010000 \
101101 111101 100000 100110 111111 110001 010001 111101 100100 010001 010001 000000 111001 000000 001000 000100 \
100101 110001 110101 010101 000101 100101 000000 101100 100000 000000 100000 111101 000000 001001 110110 000000 \
000000 100111 110000 111101 100100 101101 000001 001101 000000 101101 000000 111111 100100 110001 000000 111111 \
111101 111101 101000 110000 110100 100101 111101 101100 011001 100000 100010 001001 000100 000000 100010 100000 \
111001 110101 111111 111111 111101 111101 100101 101110 100000 111001 111101 100101 100000 110101 101100 011100 \
001000 100100 100010 100100 111001 000001 001001 100101 100001 000111 000010 111101 110111 111111 010001 111001 \
100111 100101 101000 110001 101101 001101 000000 101100 101101 110101 011100 000000 111110 100111 100100 101100 \
111101 101101 111101 010000 101000 000001 110000 111101 110100 010000 100000 110111 111101 111111 111011 101010 \
110011 110011 000000 111101 000001 100111 010101 000111 111111 001101 111101 001000 101100 100001 101011 111100";

/// 150 persons of three groups in turn; three items of two categories and one of three.
const SCORED: &str = "\
1102 0112 0001 1112 0102 0012 1101 1010 1112 0000 1112 0001 0002 1112 1112 1002 1111 0002 0001 1112 1112 1002 \
0012 1011 0111 1102 1100 1010 0001 1100 1101 0000 1002 1112 1010 1101 0110 1112 0000 1010 0000 1012 1112 1100 \
0012 0100 1112 1112 1112 1002 0010 0101 0012 1112 1101 1000 1102 1000 1011 0002 1112 0100 0002 1000 1011 0112 \
1001 1112 0102 0002 1000 0002 1000 0111 0000 0000 1111 1100 1112 1010 1112 1110 0111 1100 1112 0100 0001 1112 \
1112 1001 1102 1000 1000 1000 0000 1100 0000 1100 1000 1100 0001 0002 1101 1110 1000 0001 0100 1000 0002 0011 \
0002 1111 0000 1010 1112 1011 1111 0101 0000 1112 0000 0102 0012 0112 0110 1011 1112 1010 0112 0100 1110 0002 \
1110 1100 1100 1111 1002 1010 0000 1101 1102 1002 0000 1002 0011 0000 1102 0000 0000 0000";

/// K, K1, K2, S1 and S2, either as the copier.
const FIRST: [f64; 5] = [0.039_400_412, 0.006_417_019, 0.005_915_631, 0.019_857_097, 0.050_265_316];
const SECOND: [f64; 5] = [0.079_672_064, 0.010_200_699, 0.007_365_827, 0.021_610_734, 0.045_977_259];

/// Conditional maximum likelihood over all patterns of the same score.
const CONDITIONAL_B: [f64; 5] = [-1.116_996_8, -0.671_116_3, 0.137_486_1, 0.526_495_4, 1.124_131_7];
const CONDITIONAL_SE: [f64; 5] = [0.282_930, 0.265_447, 0.253_773, 0.257_879, 0.279_491];
const CONDITIONAL_LL: f64 = -88.188_844_240_692;

/// Marginal maximum likelihood on 61 nodes: items, mean and variance of the second population.
const GROUPED_LL: f64 = -562.857_237_954_75;
const GROUPED_A: [f64; 6] = [1.679_13, 1.634_83, 1.862_77, 2.174_16, 0.843_80, 1.879_46];
const GROUPED_D: [f64; 6] = [0.686_86, -0.718_55, -0.792_38, -0.156_15, -1.696_95, 0.036_17];
const GROUPED_LATENT: [f64; 2] = [0.392_186_02, 0.411_062_28];

/// The mean-score statistic of Landis, Heyman and Koch, matched on the sum.
const MANTEL: [f64; 4] = [0.148_287_019_363, 4.620_596_905_041, 5.346_935_203_595, 6.955_809_708_055];
const MANTEL_P: [f64; 4] = [0.928_538_430_024, 0.099_231_631_209, 0.069_012_502_041, 0.030_872_024_719];

/// Three 2PL items and a nominal one together, without priors: log likelihood, (a, d) of the 2PL items, a and d of the
/// nominal one's second and third category.
const WITH_NOMINAL_LL: f64 = -446.150_033_097;
const WITH_NOMINAL: [[f64; 3]; 2] = [[1.104_832, 1.697_03, 1.612_735], [0.473_318, -0.033_253, -0.425_882]];
const NOMINAL: [[f64; 3]; 2] = [[0.0, 0.566_061, 1.012_145], [0.0, -0.476_972, 0.052_461]];

/// At θ from -2 to 2.
const INFORMATION: [f64; 5] = [0.565_739_3, 1.178_110_6, 1.447_394_6, 1.104_230_8, 0.549_333_3];
const EXPECTED: [f64; 5] = [0.826_416_318, 1.705_044_283, 3.109_657_278, 4.466_173_380, 5.298_346_840];
const RELIABILITY: f64 = 0.534_098_324_8;

fn write(dir: &Path, name: &str, text: &str) -> PathBuf {
    std::fs::write(dir.join(name), text).unwrap();
    dir.join(name)
}

/// A table with a column of persons p0, p1, … and a cell for each sign.
fn table(packed: &str) -> String {
    let items = packed.split_whitespace().next().unwrap().len();
    let header: Vec<String> = (1..=items).map(|item| format!("i{item}")).collect();
    let row = |(person, row): (usize, &str)| {
        format!("p{person},{}\n", row.chars().map(String::from).collect::<Vec<_>>().join(","))
    };
    format!("person,{}\n", header.join(",")) + &packed.split_whitespace().enumerate().map(row).collect::<String>()
}

fn groups(count: usize, of: impl Fn(usize) -> &'static str) -> String {
    "person,group\n".to_owned()
        + &(0..count).map(|person| format!("p{person},{}\n", of(person))).collect::<Vec<_>>().concat()
}

#[test]
fn counted_indices_of_copying() {
    let dir = tempfile::tempdir().unwrap();
    let choices = write(dir.path(), "C.csv", &table(CHOICES));
    let key = write(dir.path(), "K.json", &serde_json::json!({ "key": vec![1; 12] }).to_string());
    let rows = (1..=12).map(|item| format!("i{item},1,0\n")).collect::<Vec<_>>().concat();
    let params = write(dir.path(), "P.csv", &format!("item,a,b\n{rows}"));
    let line = "psy copying --choices @ --key @ --params @ --level 1 --m4-and-k --minimum-common 5";
    let found = json(line, &[&choices, &key, &params]);
    let pair = found["more"].as_array().unwrap().iter().find(|row| row["first"] == "p0" && row["second"] == "p1");
    let of = |side: &str| {
        ["k", "k1", "k2", "s1", "s2"].map(|name| pair.unwrap()[format!("{name}_{side}_p")].as_f64().unwrap())
    };
    within("first copied", &of("first"), &FIRST, 1e-8);
    within("second copied", &of("second"), &SECOND, 1e-8);
    let other = json(&format!("{line} --guessing 0.001"), &[&choices, &key, &params]);
    let rare = other["more"].as_array().unwrap().iter().find(|row| row["first"] == "p0" && row["second"] == "p1");
    within("S2, guessing .001", &[rare.unwrap()["s2_first_p"].as_f64().unwrap()], &[0.037_116_214_41], 1e-8);
    for (option, said) in [("--guessing 1", "--guessing"), ("--level nan", "--level")] {
        let line = format!("psy copying --choices @ --key @ --params @ {option}");
        let told = refused(&line, &[&choices, &key, &params]);
        assert!(told.contains(said), "{told}");
    }
}

#[test]
fn the_rasch_model_without_a_distribution() {
    let dir = tempfile::tempdir().unwrap();
    let answers = write(dir.path(), "R.csv", &table(RIGHT));
    let found = json("psy calibrate --model rasch --conditional --responses @", &[&answers]);
    within("b", &field(&found["items"], "b"), &CONDITIONAL_B, 1e-5);
    within("se", &field(&found["items"], "se_b"), &CONDITIONAL_SE, 1e-5);
    within("log likelihood", &[found["conditional_log_likelihood"].as_f64().unwrap()], &[CONDITIONAL_LL], 1e-7);
    // What it writes, scoring reads.
    let params = write(dir.path(), "P.json", &found.to_string());
    let scores = json("psy score --method wle --params @ --responses @", &[&params, &answers]);
    assert_eq!(scores["persons"].as_array().unwrap().len(), 60);
    let said = refused("psy calibrate --model 2pl --conditional --responses @", &[&answers]);
    assert!(said.contains("--model rasch"), "{said}");
    let steps = write(dir.path(), "S.csv", "i1,i2\n1,2\n0,1\n1,0\n");
    let said = refused("psy calibrate --model rasch --conditional --responses @", &[&steps]);
    assert!(said.contains("S.csv, row 2, column i2: category 2, the Rasch model has 2 from 0"), "{said}");
    let alone = write(dir.path(), "A.csv", "i1\n1\n0\n");
    let said = refused("psy calibrate --model rasch --conditional --responses @", &[&alone]);
    assert!(said.contains("A.csv: no two items"), "{said}");
}

#[test]
fn groups_have_populations_of_their_own() {
    let dir = tempfile::tempdir().unwrap();
    let answers = write(dir.path(), "R.csv", &table(GROUPED));
    let of = |person: usize| if person < 80 { "old" } else { "new" };
    let known = write(dir.path(), "G.csv", &groups(160, of));
    let line = "psy calibrate --model 2pl --priors none --tolerance 1e-8 --no-se --responses @ --group @";
    let found = json(&format!("{line} --reference old"), &[&answers, &known]);
    within("log likelihood", &[found["log_likelihood"].as_f64().unwrap()], &[GROUPED_LL], 1e-7);
    within("a", &field(&found["items"], "a"), &GROUPED_A, 2e-5);
    within("d", &field(&found["items"], "d"), &GROUPED_D, 2e-5);
    within(
        "mean, variance",
        &["mean", "variance"].map(|name| found["groups"][0][name].as_f64().unwrap()),
        &GROUPED_LATENT,
        2e-5,
    );
    assert_eq!(found["group_names"], serde_json::json!(["old", "new"]));
    // The other way round it is the same model on another scale.
    let turned = json(line, &[&answers, &known]);
    assert_eq!(turned["group_names"], serde_json::json!(["new", "old"]));
    within("log likelihood, other nodes", &[turned["log_likelihood"].as_f64().unwrap()], &[GROUPED_LL], 1e-3);
    assert!(turned["groups"][0]["mean"].as_f64().unwrap() < 0.0);
    let said = refused(&format!("{line} --reference gone"), &[&answers, &known]);
    assert!(said.contains("there is no group gone; there are: new, old"), "{said}");
    // Three groups keep their order behind the reference.
    let three = write(dir.path(), "T.csv", &groups(160, |person| ["a", "b", "c"][person % 3]));
    let found = json(&format!("{line} --reference b"), &[&answers, &three]);
    assert_eq!(found["group_names"], serde_json::json!(["b", "a", "c"]));
    assert_eq!(found["groups"].as_array().unwrap().len(), 2);
}

#[test]
fn several_groups_and_categories_in_one_test_of_dif() {
    let dir = tempfile::tempdir().unwrap();
    let answers = write(dir.path(), "R.csv", &table(SCORED));
    let known = write(dir.path(), "G.csv", &groups(150, |person| ["x", "y", "z"][person % 3]));
    let line = "psy dif --responses @ --group @ --method generalized --minimum-group 30";
    let found = json(line, &[&answers, &known]);
    within("chi-square", &field(&found["items"], "chi_square"), &MANTEL, 1e-9);
    within("p", &field(&found["items"], "p"), &MANTEL_P, 1e-9);
    within("df", &field(&found["items"], "df"), &[2.0; 4], 0.0);
    assert_eq!(found["flagged"], serde_json::json!(["i4"]));
    let turned = json(&format!("{line} --reference z"), &[&answers, &known]);
    within("another reference", &field(&turned["items"], "chi_square"), &MANTEL, 1e-9);
    assert_eq!((&turned["reference"], &turned["focal"]), (&"z".into(), &"x, y".into()));
    // Two of them: with several categories Mantel's test stands, what needs 0 and 1 says so.
    let two = json("psy dif --responses @ --group @ --reference x --focal z --minimum-group 30", &[&answers, &known]);
    assert!(two["items"][3]["mantel_p"].is_f64() && two["items"][3]["ets"].is_null());
    assert!(two["items"][3]["reason"].as_str().unwrap().contains("item i4 is not scored 0 and 1"));
    let said = refused("psy dif --responses @ --group @", &[&answers, &known]);
    assert!(said.contains("3 groups (x, y, z)") && said.contains("--method generalized"), "{said}");
    for option in ["--purify", "--focal x"] {
        assert!(refused(&format!("{line} {option}"), &[&answers, &known]).contains(&option[..7]));
    }
}

#[test]
fn nominal_items_stand_beside_others_and_alone() {
    let dir = tempfile::tempdir().unwrap();
    let answers = write(dir.path(), "R.csv", &table(SCORED));
    let items = write(dir.path(), "I.csv", "item,model,categories\ni1,,\ni2,,\ni3,,\ni4,nominal,3\n");
    let line = "psy calibrate --model 2pl --priors none --tolerance 1e-8 --items @ --responses @";
    let found = json(line, &[&items, &answers]);
    within("log likelihood", &[found["log_likelihood"].as_f64().unwrap()], &[WITH_NOMINAL_LL], 1e-6);
    let list = |value: &Value| value.as_array().unwrap().iter().map(|v| v.as_f64().unwrap()).collect::<Vec<_>>();
    for (place, name) in ["a", "d"].into_iter().enumerate() {
        within(name, &field(&found["items"], name)[..3], &WITH_NOMINAL[place], 2e-5);
        within(name, &list(&found["items"][3][name]), &NOMINAL[place], 2e-5);
    }
    assert_eq!((&found["model"], &found["items"][3]["model"]), (&"mixed".into(), &"nominal".into()));
    // Options alone: copying reads them, and nobody says which end of θ is the high one.
    let choices = write(dir.path(), "C.csv", &table(&CHOICES.replace('1', "0").replace('2', "1").replace('3', "2")));
    let output = ukur("psy calibrate --model nominal --responses @", &[&choices]);
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(told.contains("which end of θ is high is open"), "{told}");
    let params = write(dir.path(), "P.json", &String::from_utf8(output.stdout).unwrap());
    let options = write(dir.path(), "O.csv", &table(CHOICES));
    let key = write(dir.path(), "K.json", &serde_json::json!({ "key": vec![1; 12] }).to_string());
    let copying = json("psy copying --choices @ --key @ --params @ --level 1", &[&options, &key, &params]);
    assert_eq!(copying["tested"], 780);
}

#[test]
fn information_along_ability() {
    let dir = tempfile::tempdir().unwrap();
    let text = "item,domain,model,a,d1,d2,c\nw,n,2pl,1.2,0.4,,\nx,n,3pl,0.9,-0.5,,0.2\ny,n,grm,1.5,1,-0.6,\nz,n,gpcm,0.8,0.5,-0.3,\n";
    let params = write(dir.path(), "P.csv", text);
    let found = json("psy information --range 2 --step 1 --params @", &[&params]);
    within("θ", &field(&found["test"], "theta"), &[-2.0, -1.0, 0.0, 1.0, 2.0], 1e-12);
    within("information", &field(&found["test"], "information"), &INFORMATION, 1e-6);
    within("expected score", &field(&found["test"], "expected_score"), &EXPECTED, 1e-8);
    within("reliability", &[found["marginal_reliability"].as_f64().unwrap()], &[RELIABILITY], 1e-7);
    let one: f64 = field(&found["items"], "information").iter().skip(2).step_by(5).sum();
    within("items at 0", &[one], &[INFORMATION[2]], 1e-6);
    assert_eq!((&found["highest_score"], found["sum_scores"].as_array().unwrap().len()), (&6.into(), 7));
    let said = refused("psy information --params @ --domain other", &[&params]);
    assert!(said.contains("there is no domain other; there are: n"), "{said}");
    for wrong in ["--step 0", "--step nan", "--step 1e-9", "--range 0", "--range nan"] {
        assert!(refused(&format!("psy information --params @ {wrong}"), &[&params]).contains(&wrong[..6]), "{wrong}");
    }
}

#[test]
fn domains_keep_their_quota_in_a_shadow_test() {
    let dir = tempfile::tempdir().unwrap();
    let row = |item: i32| {
        format!("q{item},{},1.{},{}\n", if item % 3 == 0 { "x" } else { "y" }, item % 7, f64::from(item) / 15.0 - 2.0)
    };
    let bank = write(dir.path(), "B.csv", &("item,domain,a,b\n".to_owned() + &(0..60).map(row).collect::<String>()));
    let line = "psy simulate --bank @ --design cat --length 10 --persons 100";
    let found = json(&format!("{line} --quota x=6-7,y=3-4"), &[&bank]);
    let content = &found["content"];
    assert_eq!(words(content, "domain"), ["x", "y"]);
    assert!(field(content, "least")[0] >= 6.0 && field(content, "most")[0] <= 7.0, "{content}");
    assert!(field(content, "least")[1] >= 3.0 && field(content, "most")[1] <= 4.0, "{content}");
    for (quota, said) in [("x", "domain=COUNT"), ("x=a", "domain=COUNT"), ("w=3", "domain w"), ("x=1,y=2", "")] {
        let told = refused(&format!("{line} --quota {quota}"), &[&bank]);
        assert!(told.contains(said), "{told}");
    }
}
