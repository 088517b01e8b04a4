//! When an item deserves a second look. Every threshold stands here, with its reason.

use ukur_psychometrics::integrity::copying::binomial_at_least;

use crate::analysis::data::small;
use crate::wire::analysis::flag::ItemFlag;
use crate::wire::analysis::items::{ItemFitView, SecondsSummary};

/// Fewer persons tell nothing of an item's quality.
pub const LEAST_SHOWN: usize = 30;
/// Fewer do not tell an option that draws nobody from bad luck, nor a misfit from noise.
const LEAST_FOR_DETAIL: usize = 100;
/// Everybody right, or hardly anybody: such an item separates nobody.
const EASY: f64 = 0.95;
const HARD: f64 = 0.10;
/// Item-rest correlations of sound items lie above .2; below .1 an item adds noise (Ebel & Frisbie 1991).
const LOW: f64 = 0.10;
const NEGATIVE: f64 = -0.05;
/// With few persons a sound item lies there by chance: the upper end of its correlation's interval (one-sided, 95 %) must
/// stay below what is sound, or, to be called negative, below what is low.
const SOUND: f64 = 0.20;
const ONE_SIDED: f64 = 1.645;
/// A distractor that draws at least 5 % of those who met it works (Haladyna & Downing 1993); below 2 % nobody takes it.
const UNUSED: f64 = 0.02;
/// Mean squares of residuals that are productive for measurement (Wright & Linacre 1994: .7 to 1.3 for choice items).
const INFIT: std::ops::RangeInclusive<f64> = 0.7..=1.3;
const OUTFIT: std::ops::RangeInclusive<f64> = 0.5..=1.5;
/// Twice the author's time, or every tenth answer a guess.
const SLOW: f64 = 2.0;
const GUESSED: f64 = 0.10;
/// Half a standard deviation of persons, and far beyond chance.
const DRIFT: f64 = 0.5;
const DRIFT_Z: f64 = 3.0;
/// An option that the able choose: its correlation with the other items is above this, and above the key's.
const SUSPECT: f64 = 0.10;
/// The ablest fifth of few answers is a handful of people: that they prefer the option to the key must be less likely
/// than this, were it a matter of heads or tails (sign test, one-sided).
const BY_LUCK: f64 = 0.05;
/// Where hardly anybody of the ablest takes the key (less than blind choice among ten options), most of them taking one
/// other option is sign enough: what nearly all choose correlates with nothing.
const FORSAKEN: f64 = 0.10;
const MOST: f64 = 0.5;

/// What is known of an item.
pub struct Signs<'a> {
    pub shown: usize,
    pub p: f64,
    pub item_rest: Option<f64>,
    pub seconds: Option<SecondsSummary>,
    pub rapid_share: Option<f64>,
    pub fit: Option<&'a ItemFitView>,
    pub drift: Option<Drift>,
    pub options: &'a [OptionSigns],
}

/// What is known of one option of a choice.
pub struct OptionSigns {
    pub letter: String,
    pub is_key: bool,
    /// Earns part of the score: whoever takes it is no sign against the key.
    pub earns: bool,
    pub share: f64,
    /// Among the ablest fifth.
    pub top: Option<Top>,
    pub point_biserial: Option<f64>,
}

/// How many of the ablest fifth took an option.
#[derive(Clone, Copy)]
pub struct Top {
    pub took: usize,
    /// All of them, at least one.
    pub of: usize,
}

impl Top {
    fn share(self) -> f64 {
        f64::from(small(self.took)) / f64::from(small(self.of.max(1)))
    }
}

/// How far an item moved against its calibration, on the scale of θ, and how surely.
#[derive(Clone, Copy)]
pub struct Drift {
    pub difference: f64,
    pub z: f64,
}

/// Gravest first.
pub fn flags(signs: &Signs) -> Vec<ItemFlag> {
    let (shown, p) = (signs.shown, signs.p);
    if shown < LEAST_SHOWN {
        return vec![ItemFlag::FewAnswers { shown: small(shown), needed: small(LEAST_SHOWN) }];
    }
    let detailed = shown >= LEAST_FOR_DETAIL;
    let separates = (HARD..=EASY).contains(&p);
    let mut flags = Vec::new();
    flags.extend(suspect(signs.options, shown));
    match signs.item_rest {
        Some(item_rest) if item_rest < NEGATIVE && at_most(item_rest, shown) < LOW => {
            flags.push(ItemFlag::NegativeDiscrimination { item_rest });
        }
        Some(item_rest) if item_rest < LOW && at_most(item_rest, shown) < SOUND && separates => {
            flags.push(ItemFlag::LowDiscrimination { item_rest });
        }
        _ => {}
    }
    flags.extend(signs.fit.filter(|_| detailed).and_then(misfit));
    let drift = signs.drift.filter(|drift| drift.difference.abs() > DRIFT && drift.z.abs() > DRIFT_Z);
    flags.extend(drift.map(|drift| ItemFlag::Drift { difference: drift.difference }));
    if p > EASY {
        flags.push(ItemFlag::TooEasy { p });
    } else if p < HARD {
        flags.push(ItemFlag::TooHard { p });
    }
    let unused = signs.options.iter().filter(|option| detailed && !option.is_key && option.share < UNUSED);
    flags.extend(unused.map(|o| ItemFlag::UnusedOption { option: o.letter.clone(), share: o.share }));
    if let Some(seconds) = signs.seconds.filter(|s| s.expected > 0 && s.median > SLOW * f64::from(s.expected)) {
        flags.push(ItemFlag::Slow { median_s: seconds.median, expected_s: f64::from(seconds.expected) });
    }
    flags.extend(signs.rapid_share.filter(|share| *share > GUESSED).map(|share| ItemFlag::Guessed { share }));
    flags
}

/// Large-sample standard error of a correlation: (1 - r²) / √(n - 1).
fn at_most(correlation: f64, persons: usize) -> f64 {
    let persons = f64::from(small(persons.saturating_sub(1).max(1)));
    correlation + ONE_SIDED * (1.0 - correlation * correlation) / persons.sqrt()
}

/// Both ends of the 95 % interval, each one-sided, by Fisher's z; all that is possible for fewer than four persons.
fn surely(correlation: f64, persons: usize) -> [f64; 2] {
    let free = f64::from(small(persons.saturating_sub(3)));
    [-ONE_SIDED, ONE_SIDED].map(|z| (correlation.atanh() + z / free.sqrt()).tanh())
}

/// The option that the ablest surely take rather than the key, and that surely goes along with ability, or better than
/// the key does; or that most of them take while hardly any of them takes the key.
fn suspect(options: &[OptionSigns], shown: usize) -> Option<ItemFlag> {
    let key = options.iter().find(|option| option.is_key)?;
    let (key_top, key_rest) = (key.top?, key.point_biserial.unwrap_or(0.0));
    let draws = |option: &&OptionSigns| {
        let Some(top) = option.top else { return false };
        let preferred = binomial_at_least(top.took, top.took + key_top.took, 0.5) <= BY_LUCK;
        let able = option.point_biserial.is_some_and(|r| {
            let ([least, _], [_, most_of_key]) = (surely(r, shown), surely(key_rest, shown));
            r > SUSPECT && r > key_rest && (least > 0.0 || least > most_of_key)
        });
        let instead = key_top.share() < FORSAKEN && top.share() > MOST;
        !option.is_key && !option.earns && preferred && (able || instead)
    };
    let rest = |option: &OptionSigns| option.point_biserial.unwrap_or(0.0);
    let worst = options.iter().filter(draws).max_by(|x, y| rest(x).total_cmp(&rest(y)))?;
    Some(ItemFlag::KeySuspect {
        option: worst.letter.clone(),
        key: key.letter.clone(),
        option_share: worst.top?.share(),
        key_share: key_top.share(),
    })
}

fn misfit(fit: &ItemFitView) -> Option<ItemFlag> {
    let (infit, outfit) = (fit.infit?, fit.outfit?);
    (!INFIT.contains(&infit) || !OUTFIT.contains(&outfit)).then_some(ItemFlag::Misfit { infit, outfit })
}

/// Rank of the gravest flag; what has none comes last.
pub fn rank(flags: &[ItemFlag]) -> u8 {
    flags.first().map_or(u8::MAX, |flag| match flag {
        ItemFlag::KeySuspect { .. } => 0,
        ItemFlag::NegativeDiscrimination { .. } => 1,
        ItemFlag::LowDiscrimination { .. } => 2,
        ItemFlag::Misfit { .. } => 3,
        ItemFlag::Drift { .. } => 4,
        ItemFlag::TooEasy { .. } => 5,
        ItemFlag::TooHard { .. } => 6,
        ItemFlag::UnusedOption { .. } => 7,
        ItemFlag::Slow { .. } => 8,
        ItemFlag::Guessed { .. } => 9,
        ItemFlag::FewAnswers { .. } => 10,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Of the ablest forty so many took it.
    fn option(letter: &str, is_key: bool, took: usize, r: f64) -> OptionSigns {
        OptionSigns {
            letter: letter.into(),
            is_key,
            earns: false,
            share: 0.2,
            top: Some(Top { took, of: 40 }),
            point_biserial: Some(r),
        }
    }

    fn signs(options: &[OptionSigns]) -> Signs<'_> {
        Signs {
            shown: 200,
            p: 0.5,
            item_rest: Some(0.4),
            seconds: None,
            rapid_share: None,
            fit: None,
            drift: None,
            options,
        }
    }

    #[test]
    fn a_sound_item_has_none_and_few_answers_say_nothing() {
        let options = [option("A", true, 36, 0.4), option("B", false, 4, -0.4)];
        assert_eq!(flags(&signs(&options)), []);
        let few = Signs { shown: 29, p: 0.0, item_rest: Some(-0.9), ..signs(&options) };
        assert_eq!(flags(&few), [ItemFlag::FewAnswers { shown: 29, needed: 30 }]);
    }

    #[test]
    fn the_option_of_the_able_is_named() {
        let options = [option("A", true, 8, -0.3), option("B", false, 4, -0.1), option("C", false, 28, 0.4)];
        let found = flags(&Signs { item_rest: Some(-0.3), ..signs(&options) });
        let suspect = ItemFlag::KeySuspect { option: "C".into(), key: "A".into(), option_share: 0.7, key_share: 0.2 };
        assert_eq!(found, [suspect, ItemFlag::NegativeDiscrimination { item_rest: -0.3 }]);
    }

    #[test]
    fn a_key_that_nobody_takes_is_suspect_although_nothing_correlates() {
        let options = [option("A", true, 0, 0.0), option("B", false, 38, 0.02), option("C", false, 2, -0.02)];
        let found = flags(&Signs { p: 0.01, item_rest: None, ..signs(&options) });
        let suspect = ItemFlag::KeySuspect { option: "B".into(), key: "A".into(), option_share: 0.95, key_share: 0.0 };
        assert_eq!(found, [suspect, ItemFlag::TooHard { p: 0.01 }]);
        let split = [option("A", true, 2, 0.1), option("B", false, 20, 0.05), option("C", false, 18, 0.05)];
        assert_eq!(flags(&Signs { p: 0.05, ..signs(&split) }), [ItemFlag::TooHard { p: 0.05 }]);
    }

    #[test]
    fn a_handful_of_people_is_no_sign_against_a_key() {
        let found = |shown: usize, [key, other]: [usize; 2], [key_rest, rest]: [f64; 2]| {
            let of = |letter: &str, is_key, took, r| OptionSigns {
                top: Some(Top { took, of: shown / 5 }),
                ..option(letter, is_key, took, r)
            };
            let options = [of("A", true, key, key_rest), of("B", false, other, rest)];
            flags(&Signs { shown, ..signs(&options) }).len() == 1
        };
        // Of nine people: four against three, or two against one, are luck; seven against one are not.
        assert!(!found(45, [3, 4], [0.1, 0.4]) && !found(45, [1, 2], [0.1, 0.4]) && found(45, [1, 7], [0.1, 0.4]));
        // Of 45 persons a correlation of .2 may be none, of 200 it is one.
        assert!(!found(45, [1, 7], [0.1, 0.2]) && found(200, [1, 7], [0.1, 0.2]));
        // Hardly anybody takes the key: five of nine are enough, four are not.
        assert!(found(45, [0, 5], [0.0, 0.0]) && !found(45, [0, 4], [0.0, 0.0]));
        assert!(!found(30, [0, 0], [0.0, 0.9]) && found(30, [0, 6], [1.0, 1.0]));
    }

    #[test]
    fn limits_belong_to_the_sound_side() {
        let quiet = |signs: Signs| flags(&signs).is_empty();
        assert!(quiet(Signs { p: EASY, ..signs(&[]) }) && !quiet(Signs { p: 0.951, ..signs(&[]) }));
        assert!(quiet(Signs { p: HARD, ..signs(&[]) }) && !quiet(Signs { p: 0.099, ..signs(&[]) }));
        assert!(quiet(Signs { item_rest: Some(LOW), ..signs(&[]) }));
        assert!(quiet(Signs { item_rest: None, ..signs(&[]) }));
        // Of 80 persons .04 may be .22; of 800 it is not.
        let low = |shown| Signs { shown, item_rest: Some(0.04), ..signs(&[]) };
        assert!(quiet(low(80)) && !quiet(low(800)));
        let vague = flags(&Signs { shown: 80, item_rest: Some(-0.08), ..signs(&[]) });
        assert_eq!(vague, [ItemFlag::LowDiscrimination { item_rest: -0.08 }]);
        let drift = |difference, z| Signs { drift: Some(Drift { difference, z }), ..signs(&[]) };
        assert!(quiet(drift(0.6, 2.9)) && quiet(drift(0.5, 9.0)) && !quiet(drift(-0.6, -3.1)));
    }
}
