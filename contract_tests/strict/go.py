"""What the two Go SDKs can decode, and the answers that lead the official one astray.

encoding/json is easy on what is missing, null or spelled in another case, and hard on types: `12.0`
is no int. Tables named `official.…` are `runpod/go-sdk` (the job API), `cozy.…` are the community's
`cozy-creator/runpod-go-sdk` (pods, volumes, jobs). Both SDKs were run to establish this (B-291).
"""

import re
from collections.abc import Mapping

from contract_tests.strict.decoding import (
    Decoder,
    Fits,
    Need,
    Table,
    anything,
    boolean,
    real,
    rows,
    text,
    whole,
)
from contract_tests.strict.enums import FINAL

OPT = Need.OPT
DAY_AND_TIME = r"\d{4}-\d\d-\d\d%s\d\d:\d\d:\d\d(\.\d+)?"
RFC_3339 = re.compile(DAY_AND_TIME % "T" + r"(Z|[+-]\d\d:\d\d)")
AS_GO_PRINTS = re.compile(DAY_AND_TIME % " " + r" \+0000 UTC")

OFFICIAL: Mapping[str, Table] = {
    "official.Run": rows(OPT, "string", "id status"),
    "official.Job": (
        rows(OPT, "string", "id status error")
        | rows(OPT, "int", "delayTime executionTime retries")
        | rows(OPT, "any", "output")
    ),
    "official.Cancel": (
        rows(OPT, "string", "id status error") | rows(OPT, "int", "delayTime executionTime")
    ),
    "official.Stream": rows(OPT, "string", "status") | rows(OPT, "Vec<Map<any>>", "stream"),
    "official.PurgeQueue": rows(OPT, "string", "status") | rows(OPT, "int", "removed"),
    "official.Health": (
        rows(OPT, "official.Jobs", "jobs") | rows(OPT, "official.Workers", "workers")
    ),
    "official.Jobs": rows(OPT, "int", "completed failed inProgress inQueue retried"),
    "official.Workers": rows(OPT, "int", "idle initializing ready running throttled"),
}
COZY: Mapping[str, Table] = {
    "cozy.Pod": (
        rows(OPT, "int", "gpuCount vcpuCount memoryInGb containerDiskInGb volumeInGb")
        | rows(OPT, "float64", "costPerHr adjustedCostPerHr")
        | rows(OPT, "Map<string>", "env")
        | rows(OPT, "Vec<string>", "ports")
        | rows(OPT, "bool", "locked interruptible")
        | rows(OPT, "time", "createdAt lastStartedAt")
        | rows(OPT, "string", "id name imageName image desiredStatus machineId publicIp")
        | rows(OPT, "string", "volumeMountPath networkVolumeId cpuFlavorId lastStatusChange")
        | rows(OPT, "cozy.Gpu", "gpu")
        | rows(OPT, "cozy.Machine", "machine")
        | rows(OPT, "cozy.NetworkVolume", "networkVolume")
        | rows(OPT, "cozy.Runtime", "runtime")
    ),
    "cozy.Gpu": rows(OPT, "string", "id displayName") | rows(OPT, "int", "count"),
    "cozy.Machine": rows(OPT, "string", "id name gpuTypeId dataCenterId region countryCode"),
    "cozy.Runtime": (
        rows(OPT, "int", "uptimeSeconds containerExitCode")
        | rows(OPT, "string", "lastStartedAt lastStatusChange publicIp status reason error")
        | rows(OPT, "Map<any>", "ports")
    ),
    "cozy.NetworkVolume": (
        rows(OPT, "string", "id name dataCenterId")
        | rows(OPT, "int", "size")
        | rows(OPT, "time", "createdAt")
        | rows(OPT, "Vec<string>", "podIds")
    ),
    "cozy.Job": (
        rows(OPT, "string", "id status error endpointId")
        | rows(OPT, "int", "executionTimeMs retryCount")
        | rows(OPT, "time", "createdAt startedAt completedAt")
        | rows(OPT, "any", "input output stream")
    ),
    "cozy.EndpointHealth": (
        rows(OPT, "string", "status")
        | rows(OPT, "int", "jobsInQueue workersIdle workersActive workersTotal")
    ),
}


def instant(value: object) -> bool:
    if not isinstance(value, str):
        return False
    return not value or bool(RFC_3339.fullmatch(value) or AS_GO_PRINTS.fullmatch(value))


SCALARS: Mapping[str, Fits] = {
    "string": text,
    "bool": boolean,
    "int": whole(64),
    "float64": real,
    "time": instant,
    "any": anything,
}
DECODER = Decoder(tables={**OFFICIAL, **COZY}, scalars=SCALARS, easy=True)

ANSWERS = {
    **{"run": "official.Run", "cancel": "official.Cancel", "stream": "official.Stream"},
    **{"health": "official.Health", "purge-queue": "official.PurgeQueue"},
    **dict.fromkeys(("runsync", "status", "status-sync"), "official.Job"),
}


def decode_go(kind: str, value: object) -> list[str]:
    """Every complaint with a JSON pointer: `decode_go("Vec<cozy.Pod>", body)`."""
    return list(DECODER.complaints(kind, value))


def misled_go(operation: str, status: int, body: object) -> list[str]:
    """What makes the official SDK fail, stop early or panic on an answer of the job API."""
    if status != 200:
        return [f"{status} is an error: only 200 is read"]
    found = decode_go(ANSWERS[operation], body)
    if operation in {"runsync", "status-sync"} and isinstance(body, dict):
        unfinished = body.get("status") not in FINAL
        if unfinished and body.get("error") is not None:
            found.append("/error: ends the wait of an unfinished job")
        if unfinished and operation == "runsync" and body.get("id") is None:
            found.append("/id: missing on an unfinished job, the SDK panics")
    return found
