//! Protected banks: two members of staff seal a bank together, and open it together for the hours of a session. Keys and
//! halves of ceremonies live in this process's memory alone.

pub mod ports;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::AuthoringError;
use super::ports::AuthoringStore;
use crate::access::Access;
use crate::audit::Actor;
use crate::domain::ids::BankId;
use crate::domain::time::{Instant, Span};
use crate::planning::Planning;
use crate::trust::vault::{BankKey, Cost, KeyShare, Nonce, Passphrase, SealedShare, WrappingKey};
use ports::{Protected, VaultStore};

pub const MIN_PASSPHRASE_CHARS: usize = 12;
/// Argon2 would take them; nobody types them.
const MAX_PASSPHRASE_BYTES: usize = 256;
/// The second person is in the same room.
pub const PATIENCE: Span = Span::minutes(15);
/// From one session to the longest working day.
pub const HOURS: std::ops::RangeInclusive<u32> = 1..=14;
/// A working day; also how long a bank stays unlocked after it was protected.
pub const USUAL_HOURS: u32 = 8;

pub struct Vault {
    store: Arc<dyn VaultStore>,
    items: Arc<dyn AuthoringStore>,
    planning: Arc<Planning>,
    access: Arc<Access>,
    halves: Mutex<HashMap<BankId, Half>>,
    /// When unlocked banks are locked again.
    until: Mutex<HashMap<BankId, Instant>>,
    /// Second halves, and locking, one after the other.
    turn: tokio::sync::Mutex<()>,
}

/// What the first of the two did.
struct Half {
    who: String,
    /// Then it is void.
    until: Instant,
    share: KeyShare,
    purpose: Purpose,
}

enum Purpose {
    /// With the share as it will be stored.
    Protect(SealedShare),
    Unlock,
}

/// How a bank stands on this server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VaultState {
    pub standing: Standing,
    /// `None`: not protected.
    pub protected: Option<Protected>,
    pub waiting: Option<Waiting>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    Unprotected,
    Locked,
    Unlocked(Instant),
}

/// The second person is waited for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    pub first: String,
    pub until: Instant,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum VaultError {
    #[error("the bank is protected already")]
    AlreadyProtected,
    #[error("the bank is not protected")]
    NotProtected,
    /// Deliberately does not say whether the person holds a share.
    #[error("the passphrase is wrong, or you hold no share of this bank's key")]
    WrongPassphrase,
}

impl VaultError {
    /// Stable; the UI translates it.
    pub fn code(self) -> &'static str {
        match self {
            Self::AlreadyProtected => "already_protected",
            Self::NotProtected => "not_protected",
            Self::WrongPassphrase => "wrong_passphrase",
        }
    }
}

impl Vault {
    pub fn new<S>(store: Arc<S>, planning: Arc<Planning>, access: Arc<Access>) -> Self
    where
        S: VaultStore + AuthoringStore + 'static,
    {
        Self {
            store: store.clone(),
            items: store,
            planning,
            access,
            halves: Mutex::default(),
            until: Mutex::default(),
            turn: tokio::sync::Mutex::default(),
        }
    }

    pub async fn state(&self, bank: &BankId, now: Instant) -> Result<VaultState, AuthoringError> {
        let protected = self.store.protection(bank).await?;
        if protected.is_none() {
            self.check_known(bank).await?;
        }
        let until = locked(&self.until).get(bank).copied().filter(|until| *until > now);
        let standing = match (&protected, until) {
            (None, _) => Standing::Unprotected,
            (Some(_), None) => Standing::Locked,
            (Some(_), Some(until)) => Standing::Unlocked(until),
        };
        let halves = locked(&self.halves);
        let waiting = halves.get(bank).filter(|half| half.until > now);
        let waiting = waiting.map(|half| Waiting { first: half.who.clone(), until: half.until });
        Ok(VaultState { standing, protected, waiting })
    }

    /// Every protected bank, as it is stored.
    pub async fn protected(&self) -> Result<Vec<Protected>, AuthoringError> {
        Ok(self.store.protected().await?)
    }

    /// The first of two begins; the second, somebody else, finishes: then, and not before, all contents are sealed. The
    /// bank stays unlocked for the usual hours, so that nothing that runs is disturbed.
    pub async fn protect(
        &self,
        bank: &BankId,
        passphrase: Passphrase,
        by: &mut Actor,
    ) -> Result<VaultState, AuthoringError> {
        check_passphrase(&passphrase)?;
        self.check_unprotected(bank).await?;
        let (salt, nonce) = drawn(by.new_secret(), by.new_secret());
        let cost = Cost::standard(salt);
        let wrapping = self.stretch(passphrase, cost.clone(), by).await?;
        let _turn = self.turn.lock().await;
        let first = self.first_half(bank, by, |purpose| matches!(purpose, Purpose::Protect(_)));
        let key = BankKey::new(by.new_secret());
        let share = first.as_ref().map_or_else(|| KeyShare::new(by.new_secret()), |half| key.other_share(&half.share));
        let text = share.seal(bank.as_str(), &by.who, &wrapping, &nonce).map_err(|_| ODD)?;
        let sealed = SealedShare { cost, text };
        match first {
            Some(Half { who, purpose: Purpose::Protect(theirs), .. }) => {
                self.seal(bank, key, [(who, theirs), (by.who.clone(), sealed)], by).await?;
            }
            _ => {
                self.await_second(bank, share, Purpose::Protect(sealed), by);
                self.planning.record(&[by.act(None, "bank_protection_begun", bank.as_str())]).await;
            }
        }
        self.state(bank, by.now).await
    }

    async fn seal(
        &self,
        bank: &BankId,
        key: BankKey,
        mut shares: [(String, SealedShare); 2],
        by: &mut Actor,
    ) -> Result<(), AuthoringError> {
        shares.sort_by(|one, other| one.0.cmp(&other.0));
        let holders = format!("holders: {}, {}", shares[0].0, shares[1].0);
        let made = Protected {
            bank: bank.clone(),
            fingerprint: key.fingerprint(),
            made: by.now,
            made_by: by.who.clone(),
            cleaned: false,
            shares: shares.into(),
        };
        let act = by.act(None, "bank_protected", bank.as_str()).with(&holders);
        // Before the key is held: whoever hangs up in between leaves no key without an end.
        locked(&self.until).insert(bank.clone(), by.now + hours(USUAL_HOURS));
        if !self.store.protect(&made, key, by.new_secret(), &act).await? {
            locked(&self.until).remove(bank);
            return Err(VaultError::AlreadyProtected.into());
        }
        self.clean(bank, by.now).await;
        Ok(())
    }

    /// Both holders, one after the other in either order, within the patience; the second says for how long.
    pub async fn unlock(
        &self,
        bank: &BankId,
        passphrase: Passphrase,
        for_hours: u32,
        by: &mut Actor,
    ) -> Result<VaultState, AuthoringError> {
        if !HOURS.contains(&for_hours) {
            let detail = format!("{} to {}", HOURS.start(), HOURS.end());
            return Err(AuthoringError::Invalid { field: "hours", detail });
        }
        let made = self.protection(bank).await?;
        let Some(share) = self.own_share(&made, passphrase, by).await? else {
            return Err(self.refused(bank, by).await);
        };
        let _turn = self.turn.lock().await;
        let Some(first) = self.first_half(bank, by, |purpose| matches!(purpose, Purpose::Unlock)) else {
            self.await_second(bank, share, Purpose::Unlock, by);
            self.planning.record(&[by.act(None, "bank_unlock_begun", bank.as_str())]).await;
            return self.state(bank, by.now).await;
        };
        let key = BankKey::join(&first.share, &share);
        if key.fingerprint() != made.fingerprint {
            tracing::error!(%bank, "the two shares do not make the bank's key: a stored share was changed");
            return Err(AuthoringError::Broken("the shares do not make the key".into()));
        }
        // An end before a beginning: whoever hangs up in between leaves no key without one.
        locked(&self.until).insert(bank.clone(), by.now + hours(for_hours));
        self.store.hold_key(bank, key, by.new_secret());
        let detail = format!("with {}, for {for_hours} h", first.who);
        self.planning.record(&[by.act(None, "bank_unlocked", bank.as_str()).with(&detail)]).await;
        self.load(bank, by).await?;
        self.state(bank, by.now).await
    }

    /// The bank's versions into the catalogue; locked again when the store fails.
    async fn load(&self, bank: &BankId, by: &mut Actor) -> Result<(), AuthoringError> {
        match self.planning.load_bank(bank).await {
            Ok(unread) => {
                for error in unread {
                    tracing::error!(%bank, %error, "a version of an unlocked bank cannot be read");
                }
                Ok(())
            }
            Err(error) => {
                self.close(bank).await;
                self.planning.record(&[by.act(None, "bank_locked", bank.as_str()).with("not loaded")]).await;
                Err(error.into())
            }
        }
    }

    /// By hand, before the time is over.
    pub async fn lock(&self, bank: &BankId, by: &mut Actor) -> Result<VaultState, AuthoringError> {
        self.protection(bank).await?;
        let _turn = self.turn.lock().await;
        self.close(bank).await;
        self.planning.record(&[by.act(None, "bank_locked", bank.as_str())]).await;
        self.state(bank, by.now).await
    }

    /// Again and again: what had its time is wiped, and locked banks leave the catalogue as their sessions end (also
    /// banks that another server or process protected).
    pub async fn keep(&self, by: &mut Actor) -> Result<(), AuthoringError> {
        locked(&self.halves).retain(|_, half| half.until > by.now);
        let _turn = self.turn.lock().await;
        let over: Vec<BankId> = {
            let until = locked(&self.until);
            until.iter().filter(|(_, until)| **until <= by.now).map(|(bank, _)| bank.clone()).collect()
        };
        for bank in over {
            self.close(&bank).await;
            tracing::info!(%bank, "the time of an unlocked bank is over");
            self.planning.record(&[by.act(None, "bank_locked", bank.as_str()).with("time over")]).await;
        }
        for made in self.store.protected().await? {
            if !self.store.holds_key(&made.bank) {
                self.planning.withdraw_bank(&made.bank).await?;
            }
        }
        Ok(())
    }

    /// What an interrupted ceremony left undone.
    pub async fn clean_up(&self, now: Instant) -> Result<(), AuthoringError> {
        for made in self.store.protected().await?.iter().filter(|made| !made.cleaned) {
            self.clean(&made.bank, now).await;
        }
        Ok(())
    }

    /// The contents are sealed by now; that earlier ones remain in the files is told, and tried again at the next start.
    async fn clean(&self, bank: &BankId, now: Instant) {
        let (store, bank) = (self.store.clone(), bank.clone());
        // In a task of its own: it goes on when whoever asked hangs up.
        let cleaning = tokio::spawn(async move {
            if let Err(error) = store.clean(&bank, now).await {
                tracing::error!(%bank, %error, "the database's files still hold the contents as they were before");
            }
        });
        if cleaning.await.is_err() {
            tracing::error!("the cleaning of the database was interrupted");
        }
    }

    async fn close(&self, bank: &BankId) {
        self.store.drop_key(bank);
        locked(&self.until).remove(bank);
        locked(&self.halves).remove(bank);
        if let Err(error) = self.planning.withdraw_bank(bank).await {
            tracing::warn!(%bank, %error, "a locked bank is in the catalogue still; it leaves as soon as the store answers");
        }
    }

    /// `None`: no holder, or the wrong passphrase; both take as long.
    async fn own_share(
        &self,
        made: &Protected,
        passphrase: Passphrase,
        by: &Actor,
    ) -> Result<Option<KeyShare>, AuthoringError> {
        let share = made.share(&by.who);
        let cost = share.map_or_else(|| Cost::standard([0; 16]), |share| share.cost.clone());
        let wrapping = self.stretch(passphrase, cost, by).await?;
        Ok(share.and_then(|share| KeyShare::open(made.bank.as_str(), &by.who, &wrapping, &share.text).ok()))
    }

    async fn stretch(&self, passphrase: Passphrase, cost: Cost, by: &Actor) -> Result<WrappingKey, AuthoringError> {
        // Longer than any that was taken: wrong, and not worth the work.
        if passphrase.bytes() > MAX_PASSPHRASE_BYTES {
            return Err(VaultError::WrongPassphrase.into());
        }
        let work = move || WrappingKey::derive(&passphrase, &cost);
        self.access.stretch(&by.who, by.now, work).await?.map_err(|_| ODD)
    }

    async fn refused(&self, bank: &BankId, by: &mut Actor) -> AuthoringError {
        tracing::warn!(%bank, who = by.who, "a bank was not unlocked: wrong passphrase or no holder");
        self.planning.record(&[by.act(None, "bank_unlock_refused", bank.as_str())]).await;
        VaultError::WrongPassphrase.into()
    }

    /// What somebody else began for the same purpose, not too long ago.
    fn first_half(&self, bank: &BankId, by: &Actor, is_meant: impl Fn(&Purpose) -> bool) -> Option<Half> {
        let mut halves = locked(&self.halves);
        let fits =
            halves.get(bank).is_some_and(|half| half.who != by.who && half.until > by.now && is_meant(&half.purpose));
        if fits { halves.remove(bank) } else { None }
    }

    fn await_second(&self, bank: &BankId, share: KeyShare, purpose: Purpose, by: &Actor) {
        let half = Half { who: by.who.clone(), until: by.now + PATIENCE, share, purpose };
        locked(&self.halves).insert(bank.clone(), half);
    }

    async fn protection(&self, bank: &BankId) -> Result<Protected, AuthoringError> {
        match self.store.protection(bank).await? {
            Some(made) => Ok(made),
            None => {
                self.check_known(bank).await?;
                Err(VaultError::NotProtected.into())
            }
        }
    }

    async fn check_unprotected(&self, bank: &BankId) -> Result<(), AuthoringError> {
        if self.store.protection(bank).await?.is_some() {
            return Err(VaultError::AlreadyProtected.into());
        }
        self.check_known(bank).await
    }

    async fn check_known(&self, bank: &BankId) -> Result<(), AuthoringError> {
        let known = self.items.banks().await?.contains(bank) || self.planning.is_registered(bank).await?;
        if known { Ok(()) } else { Err(AuthoringError::Unknown("bank")) }
    }
}

/// The cipher or Argon2 refused sizes that are constants here.
const ODD: AuthoringError = AuthoringError::Interrupted("stretching a passphrase");

fn check_passphrase(passphrase: &Passphrase) -> Result<(), AuthoringError> {
    let wrong = |detail: String| Err(AuthoringError::Invalid { field: "passphrase", detail });
    if passphrase.chars() < MIN_PASSPHRASE_CHARS {
        return wrong(format!("at least {MIN_PASSPHRASE_CHARS} characters"));
    }
    if passphrase.bytes() > MAX_PASSPHRASE_BYTES {
        return wrong(format!("at most {MAX_PASSPHRASE_BYTES} bytes"));
    }
    Ok(())
}

/// Salt and nonce out of randomness.
fn drawn(salt: [u8; 32], nonce: [u8; 32]) -> ([u8; 16], Nonce) {
    (std::array::from_fn(|at| salt[at]), std::array::from_fn(|at| nonce[at]))
}

fn hours(count: u32) -> Span {
    Span::minutes(i64::from(count) * 60)
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
