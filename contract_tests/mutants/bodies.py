"""Endpoints and templates as REST v1 shows them: a field that is not what it should be."""

from typing import Any

from contract_tests.mutants.edits import (
    Edit,
    added,
    becomes,
    dropped,
    family,
    null,
    renamed,
    says,
)
from contract_tests.mutants.exchange import Mutant, Rows

CREATE, READ, LIST = "POST /v1/endpoints", "GET /v1/endpoints/*", "GET /v1/endpoints"
UPDATE, ANY = "PATCH /v1/endpoints/*", "GET|POST|PATCH /v1/endpoints**"
TEMPLATE, TEMPLATES = "GET|PATCH /v1/templates/*", "GET /v1/templates"

NUMBERS = (
    *("executionTimeoutMs", "gpuCount", "idleTimeout", "scalerValue", "version"),
    *("workersMax", "workersMin"),
)
TEXTS = ("computeType", "createdAt", "id", "name", "scalerType", "templateId", "userId")
LISTS = ("dataCenterIds", "gpuTypeIds")
FIELDS = (*NUMBERS, *TEXTS, *LISTS, "env", "flashboot", "networkVolumeId", "networkVolumeIds")


def snake(key: str) -> str:
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in key)


def misspelt(key: str) -> Edit:
    return renamed(key, snake(key) if snake(key) != key else key.title())


def by_one(key: str) -> Edit:
    return becomes(key, lambda value: value + 1)


def as_text(key: str) -> Edit:
    return becomes(key, str)


def as_fraction(key: str) -> Edit:
    return becomes(key, float)


def joined(key: str) -> Edit:
    return becomes(key, ",".join)


def lacking_last(data: list[Any]) -> list[Any]:
    return data[:-1]


def workers_without_gpu(data: Any) -> Any:
    return {**data, "workers": [{**each, "gpu": {"id": "x"}} for each in data["workers"]]}


PICKED: list[tuple[str, str, str, Any, tuple[str, ...], int, int]] = [
    # name, at, what it breaks, edit, of these fields, seed, how many
    ("endpoint-lacks", READ, "a field is dropped", dropped, FIELDS, 1, 6),
    ("endpoint-nulls", READ, "a field is null", null, FIELDS, 2, 5),
    ("endpoint-renames", READ, "a field has another name", misspelt, FIELDS, 3, 3),
    ("endpoint-by-one", READ, "a number is one too high", by_one, NUMBERS, 4, 3),
    ("endpoint-number-as-text", READ, "an integer is a string", as_text, NUMBERS, 5, 3),
    ("endpoint-fraction", READ, "an integer is written 4.0", as_fraction, NUMBERS, 6, 3),
    ("endpoint-list-as-text", READ, "an array is a comma string", joined, LISTS, 7, 2),
    ("created-lacks", CREATE, "a field is dropped", dropped, FIELDS, 8, 3),
    ("updated-lacks", UPDATE, "a field is dropped", dropped, FIELDS, 9, 3),
    ("listed-lacks", LIST, "a field is dropped", dropped, FIELDS, 10, 3),
]


def rows() -> Rows:
    for name, at, breaks, edit, of, seed, size in PICKED:
        yield from family(name, at, breaks, edit, of=of, seed=seed, size=size)
    for name, at, breaks, edit in HAND_PICKED:
        yield Mutant(name, at, breaks, says(edit))


HAND_PICKED: list[tuple[str, str, str, Edit]] = [
    ("flashboot-as-text", ANY, "a boolean is a string",
     becomes("flashboot", lambda on: str(on).lower())),
    ("flashboot-inverted", READ, "a boolean says the opposite",
     becomes("flashboot", lambda on: not on)),
    ("scaler-lower-case", ANY, "an enum in lower case", becomes("scalerType", str.lower)),
    ("scaler-unknown", ANY, "an enum value nobody knows",
     becomes("scalerType", lambda _: "QUEUE_LENGTH")),
    ("compute-title-case", ANY, "an enum in title case", becomes("computeType", str.title)),
    ("created-at-as-number", ANY, "a time is a number of seconds",
     becomes("createdAt", lambda _: 1790000000)),
    ("created-at-day-first", ANY, "a time that is no RFC 3339",
     becomes("createdAt", lambda at: f"{at[8:10]}/{at[5:7]}/{at[:4]}")),
    ("gpu-order-lost", ANY, "GPUs come back in order of the alphabet",
     becomes("gpuTypeIds", sorted)),
    ("gpu-only-first", ANY, "only the first GPU is kept",
     becomes("gpuTypeIds", lambda ids: ids[:1])),
    ("data-center-lost", READ, "the last data center is missing",
     becomes("dataCenterIds", lacking_last)),
    ("env-emptied", ANY, "the variables of the template are not shown",
     becomes("env", lambda _: {})),
    ("env-as-pairs", ANY, "variables are a list of key and value",
     becomes("env", lambda env: [{"key": k, "value": v} for k, v in env.items()])),
    ("env-numbers", ANY, "variables that look like numbers are numbers",
     becomes("env", lambda env: {k: int(v) if v.isdigit() else v for k, v in env.items()})),
    ("volume-null", ANY, "no volume is null, not an empty string",
     becomes("networkVolumeId", lambda id: id or None)),
    ("name-suffixed", ANY, "FlashBoot marks the name", becomes("name", lambda name: f"{name} -fb")),
    ("name-trimmed", ANY, "a long name is cut", becomes("name", lambda name: name[:64])),
    ("name-ascii", ANY, "letters beyond ASCII are lost",
     becomes("name", lambda name: name.encode("ascii", "replace").decode())),
    ("list-in-envelope", LIST, "the list is wrapped", lambda data: {"endpoints": data}),
    ("list-lacks-last", LIST, "the newest endpoint is missing", lacking_last),
    ("list-twice", LIST, "an endpoint is listed twice", lambda data: data[:1] + data),
    ("list-newest-first", LIST, "the newest endpoint comes first", lambda data: data[::-1]),
    ("template-always", READ, "a template that nobody asked for", added("template", {"id": "x"})),
    ("workers-always", READ, "workers that nobody asked for", added("workers", [])),
    ("workers-gpu-in-part", READ, "a part of the GPU where all or nothing goes",
     lambda data: workers_without_gpu(data) if data.get("workers") else data),
    ("template-image-renamed", TEMPLATE, "imageName is called image",
     renamed("imageName", "image")),
    ("template-disk-as-text", TEMPLATE, "an integer is a string", as_text("containerDiskInGb")),
    ("template-ports-as-text", TEMPLATE, "an array is a comma string", joined("ports")),
    ("template-env-emptied", TEMPLATE, "the variables are not shown", becomes("env", lambda _: {})),
    ("template-command-as-text", TEMPLATE, "a command is one string",
     becomes("dockerStartCmd", " ".join)),
    ("template-serverless-inverted", TEMPLATE, "a boolean says the opposite",
     becomes("isServerless", lambda on: not on)),
    ("template-volume-of-pods", TEMPLATE, "a serverless template has a volume",
     becomes("volumeInGb", lambda _: 20)),
    ("templates-in-envelope", TEMPLATES, "the list is wrapped", lambda data: {"templates": data}),
    ("templates-lack-last", TEMPLATES, "the newest template is missing", lacking_last),
]  # fmt: skip
