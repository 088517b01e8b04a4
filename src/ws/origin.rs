//! A browser sends `Origin` with a websocket upgrade and no CORS rule applies to it, so the server compares. Programs
//! that are no browsers send none and are let in: they hold no cookie of somebody else.

use axum::http::{HeaderMap, header};

pub(super) fn is_same(headers: &HeaderMap) -> bool {
    let Some(origin) = headers.get(header::ORIGIN) else { return true };
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
    let origin = origin.to_str().ok().and_then(|origin| origin.split_once("://")).map(|(_, host)| host);
    matches!((origin, host), (Some(origin), Some(host)) if origin.eq_ignore_ascii_case(host))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(origin: Option<&str>) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(header::HOST, "ukur.example:8080".parse().unwrap());
        if let Some(origin) = origin {
            headers.insert(header::ORIGIN, origin.parse().unwrap());
        }
        headers
    }

    #[test]
    fn only_the_own_origin_or_none_passes() {
        assert!(is_same(&headers(None)));
        assert!(is_same(&headers(Some("http://ukur.example:8080"))));
        for forged in ["https://evil.example", "http://ukur.example", "null", "http://ukur.example:8080.evil.example"] {
            assert!(!is_same(&headers(Some(forged))), "{forged}");
        }
    }
}
