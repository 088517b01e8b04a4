//! Staff, faults and the trail.

use crate::access::NewAccount;
use crate::access::role::{Role, StaffMember};
use crate::audit::Act;
use crate::planning::fault;
use crate::wire::admin::NewStaff;
use crate::wire::number::InstantMs;
use crate::wire::proctor::AuditEntry;
use crate::wire::staff::{Fault, StaffMe, StaffRole};

impl From<Role> for StaffRole {
    fn from(role: Role) -> Self {
        match role {
            Role::Proctor => Self::Proctor,
            Role::Administrator => Self::Administrator,
        }
    }
}

impl From<StaffRole> for Role {
    fn from(role: StaffRole) -> Self {
        match role {
            StaffRole::Proctor => Self::Proctor,
            StaffRole::Administrator => Self::Administrator,
        }
    }
}

impl From<StaffMember> for StaffMe {
    fn from(member: StaffMember) -> Self {
        Self { username: member.username, name: member.name, role: member.role.into() }
    }
}

impl From<NewStaff> for NewAccount {
    fn from(new: NewStaff) -> Self {
        Self { username: new.username, name: new.name, role: new.role.into(), password: new.password }
    }
}

impl From<fault::Fault> for Fault {
    fn from(fault: fault::Fault) -> Self {
        Self { row: fault.row, field: fault.field, code: fault.code.to_owned(), detail: fault.detail }
    }
}

impl From<Act> for AuditEntry {
    fn from(act: Act) -> Self {
        Self {
            at_ms: InstantMs(act.at.0),
            who: act.who,
            action: act.action,
            subject: act.subject,
            reason: act.reason,
            detail: act.detail,
        }
    }
}
