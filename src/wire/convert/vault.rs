//! Protected banks: from the application's state to the wire's.

use crate::authoring::vault::{Standing, VaultState};
use crate::wire::number::InstantMs;
use crate::wire::vault::{VaultStanding, VaultView, VaultWaiting};

pub fn vault_view(state: VaultState) -> VaultView {
    let (standing, until) = match state.standing {
        Standing::Unprotected => (VaultStanding::Unprotected, None),
        Standing::Locked => (VaultStanding::Locked, None),
        Standing::Unlocked(until) => (VaultStanding::Unlocked, Some(until)),
    };
    let made = state.protected;
    VaultView {
        standing,
        until_ms: until.map(|until| InstantMs(until.0)),
        protected_ms: made.as_ref().map(|made| InstantMs(made.made.0)),
        remains: made.as_ref().is_some_and(|made| !made.cleaned),
        holders: made.map(|made| made.shares.into_iter().map(|(holder, _)| holder).collect()).unwrap_or_default(),
        waiting: state
            .waiting
            .map(|waiting| VaultWaiting { first: waiting.first, until_ms: InstantMs(waiting.until.0) }),
    }
}
