"""Nouns: what there is. Frozen values without behaviour; nothing here knows HTTP or time."""

from mock_runpod.model.account import Account
from mock_runpod.model.answers import (
    Answer,
    Attempt,
    By,
    Condition,
    How,
    Law,
    Piece,
    Rule,
    Seconds,
    Spread,
    Tally,
)
from mock_runpod.model.bills import Bill
from mock_runpod.model.catalog import Catalog, CpuFlavor, DataCenter, GpuType, Pool, RateLimit
from mock_runpod.model.effects import CallHandler, Effect, PostWebhook
from mock_runpod.model.endpoints import Behaviour, ComputeType, Endpoint, EndpointSpec, ScalerType
from mock_runpod.model.events import Changed, Dropped, Event, Noted
from mock_runpod.model.faults import Aim, Fault
from mock_runpod.model.jobs import NO_POLICY, Chunk, Job, JobStatus, Policy, Submission
from mock_runpod.model.market import Stock
from mock_runpod.model.patterns import RequestPattern
from mock_runpod.model.processes import Process, Staffing
from mock_runpod.model.profiles import Profile, Stage
from mock_runpod.model.record import Record, replace
from mock_runpod.model.steps import Await, Crash, Emit, Finish, Ignore, Progress, Say, Silence, Step
from mock_runpod.model.templates import Owner, Template, TemplateSpec
from mock_runpod.model.volumes import NetworkVolume
from mock_runpod.model.webhooks import Delivery, DeliveryStatus
from mock_runpod.model.workers import Place, Worker, WorkerStatus

__all__ = [
    "NO_POLICY",
    "Account",
    "Aim",
    "Answer",
    "Attempt",
    "Await",
    "Behaviour",
    "Bill",
    "By",
    "CallHandler",
    "Catalog",
    "Changed",
    "Chunk",
    "ComputeType",
    "Condition",
    "CpuFlavor",
    "Crash",
    "DataCenter",
    "Delivery",
    "DeliveryStatus",
    "Dropped",
    "Effect",
    "Emit",
    "Endpoint",
    "EndpointSpec",
    "Event",
    "Fault",
    "Finish",
    "GpuType",
    "How",
    "Ignore",
    "Job",
    "JobStatus",
    "Law",
    "NetworkVolume",
    "Noted",
    "Owner",
    "Piece",
    "Place",
    "Policy",
    "Pool",
    "PostWebhook",
    "Process",
    "Profile",
    "Progress",
    "RateLimit",
    "Record",
    "RequestPattern",
    "Rule",
    "Say",
    "ScalerType",
    "Seconds",
    "Silence",
    "Spread",
    "Staffing",
    "Stage",
    "Step",
    "Stock",
    "Submission",
    "Tally",
    "Template",
    "TemplateSpec",
    "Worker",
    "WorkerStatus",
    "replace",
]
