"""Nouns: what there is. Frozen values without behaviour; nothing here knows HTTP or time."""

from mock_runpod.model.account import Account
from mock_runpod.model.catalog import Catalog, CpuFlavor, DataCenter, GpuType, Pool, RateLimit
from mock_runpod.model.effects import Effect, PostWebhook
from mock_runpod.model.endpoints import Behaviour, ComputeType, Endpoint, EndpointSpec, ScalerType
from mock_runpod.model.events import Changed, Dropped, Event, Noted
from mock_runpod.model.faults import Aim, Fault
from mock_runpod.model.jobs import NO_POLICY, Chunk, Job, JobStatus, Policy, Submission
from mock_runpod.model.market import Stock
from mock_runpod.model.patterns import RequestPattern
from mock_runpod.model.profiles import Profile, Stage
from mock_runpod.model.record import Record, replace
from mock_runpod.model.steps import Crash, Emit, Finish, Ignore, Progress, Say, Step
from mock_runpod.model.templates import Owner, Template, TemplateSpec
from mock_runpod.model.volumes import NetworkVolume
from mock_runpod.model.webhooks import Delivery, DeliveryStatus
from mock_runpod.model.workers import Place, Worker, WorkerStatus

__all__ = [
    "NO_POLICY",
    "Account",
    "Aim",
    "Behaviour",
    "Catalog",
    "Changed",
    "Chunk",
    "ComputeType",
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
    "Ignore",
    "Job",
    "JobStatus",
    "NetworkVolume",
    "Noted",
    "Owner",
    "Place",
    "Policy",
    "Pool",
    "PostWebhook",
    "Profile",
    "Progress",
    "RateLimit",
    "Record",
    "RequestPattern",
    "Say",
    "ScalerType",
    "Stage",
    "Step",
    "Stock",
    "Submission",
    "Template",
    "TemplateSpec",
    "Worker",
    "WorkerStatus",
    "replace",
]
