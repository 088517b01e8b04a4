//! Members of staff and what they may do.

/// An administrator may do all that a proctor may.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    Proctor,
    Administrator,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StaffMember {
    pub username: String,
    pub name: String,
    pub role: Role,
}

impl Role {
    pub fn name(self) -> &'static str {
        match self {
            Self::Proctor => "proctor",
            Self::Administrator => "administrator",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Proctor, Self::Administrator].into_iter().find(|role| role.name() == name)
    }
}
