//! Sealing and splitting.

use proptest::prelude::*;

use super::*;

const ABOUT: About<'static> = About { bank: "umum", table: "bank", row: "v1" };

fn key() -> BankKey {
    BankKey::new([7; 32])
}

/// A text that was sealed by an older build opens for ever. This one was computed by a program of its own, written from
/// RFC 8439 and draft-irtf-cfrg-xchacha-03.
#[test]
fn the_form_stays() {
    let golden = "ukur-sealed:1:CQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJ9xCXqhfFDQPLfBHK3zQrMraIL2JyUuXBjw==";
    assert_eq!(key().seal(ABOUT, &[9; 24], "Ibu kota?").unwrap(), golden);
    assert_eq!(key().open(ABOUT, golden).unwrap(), "Ibu kota?");
    assert_eq!(key().fingerprint(), "e4c009353ef9ec24c3e1d74938a763343e66cabc3337fd6e22626dfec97f96a5");
}

#[test]
fn a_flipped_bit_opens_nothing() {
    let sealed = key().seal(ABOUT, &[9; 24], "Ibu kota?").unwrap();
    let bytes = STANDARD.decode(&sealed[PREFIX.len()..]).unwrap();
    for bit in 0..bytes.len() * 8 {
        let mut changed = bytes.clone();
        changed[bit / 8] ^= 1 << (bit % 8);
        let text = format!("{PREFIX}{}", STANDARD.encode(changed));
        assert_eq!(key().open(ABOUT, &text), Err(Unopened::Seal), "bit {bit}");
    }
    for at in 0..sealed.len() {
        let mut changed = sealed.clone().into_bytes();
        changed[at] ^= 1;
        assert!(key().open(ABOUT, &String::from_utf8(changed).unwrap()).is_err(), "character {at}");
    }
    for end in 0..sealed.len() {
        assert!(key().open(ABOUT, &sealed[..end]).is_err(), "cut at {end}");
    }
}

#[test]
fn a_text_opens_in_its_own_place_alone() {
    let sealed = key().seal(ABOUT, &[9; 24], "x").unwrap();
    let elsewhere = [
        About { bank: "lain", ..ABOUT },
        About { table: "bank_material", ..ABOUT },
        About { row: "v2", ..ABOUT },
        // The parts run together, but not where they part.
        About { bank: "umumb", table: "ank", row: "v1" },
    ];
    for about in elsewhere {
        assert_eq!(key().open(about, &sealed), Err(Unopened::Seal), "{about:?}");
    }
    assert_eq!(BankKey::new([8; 32]).open(ABOUT, &sealed), Err(Unopened::Seal));
}

#[test]
fn nothing_secret_is_printed() {
    let (share, _) = key().split([1; 32]);
    let passphrase = Passphrase::new("kuda laut terbang".into());
    let wrapping = WrappingKey::derive(&passphrase, &Cost::cheap([0; 16])).unwrap();
    assert_eq!(format!("{:?}{share:?}{passphrase:?}{wrapping:?}", key()), "************");
}

#[test]
fn a_share_opens_for_its_holder_with_the_passphrase() {
    let cost = Cost::cheap([3; 16]);
    let wrapping = |text: &str| WrappingKey::derive(&Passphrase::new(text.into()), &cost).unwrap();
    let (share, other) = key().split([5; 32]);
    let sealed = share.seal("umum", "ani", &wrapping("kuda laut terbang"), &[2; 24]).unwrap();
    let opened = KeyShare::open("umum", "ani", &wrapping("kuda laut terbang"), &sealed).unwrap();
    assert_eq!(BankKey::join(&opened, &other).fingerprint(), key().fingerprint());
    for (bank, holder, text) in [
        ("umum", "ani", "kuda laut terbanG"),
        ("umum", "budi", "kuda laut terbang"),
        ("lain", "ani", "kuda laut terbang"),
    ] {
        assert!(KeyShare::open(bank, holder, &wrapping(text), &sealed).is_err(), "{bank} {holder} {text}");
    }
}

#[test]
fn a_cost_is_read_as_it_was_written_and_bounded() {
    let cost = Cost::standard([0xab; 16]);
    assert_eq!(cost.to_text(), "argon2id;m=65536;t=3;p=1;salt=abababababababababababababababab");
    assert_eq!(Cost::from_text(&cost.to_text()), Some(cost));
    let salt = "salt=abababababababababababababababab";
    for text in ["", "argon2id;", "argon2i;m=8;t=1;p=1", &format!("argon2id;m=9000000;t=1;p=1;{salt}")] {
        assert_eq!(Cost::from_text(text), None, "{text}");
    }
    assert_eq!(Cost::from_text(&format!("argon2id;m=8;t=1;p=1;{salt};x")), None);
}

proptest! {
    #[test]
    fn what_was_sealed_opens(secret: [u8; 32], nonce: [u8; 24], text: String, row: String) {
        let about = About { row: &row, ..ABOUT };
        let sealed = BankKey::new(secret).seal(about, &nonce, &text).unwrap();
        prop_assert!(is_sealed(&sealed));
        prop_assert_eq!(BankKey::new(secret).open(about, &sealed), Ok(text));
    }

    #[test]
    fn both_shares_make_the_key_and_no_other_pair_does(secret: [u8; 32], random: [u8; 32], wrong: [u8; 32]) {
        let key = BankKey::new(secret);
        let (one, other) = key.split(random);
        prop_assert_eq!(BankKey::join(&other, &one).fingerprint(), key.fingerprint());
        prop_assert_eq!(BankKey::join(&one, &key.other_share(&one)).fingerprint(), key.fingerprint());
        prop_assume!(wrong != random);
        prop_assert_ne!(BankKey::join(&KeyShare::new(wrong), &other).fingerprint(), key.fingerprint());
    }

    #[test]
    fn any_text_is_read_without_falling_over(text: String) {
        prop_assert!(key().open(ABOUT, &text).is_err());
        let like_one = format!("{PREFIX}{text}");
        prop_assert!(key().open(ABOUT, &like_one).is_err());
        let _ = Cost::from_text(&text);
    }
}
