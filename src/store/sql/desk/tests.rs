//! A desk with a clerk who does as he is told.

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use tokio::sync::Semaphore;

use super::*;

/// Nobody can answer this.
const BROKEN: usize = 13;

struct Store {
    batches: Mutex<Vec<Vec<usize>>>,
    away: AtomicBool,
    /// A permit for each batch that may be served.
    door: Semaphore,
}

/// Answers with twice the number.
struct Doubling(Arc<Store>);

#[async_trait]
impl Clerk for Doubling {
    type Question = usize;
    type Answer = usize;

    async fn serve(&self, questions: &[usize]) -> Result<Vec<usize>, StoreError> {
        self.0.batches.lock().unwrap().push(questions.to_vec());
        self.0.door.acquire().await.unwrap().forget();
        if self.0.away.load(Ordering::Relaxed) {
            return Err(StoreError::Unavailable("away".into()));
        }
        if questions.contains(&BROKEN) {
            return Err(StoreError::Broken { record: "thirteen".into(), reason: "unlucky".into() });
        }
        Ok(questions.iter().map(|number| number * 2).collect())
    }
}

fn desk(permits: usize) -> (Desk<Doubling>, Arc<Store>) {
    let (batches, away, door) = (Mutex::default(), AtomicBool::new(false), Semaphore::new(permits));
    let store = Arc::new(Store { batches, away, door });
    (Desk::open(Doubling(store.clone()), Duration::ZERO), store)
}

fn sizes(store: &Store) -> Vec<usize> {
    store.batches.lock().unwrap().iter().map(Vec::len).collect()
}

async fn all(desk: &Desk<Doubling>, numbers: std::ops::Range<usize>) -> Vec<Result<usize, StoreError>> {
    join_all(numbers.map(|number| desk.ask(number))).await
}

#[tokio::test]
async fn who_waits_together_is_served_together() {
    let (desk, store) = desk(9);
    for (number, answer) in all(&desk, 100..200).await.into_iter().enumerate() {
        assert_eq!(answer.unwrap(), (number + 100) * 2);
    }
    assert_eq!(sizes(&store), [MAX_BATCH, 100 - MAX_BATCH]);
}

#[tokio::test]
async fn the_first_waits_for_others() {
    let (_, store) = desk(9);
    let desk = Desk::open(Doubling(store.clone()), Duration::from_millis(300));
    let later = async {
        while desk.0.capacity() < MAILBOX {
            tokio::task::yield_now().await;
        }
        desk.ask(2).await
    };
    let (first, second) = tokio::join!(desk.ask(1), later);
    assert_eq!((first.unwrap(), second.unwrap(), sizes(&store)), (2, 4, vec![2]));
}

#[tokio::test]
async fn what_is_broken_fails_alone() {
    let (desk, store) = desk(99);
    for (number, answer) in all(&desk, 0..20).await.into_iter().enumerate() {
        match answer {
            Ok(answer) => assert_eq!(answer, number * 2),
            Err(error) => assert!(number == BROKEN && matches!(error, StoreError::Broken { .. }), "{number}: {error}"),
        }
    }
    assert_eq!(store.batches.lock().unwrap().iter().flatten().count(), 40);
}

#[tokio::test]
async fn a_store_that_is_away_is_asked_once_and_again_when_it_is_back() {
    let (desk, store) = desk(99);
    store.away.store(true, Ordering::Relaxed);
    for answer in all(&desk, 0..20).await {
        assert_eq!(answer.unwrap_err().to_string(), "the store is unavailable: the store is unavailable: away");
    }
    assert_eq!(sizes(&store), [20]);
    store.away.store(false, Ordering::Relaxed);
    assert_eq!(desk.ask(4).await.unwrap(), 8);
}

#[tokio::test]
async fn who_went_away_is_not_served_and_stops_nobody() {
    let (desk, store) = desk(0);
    let desk = Arc::new(desk);
    let ask = |number| {
        tokio::spawn({
            let desk = desk.clone();
            async move { desk.ask(number).await }
        })
    };
    let first = ask(1);
    while sizes(&store).is_empty() {
        tokio::task::yield_now().await;
    }
    let (gone, stays) = (ask(2), ask(3));
    while desk.0.capacity() > MAILBOX - 2 {
        tokio::task::yield_now().await;
    }
    gone.abort();
    assert!(gone.await.is_err());
    first.abort();
    assert!(first.await.is_err());
    store.door.add_permits(2);
    assert_eq!(stays.await.unwrap().unwrap(), 6);
    assert_eq!(*store.batches.lock().unwrap(), [[1], [3]]);
}

#[tokio::test]
async fn nobody_waits_for_ever() {
    let (desk, _store) = desk(0);
    let error = desk.ask_within(Duration::from_millis(20), 1).await.unwrap_err();
    assert!(error.to_string().contains("no answer in 20ms"), "{error}");
}
