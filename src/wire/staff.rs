//! Staff sign-in, shared by proctors and administrators, and the error shape of the HTTP API.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// `POST /api/staff/sign-in`; sets the cookie.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
#[ts(export)]
pub struct StaffSignIn {
    pub username: String,
    pub password: String,
}

/// `GET /api/staff/me`.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct StaffMe {
    pub username: String,
    pub name: String,
    pub role: StaffRole,
}

/// An administrator may do all that a proctor may.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum StaffRole {
    Proctor,
    Administrator,
}

/// RFC 9457 problem document: the body of every HTTP error (`application/problem+json`).
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct Problem {
    /// `urn:ukur:problem:<code>`.
    #[serde(rename = "type")]
    pub kind: String,
    pub title: String,
    pub status: u16,
    /// Stable code that the UI translates.
    pub code: String,
    /// What exactly, in English, for people who mend things.
    pub detail: String,
    /// The places that are wrong, when the request had several.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub faults: Vec<Fault>,
    /// Seconds until a retry makes sense (also in `Retry-After`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_after_s: Option<u32>,
}

/// One wrong place: a row and column of a file, a field of a body, an item of a bank, a cell of a blueprint.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct Fault {
    /// 1-based line of the file, when there is one.
    pub row: Option<u32>,
    pub field: String,
    pub code: String,
    pub detail: String,
}
