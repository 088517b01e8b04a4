//! Answer copying: are two persons' answers more alike than their abilities explain?
//!
//! Answers are categories that name the **option itself**, never its place on the screen: whoever shuffles options
//! maps them back first. Only items that both persons answered count. An item that one of them did not see, or saw
//! and left, is no match and no difference: two persons who both skip are not alike by that.
//!
//! - [`Hall`]: ω (Wollack, 1997), GBT (van der Linden & Sotaridona, 2006) and M4 (Maynes, 2014), from the probability
//!   of each option at the θ of each person; [`Hall::screen`] runs over every pair.
//! - [`WrongOptions`]: those probabilities where only right and wrong are calibrated.
//! - [`honest_choices`], [`copied`]: what honest people would have answered on the very items of a hall, and a copier
//!   among them, so that rates and power are those of its own design.
//! - [`Counted`]: K (Holland, 1996), K1, K2 (Sotaridona & Meijer, 2002), S1, S2 (Sotaridona & Meijer, 2003), from
//!   counts alone.

mod abilities;
mod counted;
mod counts;
mod hall;
mod honest;
mod m4;
mod options;
mod regression;
mod screen;
mod similarity;
mod wrong_options;

pub use abilities::Abilities;
pub use counted::{Counted, CountedIndices};
pub use counts::{at_least, binomial_at_least};
pub use hall::Hall;
pub use honest::{copied, honest_choices};
pub use m4::M4;
pub use options::OptionModel;
pub use screen::{Family, Screened, ScreenedPair, Screening};
pub use similarity::{Gbt, MatchedItem, Omega, PairEvidence};
pub use wrong_options::{WrongOptions, WrongOptionsSource};

/// What is wrong with the data of a hall; persons and items are counted from 0.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum CopyingError {
    #[error("{what}: {found} where {expected} are needed")]
    Length { what: &'static str, found: usize, expected: usize },
    #[error("person {person}: θ is missing or not a finite number")]
    Theta { person: usize },
    #[error("item {item}: the model has {options} options, 2 to 31 are possible")]
    Options { item: usize, options: usize },
    #[error("item {item}: the key {key} is not among its {options} options")]
    Key { item: usize, key: u8, options: usize },
    #[error("person {person}, item {item}: option {choice} is not among its {options} options")]
    Choice { person: usize, item: usize, choice: u8, options: usize },
    #[error("item {item}: a dichotomous model is needed, this one has {categories} categories")]
    NotDichotomous { item: usize, categories: usize },
    #[error("item {item}, θ of person {person}: the model's probabilities are not probabilities")]
    Probability { person: usize, item: usize },
    #[error("person {person} of {persons} does not exist")]
    NoSuchPerson { person: usize, persons: usize },
    #[error("person {person} is compared with himself")]
    SamePerson { person: usize },
    #[error("the chance of guessing must lie between 0 and 1")]
    Guessing,
}
