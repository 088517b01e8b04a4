//! A form as compressed bytes is the same form: what any gzip reader makes of it equals the JSON that a client without
//! compression gets.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test crate")]

use std::io::Read;
use std::path::Path;

use ukur::bank::{BankFiles, load, load_blueprints};
use ukur::domain::assembly::{assemble, derive_seed};
use ukur::domain::ids::AttemptId;
use ukur::http::live::Press;
use ukur::trust::seal::SealKey;
use ukur::wire::convert::item::{form_end, form_view};

const FORMS: usize = 50;

#[test]
fn a_pressed_form_is_the_form() {
    let folder = |name: &str| BankFiles::read_dir(&Path::new(env!("CARGO_MANIFEST_DIR")).join("item_bank").join(name));
    let bank = load(&folder("umum").unwrap()).unwrap_or_else(|faults| panic!("{faults:?}"));
    let press = Press::default();
    for blueprint in load_blueprints(&folder("blueprints").unwrap()).unwrap_or_else(|faults| panic!("{faults:?}")) {
        for number in 0..FORMS {
            let attempt = AttemptId::new(number.to_string());
            let form = assemble(&blueprint, &bank, None, derive_seed(&[7; 32], &attempt)).unwrap();
            let seal = SealKey::derive(&[7; 32], &attempt);
            // All sections, the first alone, and none.
            for open in [0..=9u16, 0..=0, 99..=99] {
                let is_open = |section: u16| open.contains(&section);
                let pressed = press.form(&form, &bank, &form_end(&form, &seal), is_open);
                let mut text = Vec::new();
                flate2::read::GzDecoder::new(pressed.as_slice()).read_to_end(&mut text).unwrap();
                let plain = serde_json::to_vec(&form_view(&form, &bank, form_end(&form, &seal), is_open)).unwrap();
                assert!(text == plain, "{} {number} {open:?}", blueprint.id);
            }
        }
    }
}

#[test]
fn pressing_makes_a_form_smaller() {
    let folder = |name: &str| BankFiles::read_dir(&Path::new(env!("CARGO_MANIFEST_DIR")).join("item_bank").join(name));
    let bank = load(&folder("umum").unwrap()).unwrap();
    let blueprint = load_blueprints(&folder("blueprints").unwrap()).unwrap().remove(0);
    let attempt = AttemptId::new("a");
    let (form, seal) = (
        assemble(&blueprint, &bank, None, derive_seed(&[7; 32], &attempt)).unwrap(),
        SealKey::derive(&[7; 32], &attempt),
    );
    let pressed = Press::default().form(&form, &bank, &form_end(&form, &seal), |_| true).len();
    let plain = serde_json::to_vec(&form_view(&form, &bank, form_end(&form, &seal), |_| true)).unwrap().len();
    println!("{plain} bytes, pressed {pressed}");
    assert!(pressed * 5 < plain * 4, "{plain} bytes, pressed {pressed}");
}
