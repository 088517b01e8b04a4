//! The names of fields where a person says what a column holds: on the mapping screen, in a file for the command line.

use super::mapping::{Field, MAX_OPTIONS};

const PLAIN: &[(Field, &str)] = &[
    (Field::Id, "id"),
    (Field::Number, "number"),
    (Field::Title, "title"),
    (Field::Kind, "kind"),
    (Field::Domain, "domain"),
    (Field::Competency, "competency"),
    (Field::Indicator, "indicator"),
    (Field::Difficulty, "difficulty"),
    (Field::Stem, "stem"),
    (Field::OptionList, "option_list"),
    (Field::Key, "key"),
    (Field::Marking, "marking"),
    (Field::Tolerance, "tolerance"),
    (Field::Unit, "unit"),
    (Field::Shuffle, "shuffle"),
    (Field::MaxChoices, "max_choices"),
    (Field::Seconds, "seconds"),
    (Field::Tags, "tags"),
    (Field::JobFamilies, "job_families"),
    (Field::Stimulus, "stimulus"),
    (Field::Enemies, "enemies"),
    (Field::Computation, "computation"),
    (Field::Picture, "picture"),
    (Field::Rationale, "rationale"),
    (Field::Format, "format"),
    (Field::Ignored, "ignored"),
];
type OfPlace = fn(usize) -> Field;
/// A place from 1 follows: `option_1`.
const COUNTED: &[(OfPlace, &str)] = &[
    (Field::Option, "option_"),
    (Field::Score, "score_"),
    (Field::OptionPicture, "option_picture_"),
    (Field::Left, "left_"),
];

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no name of a field")]
pub struct UnknownField(String);

impl Field {
    pub fn name(self) -> String {
        let counted = |at: usize, word: &str| format!("{word}{}", at + 1);
        match self {
            Self::Option(at) => counted(at, "option_"),
            Self::Score(at) => counted(at, "score_"),
            Self::OptionPicture(at) => counted(at, "option_picture_"),
            Self::Left(at) => counted(at, "left_"),
            plain => PLAIN.iter().find(|(field, _)| *field == plain).map_or("ignored", |(_, name)| name).to_owned(),
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        let plain = PLAIN.iter().find(|(_, known)| *known == name).map(|(field, _)| *field);
        let counted = || {
            let (field, at) =
                COUNTED.iter().find_map(|(field, word)| Some((field, name.strip_prefix(word)?.parse().ok()?)))?;
            (1..=MAX_OPTIONS).contains(&at).then(|| field(at - 1))
        };
        plain.or_else(counted)
    }

    /// Whether one value may stand for all rows.
    pub fn may_be_constant(self) -> bool {
        matches!(
            self,
            Self::Kind
                | Self::Domain
                | Self::Competency
                | Self::Indicator
                | Self::Difficulty
                | Self::Marking
                | Self::Tolerance
                | Self::Unit
                | Self::Shuffle
                | Self::Seconds
                | Self::Tags
                | Self::JobFamilies
                | Self::Stimulus
                | Self::Rationale
                | Self::Format
        )
    }

    /// Whether it is one of a row of options, scores or left texts.
    pub(super) fn is_counted(self) -> bool {
        matches!(self, Self::Option(_) | Self::Score(_) | Self::OptionPicture(_) | Self::Left(_))
    }

    /// Whether several columns may hold it.
    pub(super) fn may_repeat(self) -> bool {
        matches!(self, Self::Ignored | Self::Picture)
    }
}

impl TryFrom<String> for Field {
    type Error = UnknownField;

    fn try_from(name: String) -> Result<Self, UnknownField> {
        Self::from_name(&name).ok_or(UnknownField(name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_is_known_by_its_name() {
        let counted = COUNTED.iter().flat_map(|(field, _)| [field(0), field(MAX_OPTIONS - 1)]);
        for field in PLAIN.iter().map(|(field, _)| *field).chain(counted) {
            assert_eq!(Field::from_name(&field.name()), Some(field));
        }
        for name in ["", "option_0", "option_11", "option_", "score_x", "Stem"] {
            assert_eq!(Field::from_name(name), None, "{name}");
        }
    }
}
