//! The analysis of results: what items did, what they measure, and the calibrations that follow. It orders the store
//! around `ukur_psychometrics`, on threads of its own, so that a running sitting does not wait for a statistic.
//! Everything here is for administrators: options name their key.

mod cache;
pub mod data;
mod error;
mod estimate;
mod exchange;
mod gather;
mod jobs;
mod proposals;
mod reading;
mod rescored;
mod responses;
pub mod study;
pub mod view;

use std::sync::Arc;

pub use error::AnalysisError;
pub use gather::Choice;
pub use jobs::Clock;

use crate::audit::AuditLog;
use crate::bank::catalogue::Catalogue;
use crate::delivery::ports::RecordStore;
use crate::planning::ports::{CalibrationStore, JobStore, LibraryStore, PlanStore, RescoringStore};
use cache::Cache;
use jobs::Jobs;

/// A parameter file of a bank; larger ones than this have no use.
pub const MAX_PARAMETER_BYTES: usize = 16 * 1024 * 1024;
/// What helpers of a busy server are nice by: a sitting always comes first.
const NICENESS: i32 = 10;

/// Sets of results in memory (with and without a calibration), and views: those of the few who analyse at once.
const MOST_RESULTS: usize = 4;
const MOST_VIEWS: usize = 24;

pub struct Analysis {
    plan: Arc<dyn PlanStore>,
    records: Arc<dyn RecordStore>,
    library: Arc<dyn LibraryStore>,
    calibrations: Arc<dyn CalibrationStore>,
    rescorings: Arc<dyn RescoringStore>,
    audit: Arc<dyn AuditLog>,
    catalogue: Arc<Catalogue>,
    /// Results as they were read, which are large, and what was computed of them.
    results: Cache,
    views: Cache,
    stored_jobs: Arc<dyn JobStore>,
    jobs: Jobs,
    threads: Arc<rayon::ThreadPool>,
    /// Of its own: whoever reads a statistic does not wait for a calibration.
    calibrating: Arc<rayon::ThreadPool>,
}

impl Analysis {
    /// # Errors
    /// The system has no thread left.
    pub fn new<S>(store: Arc<S>, catalogue: Arc<Catalogue>) -> Result<Self, rayon::ThreadPoolBuildError>
    where
        S: PlanStore + LibraryStore + CalibrationStore + RescoringStore + JobStore + AuditLog + RecordStore + 'static,
    {
        Ok(Self {
            plan: store.clone(),
            records: store.clone(),
            library: store.clone(),
            calibrations: store.clone(),
            rescorings: store.clone(),
            stored_jobs: store.clone(),
            audit: store,
            catalogue,
            results: Cache::of(MOST_RESULTS),
            views: Cache::of(MOST_VIEWS),
            jobs: Jobs::default(),
            threads: Arc::new(threads("analysis")?),
            calibrating: Arc::new(threads("calibration")?),
        })
    }

    /// Computes away from the threads that serve sittings.
    async fn work<T: Send + 'static>(
        &self,
        what: &'static str,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, AnalysisError> {
        on(self.threads.clone(), what, work).await
    }
}

/// Off the async threads.
async fn on<T: Send + 'static>(
    threads: Arc<rayon::ThreadPool>,
    what: &'static str,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, AnalysisError> {
    let done = tokio::task::spawn_blocking(move || threads.install(work)).await;
    done.map_err(|_| AnalysisError::Interrupted(what))
}

/// Half the machine at most, behind everything else in the queue for it.
fn threads(name: &'static str) -> Result<rayon::ThreadPool, rayon::ThreadPoolBuildError> {
    let cores = std::thread::available_parallelism().map_or(2, usize::from);
    let humble = |_| {
        // Where the system does not allow it the work is as quick as any other.
        let _ = rustix::process::nice(NICENESS);
    };
    rayon::ThreadPoolBuilder::new()
        .num_threads((cores / 2).max(1))
        .thread_name(move |n| format!("{name}-{n}"))
        .start_handler(humble)
        .build()
}
