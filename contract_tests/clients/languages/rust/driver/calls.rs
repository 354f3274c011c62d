//! The names that commands are called by, and what a command carries.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use runpod_sdk::{RunpodClient, RunpodConfig};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::jobs::{self, Handle};
use crate::outcome::{Outcome, Raised};
use crate::records;

#[derive(Deserialize)]
pub struct Command {
    pub call: String,
    pub key: String,
    #[serde(flatten)]
    rest: Map<String, Value>,
}

impl Command {
    /// An argument, as the type that the crate wants; null is as good as nothing.
    pub fn get<T: DeserializeOwned>(&self, name: &str) -> Outcome<T> {
        let said = self.rest.get(name).unwrap_or(&Value::Null);
        Ok(serde_json::from_value(said.clone())?)
    }

    pub fn has(&self, name: &str) -> bool {
        self.rest.contains_key(name)
    }

    /// A body as an input type of the crate.
    ///
    /// Fields that the type does not have cannot be sent, and are left out. A value that would be
    /// sent as another one is refused: an enum of the crate may take whatever it does not know for
    /// `Unknown`.
    pub fn input<T: DeserializeOwned + Serialize>(&self) -> Outcome<T> {
        let body: Map<String, Value> = self.get("body")?;
        let input: T = self.get("body")?;
        let sent: Map<String, Value> = serde_json::from_value(serde_json::to_value(&input)?)?;
        match sent
            .iter()
            .find(|(name, value)| body.get(*name) != Some(*value))
        {
            Some((name, value)) => {
                Err(Raised::new("Unsayable", format!("{name} would be {value}")))
            }
            None => Ok(input),
        }
    }
}

/// A client of the crate for each key, and each job that it has submitted.
pub struct Session {
    url: String,
    clients: RefCell<HashMap<String, RunpodClient>>,
    pub jobs: RefCell<HashMap<String, Rc<Handle>>>,
}

impl Session {
    pub fn new(url: &str) -> Self {
        let (clients, jobs) = Default::default();
        let url = url.to_string();
        Self { url, clients, jobs }
    }

    pub fn client(&self, key: &str) -> Outcome<RunpodClient> {
        if let Some(client) = self.clients.borrow().get(key) {
            return Ok(client.clone());
        }
        let client = RunpodConfig::builder()
            .with_api_key(key)
            .with_rest_url(format!("{}/v1", self.url))
            .with_api_url(format!("{}/v2", self.url))
            .build_client()?;
        let mut clients = self.clients.borrow_mut();
        Ok(clients.entry(key.to_string()).or_insert(client).clone())
    }
}

pub async fn answer(session: &Session, command: &Command) -> Outcome {
    let client = session.client(&command.key)?;
    match command.call.as_str() {
        "endpoint.create" => records::create_endpoint(&client, command).await,
        "endpoint.get" => records::get_endpoint(&client, command).await,
        "endpoint.list" => records::list_endpoints(&client, command).await,
        "endpoint.update" => records::update_endpoint(&client, command).await,
        "endpoint.delete" => records::delete_endpoint(&client, command).await,
        "template.create" => records::create_template(&client, command).await,
        "template.get" => records::get_template(&client, command).await,
        "template.list" => records::list_templates(&client, command).await,
        "template.update" => records::update_template(&client, command).await,
        "template.delete" => records::delete_template(&client, command).await,
        "pod.list" => records::list_pods(&client, command).await,
        "endpoint.run" => jobs::run_record(&client, command).await,
        "job.run" => jobs::run(session, client, command).await,
        "job.await" => jobs::awaited(client, command).await,
        "job.run_now" => jobs::run_now(client, command).await,
        "job.purge_queue" => jobs::purge_queue(client, command).await,
        "job.health" => jobs::health(client, command).await,
        "job.status" => jobs::status(session, command).await,
        "job.output" => jobs::output(session, command).await,
        "job.stream" => jobs::stream(session, command).await,
        "job.cancel" => jobs::cancel(session, command).await,
        "job.unsubmitted" => jobs::unsubmitted(client, command).await,
        other => Err(Raised::new("NotOffered", other)),
    }
}
