//! Whether an emergency file can be believed: sealed with the attempt's key, made for this form, and with stamps that
//! a clock could have made. What its answers are worth is the attempt's business.
//!
//! The sealed clock rule: the browser stamps an answer when it is given, with the server's time as it last heard it,
//! carried on by a clock that cannot be set (`performance.now`). So the stamps rise with the numbers, none lies after
//! the moment at which the file was saved, and that moment does not lie in the future.

use super::seal::{SealKey, form_fingerprint};
use crate::domain::attempt::RecoveredAnswer;
use crate::domain::form::Form;
use crate::domain::ids::{AttemptId, ClientId};
use crate::domain::time::{Instant, Span};

/// What a browser's idea of the server's time may be ahead: half a slow round trip.
const AHEAD: Span = Span::seconds(5);

/// A file, read but not believed yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EmergencyFile {
    pub attempt: AttemptId,
    pub form_fingerprint: String,
    pub client: ClientId,
    pub saved: Instant,
    /// In the order of the file.
    pub answers: Vec<RecoveredAnswer>,
}

/// Why a file is not believed. Nothing of it counts then.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unbelievable {
    #[error("the seal does not match: the file was changed, or is of another session")]
    Seal,
    #[error("the file was made for another form")]
    Form,
    #[error("the file says that it was saved in the future")]
    Future,
    #[error("answer {client_seq}: its number or its stamp does not follow the one before")]
    Order { client_seq: u64 },
    #[error("answer {client_seq}: stamped after the file was saved, or before the session began")]
    Stamp { client_seq: u64 },
}

impl Unbelievable {
    /// Stable code for the UI.
    pub fn code(self) -> &'static str {
        match self {
            Self::Seal => "bad_seal",
            Self::Form => "other_form",
            Self::Future => "saved_in_the_future",
            Self::Order { .. } => "bad_order",
            Self::Stamp { .. } => "bad_stamp",
        }
    }
}

/// `body` and `seal` are the file's texts, of which `file` was read; `opens`: when the session's window began.
pub fn believe(
    file: &EmergencyFile,
    (body, seal): (&str, &str),
    key: &SealKey,
    form: &Form,
    opens: Instant,
    now: Instant,
) -> Result<(), Unbelievable> {
    if !key.matches(body, seal) {
        return Err(Unbelievable::Seal);
    }
    if file.form_fingerprint != form_fingerprint(form) {
        return Err(Unbelievable::Form);
    }
    if file.saved > now + AHEAD {
        return Err(Unbelievable::Future);
    }
    let mut before: Option<&RecoveredAnswer> = None;
    for answer in &file.answers {
        let client_seq = answer.client_seq;
        if before.is_some_and(|before| before.client_seq >= client_seq || before.stamped > answer.stamped) {
            return Err(Unbelievable::Order { client_seq });
        }
        if answer.stamped > file.saved || answer.stamped < opens {
            return Err(Unbelievable::Stamp { client_seq });
        }
        before = Some(answer);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::form::{FormItem, FormSection, Seed};
    use crate::domain::ids::{BankVersion, BlueprintVersion, DomainId, ItemId};

    const OPENS: Instant = Instant(1_000);
    const NOW: Instant = Instant(100_000);

    fn form(order: Vec<u8>) -> Form {
        let items = vec![FormItem { id: ItemId::new("i"), order: order.into() }];
        let section = FormSection { rule: 0, domain: DomainId::new("d"), title: String::new(), limit: None, items };
        Form {
            algorithm: 1,
            seed: Seed([0; 32]),
            bank: BankVersion::new("b"),
            blueprint: BlueprintVersion::new("p"),
            sections: vec![section],
        }
    }

    fn file(answers: &[(u64, i64)], saved: i64) -> EmergencyFile {
        let answer = |(client_seq, stamped): &(u64, i64)| RecoveredAnswer {
            client_seq: *client_seq,
            item: ItemId::new("i"),
            response: None,
            seen_seq: 0,
            spent_ms: 0,
            stamped: Instant(*stamped),
        };
        EmergencyFile {
            attempt: AttemptId::new("a"),
            form_fingerprint: form_fingerprint(&form(vec![0, 1])),
            client: ClientId::new("tab"),
            saved: Instant(saved),
            answers: answers.iter().map(answer).collect(),
        }
    }

    fn judged(file: &EmergencyFile, order: Vec<u8>, seal: Option<&str>) -> Result<(), Unbelievable> {
        let key = SealKey::derive(&[7; 32], &AttemptId::new("a"));
        let right = key.seal("body");
        believe(file, ("body", seal.unwrap_or(&right)), &key, &form(order), OPENS, NOW)
    }

    #[test]
    fn a_file_in_order_is_believed() {
        assert_eq!(judged(&file(&[(3, 2_000), (5, 2_000), (9, 50_000)], 60_000), vec![0, 1], None), Ok(()));
        assert_eq!(judged(&file(&[], 60_000), vec![0, 1], None), Ok(()));
    }

    #[test]
    fn everything_else_is_not() {
        let fine = file(&[(3, 2_000)], 60_000);
        assert_eq!(judged(&fine, vec![0, 1], Some("00")), Err(Unbelievable::Seal));
        assert_eq!(judged(&fine, vec![1, 0], None), Err(Unbelievable::Form));
        let wrong = |answers: &[(u64, i64)], saved| judged(&file(answers, saved), vec![0, 1], None).unwrap_err();
        assert_eq!(wrong(&[(3, 2_000)], NOW.0 + AHEAD.0 + 1), Unbelievable::Future);
        assert_eq!(wrong(&[(3, 2_000), (3, 2_001)], 60_000), Unbelievable::Order { client_seq: 3 });
        assert_eq!(wrong(&[(3, 2_000), (4, 1_999)], 60_000), Unbelievable::Order { client_seq: 4 });
        assert_eq!(wrong(&[(3, 60_001)], 60_000), Unbelievable::Stamp { client_seq: 3 });
        assert_eq!(wrong(&[(3, 999)], 60_000), Unbelievable::Stamp { client_seq: 3 });
    }
}
