//! Administrators at their desks: requests of the routes, as somebody who signed in.

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, header};
use serde_json::Value;
use tower::ServiceExt as _;
use ukur::access::NewAccount;
use ukur::access::role::Role;
use ukur::http::{layered, routes};

use super::Hall;

const PASSWORD: &str = "kata sandi panjang";

impl Hall {
    /// The routes, with an account for each of these names.
    pub async fn desk(&self, administrators: &[&str]) -> Router {
        for name in administrators {
            let account = NewAccount {
                username: (*name).into(),
                name: (*name).into(),
                role: Role::Administrator,
                password: PASSWORD.into(),
            };
            self.access.add_staff(account, &mut self.actor("ukur")).await.unwrap();
        }
        layered(routes(self.http()), false)
    }

    pub async fn raw(&self, desk: &Router, who: &str, method: &str, path: &str, body: &str) -> (u16, Vec<u8>) {
        self.advance(6_000); // one more try for the sign-in limit
        let token = self.access.sign_in_staff(who, PASSWORD.into(), &mut self.actor("")).await.unwrap().0;
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::HOST, "ukur.example")
            .header(header::CONTENT_TYPE, "application/json")
            .header(header::COOKIE, format!("ukur_staff={token}"));
        let response = desk.clone().oneshot(request.body(Body::from(body.to_owned())).unwrap()).await.unwrap();
        (response.status().as_u16(), to_bytes(response.into_body(), 1 << 22).await.unwrap().to_vec())
    }

    /// What comes back is no JSON only where nothing does.
    pub async fn ask(&self, desk: &Router, who: &str, method: &str, path: &str, body: &Value) -> (u16, Value) {
        let (status, bytes) = self.raw(desk, who, method, path, &body.to_string()).await;
        (status, serde_json::from_slice(&bytes).unwrap_or_default())
    }
}
