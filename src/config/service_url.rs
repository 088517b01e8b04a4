//! The address of a service with its password, which no log and no error ever shows.

use std::fmt;

/// `scheme://user:password@host:port/name?…`. Shown without user, password and parameters.
#[derive(Clone, PartialEq, Eq)]
pub struct ServiceUrl(String);

impl ServiceUrl {
    /// Takes a text with one of these schemes, a host, and no parameter but the listed ones: an unknown one would be
    /// ignored, and a password among them would be shown.
    pub(super) fn read(text: &str, schemes: &[&str], parameters: &[&str]) -> Option<Self> {
        let (scheme, rest) = text.split_once("://")?;
        let (place, query) = rest.split_once('?').unwrap_or((rest, ""));
        let (_, host) = place.rsplit_once('@').unwrap_or(("", place));
        let known = |pair: &str| parameters.contains(&pair.split('=').next().unwrap_or_default());
        let right = schemes.contains(&scheme)
            && !host.is_empty()
            && !text.chars().any(|c| c.is_whitespace() || c.is_control())
            && query.split('&').filter(|pair| !pair.is_empty()).all(known);
        right.then(|| Self(text.to_owned()))
    }

    /// The whole, for whoever opens the connection.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for ServiceUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&masked(&self.0))
    }
}

/// What of an address may be shown, right or wrong. When it is unclear where a password ends, only the scheme.
pub(super) fn masked(text: &str) -> String {
    let Some((scheme, rest)) = text.split_once("://") else { return "***".to_owned() };
    let (place, query) = rest.split_once('?').unwrap_or((rest, ""));
    let unclear = query.contains('@') || scheme.contains([':', '@']);
    match place.rsplit_once('@') {
        _ if unclear => "***".to_owned(),
        Some((_, host)) => format!("{scheme}://***@{host}"),
        None => format!("{scheme}://{place}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<ServiceUrl> {
        ServiceUrl::read(text, &["postgres", "postgresql"], &["sslmode"])
    }

    #[test]
    fn takes_its_own_schemes_only() {
        for right in ["postgres://h/d", "postgresql://u:p@h:5432/d?sslmode=require", "postgres://u@[::1]/d"] {
            assert_eq!(read(right).unwrap().expose(), right);
        }
        for wrong in ["mysql://h/d", "h/d", "postgres:h", "postgres://", "postgres://u:p@", "postgres://h/d?password=p"]
        {
            assert!(read(wrong).is_none(), "{wrong}");
        }
    }

    #[test]
    fn shows_no_password_however_it_is_written() {
        for text in [
            "postgres://ani:rahasia@h:5432/d",
            "postgres://ani:rahasia@x@h/d",
            "postgres://ani:rah/rahasia@h/d",
            "postgres://ani:a?rahasia@h/d",
            "postgres://h/d?password=rahasia",
            "postgres://h/d?password=a@rahasia",
            "postgres:ani:rahasia@h",
            "ani:rahasia@postgres://h",
            "rahasia",
        ] {
            assert!(!masked(text).contains("rahasia"), "{text}: {}", masked(text));
        }
        assert_eq!(format!("{:?}", read("postgres://ani:rahasia@h:1/d").unwrap()), "postgres://***@h:1/d");
    }
}
