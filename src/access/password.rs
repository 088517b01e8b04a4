//! Passwords: argon2id, off the async threads, two at a time. Each takes tens of milliseconds and 19 MiB, so a crowd
//! at the door waits instead of taking the machine down.

use std::sync::Arc;

use argon2::{Argon2, PasswordHasher, PasswordVerifier};
use tokio::sync::Semaphore;

use super::error::AccessError;

const AT_ONCE: usize = 2;
pub(super) const MIN_CHARS: usize = 10;
/// Argon2 would take gigabytes; nobody types them.
pub(super) const MAX_BYTES: usize = 256;
/// Salt of the hash that is made, and thrown away, for a username that does not exist.
const NOBODYS_SALT: [u8; 16] = *b"nobody is behind";

pub(super) struct Passwords(Arc<Semaphore>);

impl Default for Passwords {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(AT_ONCE)))
    }
}

impl Passwords {
    /// The PHC string to store.
    pub(super) async fn hash(&self, password: String, salt: [u8; 16]) -> Result<String, AccessError> {
        self.run(move || {
            let hash = Argon2::default().hash_password_with_salt(password.as_bytes(), &salt);
            hash.map(|hash| hash.to_string()).map_err(|_| AccessError::Hashing)
        })
        .await
    }

    /// Takes as long for a username that does not exist (`stored` is `None`) as for a wrong password.
    pub(super) async fn verify(&self, password: String, stored: Option<String>) -> Result<bool, AccessError> {
        if password.len() > MAX_BYTES {
            return Ok(false);
        }
        self.run(move || {
            let Some(stored) = stored else {
                let _ = Argon2::default().hash_password_with_salt(password.as_bytes(), &NOBODYS_SALT);
                return Ok(false);
            };
            Ok(Argon2::default().verify_password(password.as_bytes(), stored.as_str()).is_ok())
        })
        .await
    }

    /// Off the async threads, in the queue of all that is stretched.
    pub(super) async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T, AccessError> + Send + 'static,
    ) -> Result<T, AccessError> {
        let permit = self.0.clone().acquire_owned().await.map_err(|_| AccessError::Hashing)?;
        let done = tokio::task::spawn_blocking(move || {
            let result = work();
            // Released by the work, not by the caller, who may have hung up meanwhile.
            drop(permit);
            result
        });
        done.await.map_err(|_| AccessError::Hashing)?
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn only_the_right_password_verifies() {
        let passwords = Passwords::default();
        let stored = passwords.hash("rahasia sekali".into(), [1; 16]).await.unwrap();
        assert!(stored.starts_with("$argon2id$"));
        assert!(passwords.verify("rahasia sekali".into(), Some(stored.clone())).await.unwrap());
        assert!(!passwords.verify("rahasia sekalI".into(), Some(stored)).await.unwrap());
        assert!(!passwords.verify("rahasia sekali".into(), None).await.unwrap());
    }

    #[tokio::test]
    async fn a_broken_hash_or_an_endless_password_is_wrong_not_an_error() {
        let passwords = Passwords::default();
        assert!(!passwords.verify("x".into(), Some("not a hash".into())).await.unwrap());
        assert!(!passwords.verify("x".repeat(1 << 20), None).await.unwrap());
    }
}
