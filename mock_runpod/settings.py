"""Every option, once: its name, type, default, one sentence and the rule it comes from.

Command-line flags, `MOCK_RUNPOD_*` variables, the TOML file, `/__mock/config` and the table in the
README all follow from the fields below. `Server` is decided when the process starts; each world has
its own `WorldSettings`, which can be changed while it runs.
"""

from dataclasses import Field, dataclass, field, fields
from typing import Annotated, Any, Literal

from annotated_types import Interval, Predicate

#: A hundred years: further than any timer, and safe to add up.
CENTURY_S = 3_155_760_000
Seconds = Annotated[float, Interval(ge=0, le=CENTURY_S)]
Milliseconds = Annotated[int, Interval(ge=0, le=CENTURY_S * 1000)]
#: Of what happens again and again: with no time in between, time would stand still.
Period = Annotated[float, Interval(ge=0.001, le=CENTURY_S)]
#: A worker gives up on a question after 90 s.
Poll = Annotated[float, Interval(ge=0.05, lt=90)]
#: A handler may block its worker, and no ping need come: it takes a while to be sure.
Silence = Annotated[float, Interval(ge=1, le=CENTURY_S)]
Count = Annotated[int, Interval(ge=0, le=10**9)]
Port = Annotated[int, Interval(ge=0, le=65_535)]


def path_safe(text: str) -> bool:
    """It can be a part of an address as it is."""
    return text.isascii() and all(each.isalnum() or each in "-._~" for each in text)


PathPart = Annotated[str, Predicate(path_safe)]


def option(default: Any, says: str, rule: str = "", *, secret: bool = False) -> Any:
    """One option. `rule` names the rule of the behaviour specification that gave the default."""
    return field(default=default, metadata={"says": says, "rule": rule, "secret": secret})


@dataclass(frozen=True, slots=True, kw_only=True)
class WorldSettings:
    """How one simulated RunPod behaves. Durations are seconds of that world's own clock."""

    # How long things take. None: what the profile says.
    image_pull_s: Seconds | None = option(None, "Image pull of a new worker", "B-127")
    boot_s: Seconds | None = option(None, "Container start to ready", "B-127")
    flashboot_boot_s: Seconds | None = option(None, "The same, when FlashBoot kept state", "B-127")
    dispatch_s: Seconds | None = option(None, "From a free worker to a started job", "B-127")
    execution_s: Seconds | None = option(None, "What a simulated job takes if it does not say", "")

    # Jobs.
    heartbeat_loss_s: Seconds = option(40.0, "Silence after which a job is lost", "B-083")
    auto_retries: Count = option(1, "How often a lost job is dispatched again", "B-083")
    exec_timeout_slack_s: Seconds = option(3.0, "How late the execution timeout fires", "B-085")
    execution_timeout_ms: Milliseconds = option(600_000, "Default execution timeout", "B-070")
    ttl_ms: Milliseconds = option(86_400_000, "Default time to live of a job", "B-070")
    policy_out_of_range: Literal["refuse", "clamp"] = option(
        "refuse", "What to do with a policy outside its limits", "B-070"
    )
    retention_async_s: Seconds = option(1_800.0, "How long a /run result is kept", "B-087")
    retention_sync_s: Seconds = option(60.0, "How long a /runsync result is kept", "B-087")
    retention_wait_s: Seconds = option(300.0, "The same, when ?wait= was given", "B-087")
    runsync_wait_ms: Milliseconds = option(90_000, "How long /runsync waits by default", "B-068")
    wait_min_ms: Milliseconds = option(1_000, "Shortest ?wait=", "B-068")
    wait_max_ms: Milliseconds = option(300_000, "Longest ?wait=", "B-068")
    stream_hold_s: Seconds = option(5.0, "How long /stream waits for a chunk", "B-101")
    job_id_suffix: PathPart = option("-u1", "Region suffix of job ids", "B-013")
    webhook_delays_s: tuple[Seconds, ...] = option((5.0, 15.0), "Pauses before retries", "B-110")
    webhook_anywhere: bool = option(False, "Also post webhooks to public addresses", "")
    rate_limits: bool = option(False, "Enforce the documented rate limits", "B-112")
    rate_per_worker: Count = option(0, "Requests a running worker adds to a limit", "B-112")

    # Workers and scaling.
    scaler_tick_s: Period = option(1.0, "Period of the QUEUE_DELAY check", "B-135")
    extra_workers: Count = option(0, "Workers the platform may add above workersMax", "B-138")
    throttle_retry_s: Period = option(10.0, "How often a throttled worker looks for stock", "")
    unhealthy_retry_s: Period = option(60.0, "How often an unhealthy worker starts again", "")
    unhealthy_give_up_s: Seconds = option(604_800.0, "When it is given up", "B-124")
    idle_downgrade: bool = option(False, "Lower workersMax of endpoints nobody uses", "B-142")
    worker_quota: Count = option(5, "Least worker quota; the balance can raise it", "B-141")

    # Real workers, which attach to the mock.
    long_poll_s: Poll = option(5.0, "How long a real worker's question for a job is held", "W1")
    busy_poll_s: Poll = option(85.0, "The same for what to stop, while it has jobs", "W16")
    lost_after: Literal["fast", "faithful"] = option(
        "fast", "A lost real worker is noticed at once, or after heartbeat_loss_s", "W14"
    )
    worker_silence_s: Silence = option(45.0, "Silence after which a real worker is lost", "W14")
    worker_boot_s: Period = option(60.0, "How long a real one may take to its first question", "")
    drop_empty_input: bool = option(False, "Real workers get no `input` if it is empty", "B-066")
    oversize_result: Literal["drop", "lose", "keep"] = option(
        "drop", "What becomes of a result that is too large", "B-088"
    )
    object_error_completes: bool = option(
        False, "An `error` that is no text completes a job without output", "B-082"
    )
    kill_old_workers: bool = option(
        False, "A launched worker that cannot be told to stop a job is ended", "B-091"
    )

    # Control plane.
    template_grace_s: Seconds = option(120.0, "A template stays undeletable after use", "B-055")
    lb_no_worker_s: Seconds = option(120.0, "Load balancer: wait for a worker (not yet)", "B-171")
    lb_processing_s: Seconds = option(330.0, "Load balancer: time per request (not yet)", "B-172")

    # The simulation itself.
    poll_worth_s: Seconds = option(1.0, "What a poll of an unfinished job is worth in `auto`", "")
    event_limit: Count = option(10_000, "How many events a world remembers; 0 keeps all", "")
    rewind_turns: Count = option(0, "How many turns a world keeps to be rewound to", "")
    max_journal_entries: Count = option(1_000, "How many requests a world's journal keeps", "")
    fidelity_header: bool = option(True, "An answer that rests on an inference says so", "")

    # Quirks: readings of reality that can be switched.
    v1_cpu_becomes_gpu: bool = option(False, "REST v1 makes a GPU endpoint of a CPU one", "B-031")
    v1_omit_dcids: bool = option(False, "REST v1 does not show dataCenterIds", "B-035")
    v1_401_message: bool = option(False, "REST v1 says why in a 401", "B-007")
    v1_sunset_headers: bool = option(False, "REST v1 announces its end in headers", "B-026")
    nv_shrink_ok: bool = option(False, "Network volumes may shrink (not yet)", "B-197")
    gql_delete_requires_zero: bool = option(
        False, "GraphQL delete needs 0 workers (not yet)", "B-218"
    )
    timed_out_status: Literal["off", "ttl", "exec", "both"] = option(
        "off", "Where the documented TIMED_OUT appears", "B-246"
    )
    strict_python_worker: bool = option(False, "Simulated workers drop an empty input", "B-066")
    qd_first_immediate: bool = option(True, "QUEUE_DELAY starts the first worker at once", "B-261")
    bind_templates: bool = option(True, "One endpoint per serverless template", "B-028")
    hide_all_bound_templates: bool = option(False, "Hide every bound template from lists", "B-051")


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """What the process is started with."""

    host: str = option("127.0.0.1", "Address to listen on")
    port: Port = option(8642, "Port to listen on; 0 takes a free one")
    clock: str = option("real", "How time passes: real, scaled:N, manual or auto")
    profile: str = option("quick", "How long things take: a name in fixtures/profiles or a file")
    seed: int = option(0, "Seed of all randomness; each world mixes its own name in")
    data: str = option("empty", "World to begin with: a name in fixtures/worlds, a file or folder")
    worker_tokens: bool = option(False, "Real workers must send the token of `worker env`")
    faults: str = option("", "What goes wrong: a name in fixtures/faults or a file")
    keys: tuple[str, ...] = option((), "API keys to accept; none: any", "B-005", secret=True)
    refuse_real_keys: bool = option(False, "Refuse keys that look like real ones", "B-005")
    admin_token: str = option("", "Token the control API asks for", secret=True)
    hosts: tuple[str, ...] = option((), "More Host names the control API answers to")
    log_format: Literal["text", "json"] = option("text", "How log lines look")
    log_level: Literal["debug", "info", "warning", "error"] = option("info", "Least level to log")
    log_file: str = option("", "File to add log lines to, instead of standard error")
    watch: bool = option(False, "Begin all worlds anew when one of their files changes")


def options_of(kind: type[Any]) -> tuple[Field[Any], ...]:
    """The options of `Server` or `WorldSettings`, in the order they are written above."""
    return fields(kind)


ALL_OPTIONS = (*options_of(Server), *options_of(WorldSettings))
