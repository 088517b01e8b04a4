//! Potential categories and the cut scores between them.

/// From lowest to highest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PotentialCategory {
    KurangPotensial,
    CukupPotensial,
    Potensial,
    SangatPotensial,
}

/// Lowest score (0 to 100) of each category above `kurang potensial`, rising.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cuts {
    pub cukup_potensial: f64,
    pub potensial: f64,
    pub sangat_potensial: f64,
}
