//! NIP, the 18-digit number of an Indonesian civil servant: date of birth (8), year and month of appointment (6),
//! sex (1), serial (3). Numbers with impossible dates do exist on real cards, so they are told, never refused.

const DIGITS: usize = 18;
const CENTURY: std::ops::RangeInclusive<u32> = 1900..=2099;

/// What looks wrong in a well-formed NIP.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Oddity {
    BirthDate,
    AppointmentDate,
}

/// The digits without the spaces that people print between them; `None` when there are not exactly 18.
pub fn normalise(text: &str) -> Option<String> {
    let digits: String = text.chars().filter(|c| !c.is_whitespace()).take(DIGITS + 1).collect();
    (digits.len() == DIGITS && digits.bytes().all(|b| b.is_ascii_digit())).then_some(digits)
}

/// What a screen shows: the first 4 and the last 3 digits. Anything that is too short shows nothing of itself.
pub fn mask(nip: &str) -> String {
    let chars: Vec<char> = nip.chars().collect();
    if chars.len() < 10 {
        return "••••".to_owned();
    }
    let first: String = chars.iter().take(4).collect();
    let last: String = chars.iter().skip(chars.len() - 3).collect();
    format!("{first}••••{last}")
}

/// The way it is printed on cards and letters: `19800101 200501 1 001`. A spreadsheet leaves it a text.
pub fn spaced(nip: &str) -> String {
    match (nip.get(..8), nip.get(8..14), nip.get(14..15), nip.get(15..)) {
        (Some(birth), Some(appointed), Some(sex), Some(serial)) => format!("{birth} {appointed} {sex} {serial}"),
        _ => nip.to_owned(),
    }
}

/// Impossible dates in a normalised NIP.
pub fn oddities(nip: &str) -> Vec<Oddity> {
    let number = |range: std::ops::Range<usize>| nip.get(range).and_then(|part| part.parse::<u32>().ok()).unwrap_or(0);
    let mut odd = Vec::new();
    if !is_date(number(0..4), number(4..6), number(6..8)) {
        odd.push(Oddity::BirthDate);
    }
    let appointed = (number(8..12), number(12..14));
    if !is_date(appointed.0, appointed.1, 1) || appointed.0 <= number(0..4) {
        odd.push(Oddity::AppointmentDate);
    }
    odd
}

fn is_date(year: u32, month: u32, day: u32) -> bool {
    CENTURY.contains(&year) && (1..=12).contains(&month) && (1..=days(year, month)).contains(&day)
}

fn days(year: u32, month: u32) -> u32 {
    match month {
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn spaces_are_no_part_of_a_nip() {
        assert_eq!(normalise(" 19800101 200501 1 001").as_deref(), Some("198001012005011001"));
        assert_eq!(normalise("19800101200501100"), None);
        assert_eq!(normalise("1980010120050110011"), None);
        assert_eq!(normalise("19800101200501100a"), None);
        // Arabic-Indic digits look like digits to a careless check.
        assert_eq!(normalise(&"٣".repeat(18)), None);
    }

    #[test]
    fn a_mask_shows_seven_digits() {
        assert_eq!(mask("198001012005011001"), "1980••••001");
        assert_eq!(mask("12345"), "••••");
    }

    #[test]
    fn impossible_dates_are_told() {
        assert_eq!(oddities("198001012005011001"), []);
        assert_eq!(oddities("198002302005011001"), [Oddity::BirthDate]);
        assert_eq!(oddities("200002292020131001"), [Oddity::AppointmentDate]);
        assert_eq!(oddities("199001011989011001"), [Oddity::AppointmentDate]);
        assert_eq!(oddities("000000000000000000"), [Oddity::BirthDate, Oddity::AppointmentDate]);
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "\\PC{0,40}") {
            let _ = (normalise(&text), mask(&text), spaced(&text), oddities(&text));
        }

        #[test]
        fn what_is_printed_normalises_back(nip in "[0-9]{18}") {
            prop_assert_eq!(normalise(&spaced(&nip)), Some(nip));
        }
    }
}
