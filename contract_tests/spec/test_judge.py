"""The judge can say no. Each test hands it one fault and reads the sentence."""

import json
from typing import Any

import pytest

from contract_tests.spec.inventory import HOME
from contract_tests.spec.judge import answer, problems

REST_V1: dict[str, Any] = json.loads((HOME / "rest_v1.json").read_text())
REST_V2: dict[str, Any] = json.loads((HOME / "rest_v2.json").read_text())

VOLUME = {"id": "vol1", "name": "models", "size": 50, "dataCenter": "EU-RO-1", "type": "STANDARD"}
DELAY = {"type": "QUEUE_DELAY", "queueDelay": 4}


def test_a_complete_answer_has_no_problems() -> None:
    assert problems("NetworkVolume", VOLUME, REST_V2) == []
    assert problems("ListNetworkVolumesResponse", {"networkVolumes": [VOLUME]}, REST_V2) == []


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"name": 7}, "/name: NetworkVolume.name is 7, not string"),
        ({"size": 50.0}, "/size: NetworkVolume.size is 50.0, not integer"),
        ({"size": True}, "/size: NetworkVolume.size is True, not integer"),
        ({"size": 9}, "/size: NetworkVolume.size is 9, against its minimum"),
        ({"size": 5000}, "/size: NetworkVolume.size is 5000, against its maximum"),
        ({"type": "standard"}, "/type: VolumeType is 'standard', against its enum"),
        ({"name": None}, "/name: NetworkVolume.name is null"),
        ({"colour": "red"}, "/colour: NetworkVolume.colour is in no document"),
    ],
)
def test_one_wrong_field_is_one_problem(change: dict[str, Any], complaint: str) -> None:
    assert problems("NetworkVolume", VOLUME | change, REST_V2) == [complaint]


def test_a_required_field_must_be_there() -> None:
    assert problems("Registry", {"id": "r1"}, REST_V2) == ["/name: Registry.name is missing"]


def test_a_wrong_element_is_found_by_its_pointer() -> None:
    pods = [{"id": "p1"}, {"ports": ["22/tcp", 22], "env": {"A/B": 1}}]

    found = problems("Pods", pods, REST_V1)

    assert found == [
        "/1/ports/1: Pod.ports[] is 22, not string",
        "/1/env/A~1B: Pod.env{} is 1, not string",
    ]


def test_a_list_is_not_an_object() -> None:
    assert problems("Pods", {"pods": []}, REST_V1) == [": Pods is {'pods': []}, not array"]


def test_inline_objects_are_looked_into() -> None:
    pod = {"machine": {"cpuType": {"cores": "many"}}}

    assert problems("Pod", pod, REST_V1) == [
        "/machine/cpuType/cores: Pod.machine.cpuType.cores is 'many', not number"
    ]


def test_times_and_addresses_have_a_form() -> None:
    record = {"amount": 0.5, "time": "Tue Nov 24 2026"}

    (found,) = problems("BillingRecord", record, REST_V1)

    assert found == "/time: BillingRecord.time is 'Tue Nov 24 2026', not a date-time"
    assert problems("Pod", {"publicIp": "localhost"}, REST_V1)


def test_a_choice_fits_one_alternative_or_none() -> None:
    assert problems("EndpointScaling", DELAY, REST_V2) == []
    assert problems("EndpointScaling", {**DELAY, "requestCount": 1}, REST_V2) != []
    assert problems("EndpointScaling", {"type": "QUEUE_DELAY"}, REST_V2) != []


def test_extras_are_allowed_by_name_only() -> None:
    pod = {"imageName": "a:1", "gpuCount": 1}

    assert problems("Pod", pod, REST_V1, extras={"Pod.imageName", "Pod.gpuCount"}) == []
    assert len(problems("Pod", pod, REST_V1, extras={"Pod.imageName"})) == 1


def test_nulls_are_allowed_where_the_documents_or_the_caller_say_so() -> None:
    assert problems("Pod", {"publicIp": None}, REST_V1) == []
    assert problems("Pod", {"machine": None}, REST_V1) == ["/machine: Pod.machine is null"]
    assert problems("Pod", {"machine": None}, REST_V1, nullable={"Pod.machine"}) == []


def test_an_answer_is_found_by_route_and_status() -> None:
    assert answer(REST_V1, "GET", "/pods/abc", 200) == "Pod"
    assert answer(REST_V1, "DELETE", "/pods/{podId}", 204) is None
    assert answer(REST_V2, "GET", "/v2/registries/delegations", 200) == "ListDelegationsResponse"
    assert answer(REST_V2, "GET", "/v2/registries/r1", 503) == "ErrorResponse"


@pytest.mark.parametrize("asked", [("PUT", "/pods/abc", 200), ("GET", "/pods/abc", 418)])
def test_an_answer_no_document_knows_is_an_error(asked: tuple[str, str, int]) -> None:
    with pytest.raises(LookupError):
        answer(REST_V1, *asked)
