//! Whether two items ask the same: a hash over what a candidate reads and what is right, however it is set.

use sha2::{Digest, Sha256};

use super::ItemSource;
use crate::bank::files::hex;

impl ItemSource {
    /// SHA-256 over stem, choices and key, in lower case with blanks as one: not over id, tags and estimates.
    pub fn content_hash(&self) -> String {
        let bare = Self {
            stem: self.stem.clone(),
            interaction: self.interaction.clone(),
            stimulus: self.stimulus.clone(),
            ..Self::default()
        };
        let text = bare.to_text().to_lowercase();
        let words: Vec<&str> = text.split_whitespace().collect();
        hex(&Sha256::digest(words.join(" ").as_bytes()))
    }

    /// Every text of the item that may name a picture.
    pub fn texts_mut(&mut self) -> Vec<&mut String> {
        let mut texts = vec![&mut self.stem, &mut self.rationale];
        texts.extend(self.interaction.choices_mut());
        texts
    }
}
