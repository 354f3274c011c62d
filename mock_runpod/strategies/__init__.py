"""Hypothesis strategies for everything that can be sent to RunPod, and for what just misses it.

    from hypothesis import given
    from mock_runpod import strategies

    @given(strategies.endpoint_creates(template_ids=["abcdefghij"]))
    def test_my_client_can_create(payload): ...

The valid ones yield JSON bodies that are accepted as they stand. Each `invalid_…` one yields a
`Misfit`: a body with exactly one thing wrong, and the JSON pointer of that thing. What may be named
in a body is in a `Vocabulary`: the whole published catalogue, or what your client knows of it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

try:
    from hypothesis import strategies as st
except ImportError as missing:
    raise ImportError(
        "mock_runpod.strategies needs Hypothesis: pip install 'mock-runpod[test]'"
    ) from missing

from mock_runpod import fixtures
from mock_runpod.model import ComputeType, ScalerType
from mock_runpod.strategies.fields import (
    FLAG,
    NO_OBJECT,
    UNKNOWN,
    Body,
    Field,
    Misfit,
    Strategy,
    bodies,
    each_of,
    inner,
    maybe_null,
    misfits,
    one_of,
    text,
    texts_by_name,
    whole,
    wrong,
)

__all__ = [
    "Misfit",
    "Vocabulary",
    "endpoint_creates",
    "endpoint_updates",
    "invalid_endpoint_creates",
    "invalid_endpoint_updates",
    "invalid_job_submissions",
    "invalid_template_creates",
    "invalid_template_updates",
    "job_submissions",
    "json_values",
    "mock_inputs",
    "policies",
    "published",
    "template_creates",
    "template_updates",
]

NAME_LENGTH = 191
#: Policy limits in milliseconds (B-070).
SHORTEST_RUN, SHORTEST_LIFE, LONGEST = 5_000, 10_000, 604_800_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """The words a body may use, e.g. those that an old client can decode."""

    gpu_type_ids: Sequence[str]
    data_center_ids: Sequence[str]
    cuda_versions: Sequence[str]
    cpu_flavor_ids: Sequence[str]


def published() -> Vocabulary:
    """Every word of the API's own enums."""
    known = fixtures.catalog()
    return Vocabulary(
        gpu_type_ids=[gpu.id for gpu in known.gpus.values() if gpu.in_v1_enum],
        data_center_ids=[dc.id for dc in known.data_centers.values() if dc.in_v1_live],
        cuda_versions=list(known.cuda_versions),
        cpu_flavor_ids=list(known.cpus),
    )


# JSON, and jobs made of it.


def json_values(*, max_leaves: int = 8) -> Strategy:
    """Anything that JSON can say and every client can read back unchanged."""
    integers = st.integers(-(2**63), 2**63 - 1)
    reals = st.floats(allow_nan=False, allow_infinity=False)
    return st.recursive(
        st.none() | st.booleans() | integers | reals | st.text(),
        lambda inside: st.lists(inside) | st.dictionaries(st.text(), inside),
        max_leaves=max_leaves,
    )


def mock_inputs(*, longest_s: int = 30) -> st.SearchStrategy[Body]:
    """Inputs that tell a simulated worker what to do with the job (B-156)."""
    seconds = st.integers(0, longest_s) | st.floats(0, longest_s)
    updates = st.integers(0, 3) | st.lists(json_values(), max_size=3)
    progress = st.fixed_dictionaries({"updates": updates}, optional={"wait_time": seconds})
    keys: dict[str, Strategy] = {
        "mock_return": json_values() | st.lists(json_values(), max_size=4),
        "mock_delay": seconds,
        "mock_error": st.text() | st.booleans(),
        "mock_crash": st.booleans(),
        "mock_refresh": st.booleans(),
        "mock_progress": progress,
        "mock_logs": st.text() | st.lists(st.text(), max_size=3),
    }
    return st.fixed_dictionaries({}, optional=keys).filter(bool)


def policies() -> st.SearchStrategy[Body]:
    """What a submission may say about its own time, within the limits (B-070)."""
    return bodies(_POLICY)


def job_submissions(
    *,
    inputs: Strategy | None = None,
    webhooks: Sequence[str] = ("http://127.0.0.1:9/hook",),
) -> st.SearchStrategy[Body]:
    """Bodies of /run and /runsync: any input, with or without policy, webhook and bucket."""
    return bodies(_submission(inputs, webhooks), required=["input"])


def invalid_job_submissions() -> st.SearchStrategy[Misfit]:
    """Bodies of /run with one thing wrong. Keys that are not known are fine there (B-065)."""
    return misfits(_submission(None, ()), required=["input"], closed=False)


# Endpoints.


def endpoint_creates(
    *,
    template_ids: Sequence[str],
    network_volume_ids: Sequence[str] = (),
    workers_max: int = 5,
    words: Vocabulary | None = None,
) -> st.SearchStrategy[Body]:
    """Bodies of `POST /endpoints`, over all fields, for GPU and CPU.

    The templates must be free serverless ones, the volumes in different data centers, and the
    quota must have room for `workers_max`.
    """
    fields = _creation(template_ids, network_volume_ids, workers_max, words)
    return bodies(fields, required=["templateId"])


def endpoint_updates(
    *,
    template_ids: Sequence[str] = (),
    network_volume_ids: Sequence[str] = (),
    workers_max: int = 5,
    words: Vocabulary | None = None,
) -> st.SearchStrategy[Body]:
    """Bodies of `PATCH /endpoints/{id}`. `template_ids` may hold the endpoint's own."""
    return bodies(_update(template_ids, network_volume_ids, workers_max, words))


def invalid_endpoint_creates(*, template_ids: Sequence[str]) -> st.SearchStrategy[Misfit]:
    """Bodies of `POST /endpoints` with one thing wrong."""
    return misfits(_creation(template_ids, (), 1, None), required=["templateId"])


def invalid_endpoint_updates() -> st.SearchStrategy[Misfit]:
    """Bodies of `PATCH /endpoints/{id}` with one thing wrong."""
    return misfits(_update((), (), 1, None) | {"templateId": Field(None, text().bad)})


# Templates.


def template_creates(*, serverless: bool | None = None) -> st.SearchStrategy[Body]:
    """Bodies of `POST /templates`, for `serverless` use, for pods, or for either.

    A name must be new to the account; short ones may well come twice.
    """
    if serverless is None:
        return template_creates(serverless=True) | template_creates(serverless=False)
    fields = _template(serverless=serverless)
    return bodies(fields, required=["name", "imageName", "isServerless"])


def template_updates(*, serverless: bool) -> st.SearchStrategy[Body]:
    """Bodies of `PATCH /templates/{id}`; what a template is for cannot be changed."""
    return bodies(_template(serverless=serverless) | _FIXED)


def invalid_template_creates() -> st.SearchStrategy[Misfit]:
    """Bodies of `POST /templates` with one thing wrong."""
    return misfits(_template(serverless=True), required=["name", "imageName"])


def invalid_template_updates() -> st.SearchStrategy[Misfit]:
    """Bodies of `PATCH /templates/{id}` with one thing wrong."""
    return misfits(_template(serverless=True) | _FIXED)


# The fields of each body.

_POLICY = {
    "executionTimeout": maybe_null(whole(SHORTEST_RUN, LONGEST, limit=LONGEST)),
    "ttl": maybe_null(whole(SHORTEST_LIFE, LONGEST, limit=LONGEST)),
    "lowPriority": maybe_null(FLAG),
}
#: What only the creation of a template can say.
_FIXED = {"category": UNKNOWN, "isServerless": UNKNOWN}


def _submission(inputs: Strategy | None, webhooks: Sequence[str]) -> dict[str, Field]:
    given = json_values() | mock_inputs() if inputs is None else inputs
    keys = ("accessId", "accessSecret", "bucketName", "endpointUrl")
    bucket = st.fixed_dictionaries({key: st.text() for key in keys})
    no_address = st.sampled_from(["no url", "ftp://127.0.0.1/x", "http://"])
    return {
        "input": Field(given, st.nothing()),
        "policy": maybe_null(inner(_POLICY)),
        "s3Config": maybe_null(Field(bucket, wrong(NO_OBJECT))),
        "webhook": Field(st.sampled_from([None, *webhooks]), wrong(st.integers(1), no_address)),
    }


def _update(
    template_ids: Sequence[str],
    network_volume_ids: Sequence[str],
    workers_max: int,
    words: Vocabulary | None,
) -> dict[str, Field]:
    words, flavors = words or published(), fixtures.catalog().cpus
    largest = min(flavors[id].vcpu_max for id in words.cpu_flavor_ids)  # powers of two: B-163
    sizes = st.integers(0, largest.bit_length() - 1).map(lambda exponent: 2**exponent)
    volume = text(st.sampled_from(list(network_volume_ids)))
    no_volume = Field(None, text().bad)
    fields = {
        "allowedCudaVersions": maybe_null(each_of(one_of(words.cuda_versions))),
        "cpuFlavorIds": maybe_null(each_of(one_of(words.cpu_flavor_ids))),
        "dataCenterIds": maybe_null(each_of(one_of(words.data_center_ids))),
        "executionTimeoutMs": whole(0),
        "flashboot": FLAG,
        "gpuCount": whole(1, 8),
        "gpuTypeIds": maybe_null(each_of(one_of(words.gpu_type_ids))),
        "idleTimeout": whole(1, 3600, limit=3600),
        "minCudaVersion": maybe_null(one_of(words.cuda_versions)),
        "name": maybe_null(text(longest=NAME_LENGTH)),
        "networkVolumeId": maybe_null(text(st.sampled_from(["", *network_volume_ids]))),
        "networkVolumeIds": maybe_null(each_of(volume if network_volume_ids else no_volume)),
        "scalerType": one_of([kind.value for kind in ScalerType]),
        "scalerValue": whole(1),
        "vcpuCount": Field(sizes, whole(1).bad),
        "workersMax": whole(0, workers_max),
        "workersMin": whole(0, workers_max),
    }
    return fields | ({"templateId": text(st.sampled_from(template_ids))} if template_ids else {})


def _creation(
    template_ids: Sequence[str],
    network_volume_ids: Sequence[str],
    workers_max: int,
    words: Vocabulary | None,
) -> dict[str, Field]:
    kinds = {"computeType": one_of([kind.value for kind in ComputeType])}
    return _update(template_ids, network_volume_ids, workers_max, words) | kinds


def _template(*, serverless: bool) -> dict[str, Field]:
    ports = st.builds("{}/{}".format, st.integers(1, 65_535), st.sampled_from(["http", "tcp"]))
    volume = st.just(0) if serverless else st.integers(0, 4_096)
    return {
        "category": one_of(["NVIDIA", "AMD", "CPU"]),
        "containerDiskInGb": whole(0),
        "containerRegistryAuthId": maybe_null(text()),
        "dockerEntrypoint": each_of(text()),
        "dockerStartCmd": each_of(text()),
        "env": texts_by_name(),
        "imageName": text(),
        "isPublic": FLAG,
        "isServerless": Field(st.just(serverless), FLAG.bad),
        "name": text(st.text(min_size=1)),
        "ports": each_of(text(ports)),
        "readme": text(),
        "volumeInGb": Field(volume, whole(0).bad),
        "volumeMountPath": text(),
    }
