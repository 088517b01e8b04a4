//! Staff: accounts, sign-in, sign-out.

use super::error::AccessError;
use super::ports::StaffAccount;
use super::role::{Role, StaffMember};
use super::{Access, password, token};
use crate::audit::Actor;
use crate::domain::time::{Instant, Span};

/// A working day; then staff sign in again.
pub const STAFF_LOGIN_LIFE: Span = Span::minutes(12 * 60);
const MAX_NAME_CHARS: usize = 120;

/// An account to be made.
#[derive(Clone)]
pub struct NewAccount {
    pub username: String,
    pub name: String,
    pub role: Role,
    pub password: String,
}

impl Access {
    pub async fn add_staff(&self, new: NewAccount, by: &mut Actor) -> Result<StaffMember, AccessError> {
        let member = checked(&new)?;
        let [salt, _] = halves(by.new_secret());
        let account = StaffAccount { member, password: self.passwords.hash(new.password, salt).await? };
        let act = by.act(None, "staff_added", &account.member.username).with(new.role.name());
        if self.store.add_staff(&account, by.now, &act).await? {
            Ok(account.member)
        } else {
            Err(AccessError::UsernameTaken)
        }
    }

    pub async fn staff(&self) -> Result<Vec<StaffMember>, AccessError> {
        Ok(self.store.staff().await?)
    }

    /// Gives the token for the cookie. Every try counts against the username, right or wrong: passwords are chosen by
    /// people, so they must not be guessed at the speed of the machine.
    pub async fn sign_in_staff(
        &self,
        username: &str,
        password: String,
        by: &mut Actor,
    ) -> Result<(String, StaffMember), AccessError> {
        let username = username.trim().to_lowercase();
        if !is_username(&username) {
            return Err(AccessError::WrongCredentials);
        }
        self.staff_limit.take(&username, by.now).map_err(AccessError::TooManyAttempts)?;
        let account = self.store.staff_account(&username).await?;
        let right = self.passwords.verify(password, account.as_ref().map(|a| a.password.clone())).await?;
        match account {
            Some(account) if right => self.admit_staff(account.member, by).await,
            _ => Err(AccessError::WrongCredentials),
        }
    }

    pub async fn staff_of(&self, token: &str, now: Instant) -> Result<Option<StaffMember>, AccessError> {
        match token::hash(token) {
            Some(hash) => Ok(self.store.staff_of_login(&hash, now).await?),
            None => Ok(None),
        }
    }

    /// Stretches a secret that a signed-in member of staff typed. It counts as a try to sign in and waits in the same
    /// queue: neither is a way round the other's limit.
    pub async fn stretch<T: Send + 'static>(
        &self,
        username: &str,
        now: Instant,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, AccessError> {
        self.staff_limit.take(username, now).map_err(AccessError::TooManyAttempts)?;
        self.passwords.run(move || Ok(work())).await
    }

    pub async fn sign_out_staff(&self, token: &str, by: &mut Actor) -> Result<(), AccessError> {
        if let Some(hash) = token::hash(token) {
            let who = by.who.clone();
            self.store.remove_staff_login(&hash, &by.act(None, "staff_signed_out", &who)).await?;
        }
        Ok(())
    }

    async fn admit_staff(&self, member: StaffMember, by: &mut Actor) -> Result<(String, StaffMember), AccessError> {
        let secret = by.new_secret();
        let token = token::write(&secret);
        let hash = token::hash(&token).ok_or(AccessError::Hashing)?;
        by.who.clone_from(&member.username);
        let act = by.act(None, "staff_signed_in", &member.username);
        self.store.add_staff_login(&hash, &member.username, by.now + STAFF_LOGIN_LIFE, &act).await?;
        Ok((token, member))
    }
}

fn checked(new: &NewAccount) -> Result<StaffMember, AccessError> {
    let bad = |field, detail| Err(AccessError::BadField { field, detail });
    let name = new.name.trim();
    if !is_username(&new.username) {
        return bad("username", "3 to 40 of a-z, 0-9, dot, dash and underscore");
    }
    if name.is_empty() || name.chars().count() > MAX_NAME_CHARS || name.chars().any(char::is_control) {
        return bad("name", "1 to 120 characters");
    }
    if new.password.chars().count() < password::MIN_CHARS {
        return bad("password", "at least 10 characters");
    }
    if new.password.len() > password::MAX_BYTES {
        return bad("password", "at most 256 bytes");
    }
    Ok(StaffMember { username: new.username.clone(), name: name.to_owned(), role: new.role })
}

fn is_username(text: &str) -> bool {
    (3..=40).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'.' | b'-' | b'_'))
}

fn halves(secret: [u8; 32]) -> [[u8; 16]; 2] {
    let mut halves = [[0; 16]; 2];
    for (half, bytes) in halves.iter_mut().zip(secret.chunks_exact(16)) {
        half.copy_from_slice(bytes);
    }
    halves
}
