//! What a call came to: the crate's own words for a failure, and a few for what never reached it.

use std::error::Error as StdError;

use runpod_sdk::Error;
use serde::Serialize;
use serde_json::Value;
use tokio::task::JoinError;
use tokio::time::error::Elapsed;

pub type Outcome<T = Value> = Result<T, Raised>;

#[derive(Debug, Serialize)]
pub struct Raised {
    kind: &'static str,
    status: Option<u16>,
    text: String,
}

impl Raised {
    pub fn new(kind: &'static str, text: impl Into<String>) -> Self {
        let (status, text) = (None, text.into());
        Self { kind, status, text }
    }

    pub fn panicked(crash: JoinError) -> Self {
        let said = crash.into_panic();
        let text = match (said.downcast_ref::<&str>(), said.downcast_ref::<String>()) {
            (Some(text), _) => text.to_string(),
            (_, Some(text)) => text.clone(),
            _ => String::new(),
        };
        Self::new("Panic", text)
    }
}

impl From<Error> for Raised {
    fn from(error: Error) -> Self {
        let (kind, status) = match &error {
            Error::Http(cause) => ("Http", cause.status().map(|status| status.as_u16())),
            Error::Serialization(_) => ("Serialization", None),
            Error::Config(_) => ("Config", None),
            Error::Job(_) => ("Job", None),
            _ => ("Error", None),
        };
        let text = chain(&error);
        Self { kind, status, text }
    }
}

/// Something that the crate's types cannot say.
impl From<serde_json::Error> for Raised {
    fn from(error: serde_json::Error) -> Self {
        Self::new("Unsayable", error.to_string())
    }
}

impl From<Elapsed> for Raised {
    fn from(error: Elapsed) -> Self {
        Self::new("Elapsed", error.to_string())
    }
}

/// An error with its causes, which the crate leaves for its user to ask for.
fn chain(error: &dyn StdError) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        let said = inner.to_string();
        if !text.contains(&said) {
            text = format!("{text}: {said}");
        }
        cause = inner.source();
    }
    text
}
