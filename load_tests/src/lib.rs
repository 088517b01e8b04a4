//! Load on Ukur by people who do not exist: candidates, proctors and an administrator that speak the server's own
//! protocol, keep a ledger of what they were told, and hold it against the final records.
//!
//! In reading order: `line` and `door` speak to the server, `candidate` is one person, `behaviour` what people do,
//! `ledger` what one was told, `audit` the comparison; `scenario` puts many together, `tally` and `report` say how it
//! went. `bare` is what Ukur is compared with. `world` starts private servers, `bench` runs scenarios beside their limits.

pub mod audit;
pub mod bare;
pub mod behaviour;
pub mod bench;
pub mod candidate;
pub mod door;
pub mod ledger;
pub mod line;
pub mod meter;
pub mod office;
pub mod progress;
pub mod report;
pub mod scenario;
pub mod site;
pub mod tally;
pub mod trouble;
pub mod world;
