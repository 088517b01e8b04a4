//! Names for content: SHA-256 over parts that cannot run into each other.

use sha2::{Digest as _, Sha256};

use crate::hex;

/// Takes parts one by one; each goes in with its length, so that "ab", "c" is not "a", "bc".
pub(super) struct Digest(Sha256);

impl Digest {
    /// `purpose` keeps the names of one kind of content apart from those of any other.
    pub fn of(purpose: &str) -> Self {
        let mut digest = Self(Sha256::new());
        digest.text(purpose);
        digest
    }

    pub fn text(&mut self, text: &str) {
        self.count(text.len());
        self.0.update(text);
    }

    pub fn count(&mut self, count: usize) {
        self.0.update((count as u64).to_be_bytes());
    }

    /// By its bits: two numbers that differ at all are two.
    pub fn number(&mut self, number: f64) {
        self.0.update(number.to_bits().to_be_bytes());
    }

    pub fn flag(&mut self, flag: bool) {
        self.0.update([u8::from(flag)]);
    }

    /// 64 hexadecimal digits.
    pub fn finish(self) -> String {
        hex::encode(&self.0.finalize())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_do_not_run_into_each_other() {
        let name = |parts: &[&str]| {
            let mut digest = Digest::of("test");
            parts.iter().for_each(|part| digest.text(part));
            digest.finish()
        };
        assert_ne!(name(&["ab", "c"]), name(&["a", "bc"]));
        assert_ne!(name(&["ab"]), name(&["ab", ""]));
        assert_eq!(name(&["ab"]), name(&["ab"]));
    }
}
