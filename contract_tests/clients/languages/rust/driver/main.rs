//! A driver of the crate `runpod-sdk`: reads commands as JSON lines, answers each with what the
//! crate returned or how it failed, and ends with its input.

mod calls;
mod jobs;
mod outcome;
mod records;

use std::io::{self, BufRead, Write};
use std::rc::Rc;

use serde_json::{Value, json};
use tokio::runtime::Builder;
use tokio::task::LocalSet;

use calls::{Command, Session};
use outcome::{Outcome, Raised};

fn main() {
    let url = std::env::var("MOCK_URL").expect("MOCK_URL says where the server is");
    // A second thread sees connections end while this one waits for a command.
    let runtime = Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .expect("threads");
    let (local, session) = (LocalSet::new(), Rc::new(Session::new(&url)));
    for line in io::stdin().lock().lines() {
        let command = serde_json::from_str(&line.expect("text")).expect("a command");
        let outcome = local.block_on(&runtime, answered(Rc::clone(&session), command));
        let mut stdout = io::stdout().lock();
        writeln!(stdout, "{}", written(outcome)).expect("a reader");
        stdout.flush().expect("a reader");
    }
}

/// A panic of the crate is something that its user sees, too; the next command is answered all the
/// same.
async fn answered(session: Rc<Session>, command: Command) -> Outcome {
    let call = tokio::task::spawn_local(async move { calls::answer(&session, &command).await });
    call.await
        .unwrap_or_else(|crash| Err(Raised::panicked(crash)))
}

fn written(outcome: Outcome) -> Value {
    match outcome {
        Ok(returned) => json!({"returned": returned}),
        Err(raised) => json!({"raised": raised}),
    }
}
