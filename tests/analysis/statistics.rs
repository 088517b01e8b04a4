//! What is said of items, groups and persons.

use std::collections::BTreeMap;

use ukur::analysis::Choice;
use ukur::analysis::view::DifChoice;
use ukur::domain::ids::{ItemId, SessionId};
use ukur::wire::analysis::dif::{DifAttribute, DifClass, DifMatching, DifMethod, DifSide};
use ukur::wire::analysis::flag::ItemFlag;
use ukur::wire::analysis::item::AbilityAxis;
use ukur::wire::analysis::items::ReliabilityEstimate;
use ukur_psychometrics::classical::item_statistics;
use ukur_psychometrics::{Answer, Responses, Skipped};

use crate::simulated::Planted;
use crate::{all, bank, over, over_bank, sat};

const WRONG: &str = "budgeting-medium-3";

fn planted() -> Planted {
    Planted { keys: BTreeMap::from([(ItemId::new(WRONG), "C")]), ..Planted::default() }
}

/// The export, as `ukur psy` reads it.
fn matrix(csv: &str) -> (Vec<String>, Responses) {
    let mut lines = csv.lines();
    let ids: Vec<String> = lines.next().unwrap().split(',').skip(1).map(str::to_owned).collect();
    let mut responses = Responses::new(ids.len());
    for line in lines {
        let cell = |(item, cell): (usize, &str)| match cell {
            "" => None,
            "S" => Some((item, Answer::Skipped)),
            category => Some((item, Answer::Category(category.parse().unwrap()))),
        };
        responses.push(line.split(',').skip(1).enumerate().filter_map(cell)).unwrap();
    }
    (ids, responses)
}

#[tokio::test]
async fn statistics_agree_with_the_package_and_a_wrong_key_is_named() {
    let hall = over(14).await;
    sat(&hall, 400, &planted(), 1).await;
    let csv = hall.analysis.answers(&bank(), &all(), &mut hall.actor("petugas")).await.unwrap();
    assert!(!csv.contains("Peserta") && !csv.contains("1980"), "it names nobody");
    let (ids, responses) = matrix(&csv);
    assert_eq!((responses.persons(), responses.len()), (400, 400 * 42));
    let expected = item_statistics(&responses, Skipped::Zero);
    let view = hall.analysis.items(&bank(), &all()).await.unwrap();
    assert_eq!(
        (view.facts.persons, view.facts.items_seen, view.unseen),
        (400, small(ids.len()), small(84 - ids.len()))
    );
    assert_eq!(view.facts.answers + view.facts.skipped, 400 * 42);
    for row in &view.items {
        let statistic = &expected[ids.iter().position(|id| *id == row.variant).unwrap()];
        assert_eq!((row.shown as usize, row.skipped as usize), (statistic.shown, statistic.skipped), "{}", row.id);
        assert!((row.p - statistic.mean).abs() < 1e-12, "{}", row.id);
        assert!((row.item_rest.unwrap() - statistic.item_rest.unwrap()).abs() < 1e-9, "{}", row.id);
        assert!((row.item_total.unwrap() - statistic.item_total.unwrap()).abs() < 1e-9, "{}", row.id);
        assert!(row.current && row.seconds.unwrap().median > 10.0);
    }
    let suspects: Vec<&str> = view
        .items
        .iter()
        .filter(|row| row.flags.iter().any(|flag| matches!(flag, ItemFlag::KeySuspect { .. })))
        .map(|row| row.id.as_str())
        .collect();
    assert_eq!(suspects, [WRONG]);
    assert!(matches!(&view.items[0].flags[0], ItemFlag::KeySuspect { option, key, .. } if option == "C" && key == "B"));
    let ReliabilityEstimate::Pairwise { value, lower, upper, items, .. } = view.facts.reliability else {
        panic!("forms differ: {:?}", view.facts.reliability)
    };
    assert_eq!(items, 42);
    assert!(lower.unwrap() < value && value < upper.unwrap() && (0.6..0.95).contains(&value), "{value}");
    assert_eq!(view.scores.bins.iter().map(|bin| bin.count).sum::<u32>(), 400);
    assert_eq!(view.scores.categories.iter().map(|category| category.count).sum::<u32>(), 400);

    let page = hall.analysis.item(&bank(), WRONG, &all()).await.unwrap();
    assert_eq!(page.options.iter().map(|option| option.count).sum::<u32>(), page.row.shown);
    assert_eq!((page.options[1].is_key, page.options[2].is_key), (true, false));
    let chose_c: Vec<f64> = page.options[2].by_group.iter().map(|share| share.unwrap()).collect();
    assert!(chose_c[4] > chose_c[0] + 0.3, "{chose_c:?}");
    assert_eq!((page.axis, page.groups.len()), (AbilityAxis::Rest, 5));
    assert_eq!(
        page.times.as_ref().unwrap().bins.iter().map(|bin| bin.count).sum::<u32>() + page.row.skipped,
        page.row.shown
    );
}

#[tokio::test]
async fn what_was_left_in_a_trial_that_says_so_was_not_shown() {
    let hall = over(14).await;
    hall.planning.add_blueprint("uji coba 7".into(), &mut hall.actor("ukur")).await.unwrap();
    sat(&hall, 40, &Planted::default(), 1).await;
    let csv = hall.analysis.answers(&bank(), &all(), &mut hall.actor("petugas")).await.unwrap();
    let (_, responses) = matrix(&csv);
    let view = hall.analysis.items(&bank(), &all()).await.unwrap();
    assert_eq!((view.facts.skipped, view.facts.answers as usize), (0, responses.len()));
    assert!(!csv.contains('S') && responses.len() < 40 * 42 && responses.len() > 40 * 38, "{}", responses.len());
}

#[tokio::test]
async fn one_form_for_all_has_alpha_and_few_answers_say_nothing() {
    let hall = over(7).await;
    let first = sat(&hall, 60, &Planted::default(), 2).await;
    let second = sat(&hall, 20, &Planted::default(), 3).await;
    let view = hall.analysis.items(&bank(), &all()).await.unwrap();
    assert!(matches!(view.facts.reliability, ReliabilityEstimate::Alpha { items: 42, .. }));
    assert_eq!((view.facts.sessions, view.facts.persons), (2, 80));
    let of = async |sessions: Vec<SessionId>| {
        let choice = Choice { sessions: Some(sessions), calibration: None };
        hall.analysis.items(&bank(), &choice).await.unwrap()
    };
    assert_eq!(of(vec![first]).await.facts.persons, 60);
    let few = of(vec![second]).await;
    assert!(few.items.iter().all(|row| matches!(row.flags[..], [ItemFlag::FewAnswers { shown: 20, .. }])));
    assert!(matches!(few.facts.reliability, ReliabilityEstimate::Unknown { .. }));
    assert_eq!(few.facts.items_flagged, 0);
}

#[tokio::test]
async fn an_item_that_is_harder_for_one_unit_is_found_and_the_others_are_not() {
    let harder = ItemId::new("series-easy-2");
    let planted = Planted { harder_for_b: BTreeMap::from([(harder.clone(), 1.6)]), ..Planted::default() };
    let hall = over(7).await;
    sat(&hall, 500, &planted, 4).await;
    let choice = |by| DifChoice { by, focal: Some("Dinas B".into()), reference: None };
    let attributes = hall.analysis.dif(&bank(), &all(), DifChoice::default()).await.unwrap();
    assert!(attributes.result.is_none());
    let units = attributes.attributes.iter().find(|one| one.attribute == DifAttribute::Unit).unwrap();
    assert_eq!(units.values.iter().map(|value| value.persons).collect::<Vec<_>>(), [250, 250]);
    let found = hall.analysis.dif(&bank(), &all(), choice(Some(DifAttribute::Unit))).await.unwrap();
    let result = found.result.as_ref().unwrap();
    assert_eq!((result.matching, result.focal_persons, result.reference_persons), (DifMatching::SumScore, 250, 250));
    let first = &result.items[0];
    assert_eq!(
        (first.id.as_str(), first.class, first.favours),
        (harder.as_str(), DifClass::C, Some(DifSide::Reference))
    );
    assert!(first.delta.unwrap() < -1.5 && first.difference.unwrap() < -0.1 && !first.weak);
    assert!(result.items[1..].iter().filter(|item| item.class == DifClass::C).count() <= 1);
    assert_eq!(result.items.len() + result.not_judged.len(), 42);
}

#[tokio::test]
async fn items_of_several_categories_are_judged_in_small_groups_by_what_is_probable() {
    let harder = ItemId::new("budgeting-medium-1");
    let planted = Planted { harder_for_b: BTreeMap::from([(harder.clone(), 2.5)]), ..Planted::default() };
    let hall = over_bank("7 judgement=budgeting").await;
    sat(&hall, 300, &planted, 21).await;
    let choice = || DifChoice { by: Some(DifAttribute::Unit), focal: Some("Dinas B".into()), reference: None };
    let found = hall.analysis.dif(&bank(), &all(), choice()).await.unwrap();
    let result = found.result.as_ref().unwrap();
    assert_eq!((result.matching, result.focal_persons), (DifMatching::RestScore, 150));
    let of = |method: DifMethod| result.items.iter().filter(move |item| item.method == method);
    assert_eq!((of(DifMethod::Mantel).count(), of(DifMethod::MantelHaenszel).count()), (21, 21));
    let first = &result.items[0];
    assert_eq!((first.id.as_str(), first.method, first.weak), (harder.as_str(), DifMethod::Mantel, true));
    assert!(first.delta.is_none() && first.non_uniform_p.is_none(), "a figure of right and wrong alone");
    assert!(first.class != DifClass::A && first.favours == Some(DifSide::Reference), "{first:?}");
    assert!(first.difference.unwrap() < -0.1 && first.difference.unwrap() > -1.0, "of a score from 0 to 1");
    for item in &result.items {
        let posterior = item.posterior.as_ref().unwrap();
        let all = posterior.a + posterior.b + posterior.c;
        assert!((all - 1.0).abs() < 1e-9, "{posterior:?}");
        let likeliest = match item.class {
            DifClass::A => posterior.b + posterior.c <= 0.5,
            DifClass::B => posterior.b + posterior.c > 0.5 && posterior.c <= 0.5,
            DifClass::C => posterior.c > 0.5,
        };
        assert!(likeliest, "{item:?}");
    }
    assert!(result.items[1..].iter().filter(|item| item.class == DifClass::C).count() <= 1);

    let few = over_bank("7 judgement=budgeting").await;
    sat(&few, 90, &planted, 22).await;
    let found = few.analysis.dif(&bank(), &all(), choice()).await.unwrap();
    let result = found.result.as_ref().unwrap();
    assert_eq!((result.items.len(), result.not_judged.len()), (0, 42));
    assert!(result.not_judged.iter().all(|item| item.reason == "group_too_small"));
}

fn small(count: usize) -> u32 {
    u32::try_from(count).unwrap()
}
