//! Items whose stems say nearly the same: found by the share of common word triples (Jaccard index; Broder 1997, "On
//! the resemblance and containment of documents").

use std::collections::{BTreeMap, BTreeSet};

use super::items::source;
use super::{Authoring, AuthoringError};
use crate::domain::ids::{BankId, ItemId};

/// Words that stand together.
const SHINGLE: usize = 3;
/// From this share on a person should look.
const ALIKE: f64 = 0.5;
/// More pairs than anybody looks at.
const MAX_PAIRS: usize = 500;

/// Two items that resemble each other.
#[derive(Clone, Debug, PartialEq)]
pub struct Similar {
    pub one: ItemId,
    pub other: ItemId,
    /// 0 to 1.
    pub resemblance: f64,
}

impl Authoring {
    /// Pairs of items with similar stems, most similar first.
    pub async fn similar(&self, bank: &BankId) -> Result<Vec<Similar>, AuthoringError> {
        let heads = self.store.heads(bank).await?;
        let texts: Vec<(ItemId, String)> = heads
            .into_iter()
            .filter_map(|head| source(&head.version).ok().map(|source| (head.item, source.stem)))
            .collect();
        let found = tokio::task::spawn_blocking(move || pairs(&texts)).await;
        found.map_err(|_| AuthoringError::Interrupted("comparing items"))
    }
}

fn pairs(texts: &[(ItemId, String)]) -> Vec<Similar> {
    let sets: Vec<BTreeSet<Vec<String>>> = texts.iter().map(|(_, text)| shingles(text)).collect();
    let mut having: BTreeMap<&Vec<String>, Vec<usize>> = BTreeMap::new();
    for (index, set) in sets.iter().enumerate() {
        for shingle in set {
            having.entry(shingle).or_default().push(index);
        }
    }
    let mut common: BTreeMap<(usize, usize), usize> = BTreeMap::new();
    for together in having.values() {
        for (at, one) in together.iter().enumerate() {
            for other in &together[at + 1..] {
                *common.entry((*one, *other)).or_default() += 1;
            }
        }
    }
    let similar = |((one, other), shared): ((usize, usize), usize)| {
        let resemblance = share(shared, sets[one].len() + sets[other].len() - shared);
        let pair = Similar { one: texts[one].0.clone(), other: texts[other].0.clone(), resemblance };
        (resemblance >= ALIKE).then_some(pair)
    };
    let mut found: Vec<Similar> = common.into_iter().filter_map(similar).collect();
    found.sort_by(|a, b| b.resemblance.total_cmp(&a.resemblance));
    found.truncate(MAX_PAIRS);
    found
}

fn shingles(text: &str) -> BTreeSet<Vec<String>> {
    let plain: String = text.to_lowercase().chars().map(|c| if c.is_alphanumeric() { c } else { ' ' }).collect();
    let words: Vec<String> = plain.split_whitespace().map(str::to_owned).collect();
    words.windows(SHINGLE.min(words.len()).max(1)).map(<[String]>::to_vec).collect()
}

fn share(part: usize, whole: usize) -> f64 {
    let small = |n: usize| u32::try_from(n).map_or(0.0, f64::from);
    if whole == 0 { 0.0 } else { small(part) / small(whole) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_repeats_are_found_and_other_items_are_not() {
        let texts = [
            ("a", "Berapa jumlah pemohon layanan pada bulan Maret di loket A?"),
            ("b", "Berapa jumlah pemohon layanan pada bulan Maret di loket B?"),
            ("c", "Seorang pegawai menerima bingkisan dari rekanan. Apa tindakan terbaik?"),
            ("d", ""),
        ];
        let texts: Vec<_> = texts.iter().map(|(id, text)| (ItemId::new(*id), (*text).to_owned())).collect();
        let found = pairs(&texts);
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].one.as_str(), found[0].other.as_str()), ("a", "b"));
        assert!((found[0].resemblance - 7.0 / 9.0).abs() < 1e-12, "{found:?}");
    }
}
