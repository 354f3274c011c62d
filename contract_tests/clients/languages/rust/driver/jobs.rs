//! Jobs: the crate submits one when its future is first polled, and only that future knows its id.

use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::rc::Rc;
use std::task::Poll;
use std::time::{Duration, Instant};

use runpod_sdk::RunpodClient;
use runpod_sdk::model::GetEndpointQuery;
use runpod_sdk::serverless::{ServerlessEndpoint, ServerlessJob};
use runpod_sdk::service::EndpointsService;
use serde_json::{Value, json};
use tokio::time::{sleep, timeout};

use crate::calls::{Command, Session};
use crate::outcome::{Outcome, Raised};

pub type Handle = Pin<Box<ServerlessJob>>;

const PAUSE: Duration = Duration::from_millis(20);
/// Seconds for a job to get its id, or its output; in group A it gets neither.
const PATIENCE: f64 = 30.0;

fn patience(command: &Command) -> Outcome<Duration> {
    let seconds: Option<f64> = command.get("timeout")?;
    Ok(Duration::from_secs_f64(seconds.unwrap_or(PATIENCE)))
}

fn endpoint(client: RunpodClient, command: &Command) -> Outcome<ServerlessEndpoint> {
    let id: String = command.get("endpoint")?;
    Ok(ServerlessEndpoint::new(id, client))
}

fn handle(session: &Session, command: &Command) -> Outcome<Rc<Handle>> {
    let id: String = command.get("job")?;
    let jobs = session.jobs.borrow();
    let found = jobs.get(&id).map(Rc::clone);
    found.ok_or_else(|| Raised::new("NoHandle", format!("{id} was not run here")))
}

/// Polls until the job has its id, and no further.
async fn submitted(job: ServerlessJob) -> Outcome<Handle> {
    let mut job = Box::pin(job);
    poll_fn(|context| match job.as_mut().poll(context) {
        Poll::Ready(ended) => Poll::Ready(ended.map(|_output| ())),
        Poll::Pending if job.job_id().is_some() => Poll::Ready(Ok(())),
        Poll::Pending => Poll::Pending,
    })
    .await?;
    Ok(job)
}

pub async fn run(session: &Session, client: RunpodClient, command: &Command) -> Outcome {
    if command.has("request") {
        return Err(Raised::new(
            "NotOffered",
            "the crate writes the whole request",
        ));
    }
    let input: Value = command.get("input")?;
    let job = submitted(endpoint(client, command)?.run(&input)?);
    let job = timeout(patience(command)?, job).await??;
    let id = job.job_id().unwrap_or_default().to_string();
    session.jobs.borrow_mut().insert(id.clone(), Rc::new(job));
    Ok(json!({"id": id}))
}

/// `run(...).await`.
pub async fn awaited(client: RunpodClient, command: &Command) -> Outcome {
    let input: Value = command.get("input")?;
    let job = endpoint(client, command)?.run(&input)?;
    let output = timeout(patience(command)?, job).await??;
    Ok(json!({"output": output}))
}

pub async fn run_now(client: RunpodClient, command: &Command) -> Outcome {
    let input: Value = command.get("input")?;
    let output: Value = endpoint(client, command)?.run_now(&input).await?;
    Ok(json!({"output": output}))
}

/// `Endpoint::run`: from the record to its output.
pub async fn run_record(client: &RunpodClient, command: &Command) -> Outcome {
    let (id, input): (String, Value) = (command.get("id")?, command.get("input")?);
    let record = client
        .get_endpoint(&id, GetEndpointQuery::default())
        .await?;
    let output = record.run(client.clone(), &input)?.await?;
    Ok(json!({"output": output}))
}

pub async fn status(session: &Session, command: &Command) -> Outcome {
    let status = handle(session, command)?.status().await?;
    Ok(json!({"status": status}))
}

/// The crate does not wait for an output: its user asks for the status until it is final.
pub async fn output(session: &Session, command: &Command) -> Outcome {
    let job = handle(session, command)?;
    let until = Instant::now() + patience(command)?;
    while Instant::now() < until && !job.status().await?.is_final() {
        sleep(PAUSE).await;
    }
    let output: Value = job.output().await?;
    Ok(json!({"output": output}))
}

/// The crate gives out what is there: its user asks until the status is final.
pub async fn stream(session: &Session, command: &Command) -> Outcome {
    let job = handle(session, command)?;
    let limit: Option<usize> = command.get("limit")?;
    let mut chunks: Vec<Value> = vec![];
    loop {
        let (status, more) = job.stream().await?;
        chunks.extend(more.into_iter().map(|chunk| chunk.output));
        if limit.is_some_and(|limit| chunks.len() >= limit) {
            chunks.truncate(limit.unwrap_or_default());
            return Ok(json!({"chunks": chunks}));
        }
        if status.is_final() {
            return Ok(json!({"chunks": chunks}));
        }
        sleep(PAUSE).await;
    }
}

pub async fn cancel(session: &Session, command: &Command) -> Outcome {
    handle(session, command)?.cancel().await?;
    Ok(json!({}))
}

/// What a job that was never polled says when it is asked.
pub async fn unsubmitted(client: RunpodClient, command: &Command) -> Outcome {
    let job = endpoint(client, command)?.run(&Value::Null)?;
    Ok(json!({"status": job.status().await?}))
}

pub async fn purge_queue(client: RunpodClient, command: &Command) -> Outcome {
    endpoint(client, command)?.purge_queue().await?;
    Ok(json!({}))
}

pub async fn health(client: RunpodClient, command: &Command) -> Outcome {
    Ok(serde_json::to_value(
        endpoint(client, command)?.health().await?,
    )?)
}
