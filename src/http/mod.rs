//! HTTP: the URL map, who may do what, errors as RFC 9457, one handler file a noun. Nothing here decides a rule of the
//! domain and nothing here knows a database.

mod analysis;
mod audit;
pub mod auth;
mod authoring;
mod banks;
mod blueprints;
pub mod body;
mod candidate_sign_in;
mod candidates;
mod events;
mod layers;
pub mod live;
mod media;
mod norms;
pub mod problem;
mod rescorings;
mod results;
pub mod router;
mod sessions;
mod staff;
pub mod state;

pub use layers::layered;
pub use router::routes;
pub use sessions::view as session_view;
pub use state::HttpState;
