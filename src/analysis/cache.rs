//! What was computed last, by everything it follows from. Bounded: the oldest goes.

use std::any::Any;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

type Kept = VecDeque<(String, Arc<dyn Any + Send + Sync>)>;

pub struct Cache {
    most: usize,
    kept: Mutex<Kept>,
}

impl Cache {
    /// Keeps at most so many.
    pub fn of(most: usize) -> Self {
        Self { most, kept: Mutex::default() }
    }

    pub fn get<T: Any + Send + Sync>(&self, key: &str) -> Option<Arc<T>> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let place = kept.iter().position(|(known, _)| known == key)?;
        let (key, value) = kept.remove(place)?;
        kept.push_back((key, value.clone()));
        value.downcast().ok()
    }

    pub fn put<T: Any + Send + Sync>(&self, key: String, value: Arc<T>) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.retain(|(known, _)| *known != key);
        if kept.len() >= self.most {
            kept.pop_front();
        }
        kept.push_back((key, value));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_used_last_stays_and_the_number_is_bounded() {
        let cache = Cache::of(4);
        cache.put("first".into(), Arc::new(1_u8));
        for n in 0..3_usize {
            cache.put(n.to_string(), Arc::new(n));
        }
        assert_eq!(cache.get::<u8>("first").as_deref(), Some(&1));
        cache.put("one more".into(), Arc::new(2_u8));
        assert_eq!(cache.get::<usize>("0"), None, "the oldest went");
        assert_eq!(cache.get::<u8>("first").as_deref(), Some(&1));
        assert_eq!(cache.get::<usize>("first"), None, "another type is another thing");
    }
}
