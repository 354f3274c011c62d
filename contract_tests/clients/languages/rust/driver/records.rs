//! Endpoints and templates: what the crate decodes, written down by the crate's own types.

use runpod_sdk::RunpodClient;
use runpod_sdk::model::{
    GetEndpointQuery, GetTemplateQuery, ListEndpointsQuery, ListPodsQuery, ListTemplatesQuery,
};
use runpod_sdk::service::{EndpointsService, PodsService, TemplatesService};
use serde::Serialize;

use crate::calls::Command;
use crate::outcome::Outcome;

fn shown(record: impl Serialize) -> Outcome {
    Ok(serde_json::to_value(record)?)
}

pub async fn create_endpoint(client: &RunpodClient, command: &Command) -> Outcome {
    shown(client.create_endpoint(command.input()?).await?)
}

pub async fn get_endpoint(client: &RunpodClient, command: &Command) -> Outcome {
    let id: String = command.get("id")?;
    let query = GetEndpointQuery {
        include_template: command.get("include_template")?,
        include_workers: command.get("include_workers")?,
    };
    shown(client.get_endpoint(&id, query).await?)
}

pub async fn list_endpoints(client: &RunpodClient, command: &Command) -> Outcome {
    let query = ListEndpointsQuery {
        include_template: command.get("include_template")?,
        include_workers: command.get("include_workers")?,
    };
    shown(client.list_endpoints(query).await?)
}

pub async fn update_endpoint(client: &RunpodClient, command: &Command) -> Outcome {
    let id: String = command.get("id")?;
    shown(client.update_endpoint(&id, command.input()?).await?)
}

pub async fn delete_endpoint(client: &RunpodClient, command: &Command) -> Outcome {
    let id: String = command.get("id")?;
    shown(client.delete_endpoint(&id).await?)
}

pub async fn create_template(client: &RunpodClient, command: &Command) -> Outcome {
    shown(client.create_template(command.input()?).await?)
}

pub async fn get_template(client: &RunpodClient, command: &Command) -> Outcome {
    let id: String = command.get("id")?;
    let query = GetTemplateQuery {
        include_endpoint_bound_templates: command.get("include_bound")?,
        include_public_templates: command.get("include_public")?,
        include_runpod_templates: command.get("include_runpod")?,
    };
    shown(client.get_template(&id, query).await?)
}

pub async fn list_templates(client: &RunpodClient, command: &Command) -> Outcome {
    let query = ListTemplatesQuery {
        include_endpoint_bound_templates: command.get("include_bound")?,
        include_public_templates: command.get("include_public")?,
        include_runpod_templates: command.get("include_runpod")?,
    };
    shown(client.list_templates(query).await?)
}

pub async fn update_template(client: &RunpodClient, command: &Command) -> Outcome {
    let id: String = command.get("id")?;
    shown(client.update_template(&id, command.input()?).await?)
}

pub async fn delete_template(client: &RunpodClient, command: &Command) -> Outcome {
    let id: String = command.get("id")?;
    shown(client.delete_template(&id).await?)
}

pub async fn list_pods(client: &RunpodClient, command: &Command) -> Outcome {
    let query = ListPodsQuery {
        data_center_id: command.get("data_centers")?,
        ..Default::default()
    };
    shown(client.list_pods(query).await?)
}
