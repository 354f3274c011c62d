"""How an answer is read: every one by the judge, by typed clients, and by what HTTP promises."""

import json
from collections.abc import Mapping
from typing import Any

import httpx

from contract_tests.spec.inventory import HOME
from contract_tests.spec.judge import problems
from contract_tests.strict.go import decode_go
from contract_tests.strict.rust import GROUPS, decode

Document = dict[str, Any]
REST_V1: Mapping[str, Any] = json.loads((HOME / "rest_v1.json").read_text(encoding="utf-8"))

#: What the service says though its document does not know it (B-033, B-179, clients-tools 3.2).
EXTRAS = {
    *("Endpoint.flashboot", "Endpoint.workersStandby", "Pod.imageName", "Pod.gpuCount"),
    *("Pod.gpuTypeId", "Pod.createdAt", "Pod.networkVolumeId"),
}
#: What can be without a value though the document does not say so.
NULLABLE = {
    *("Endpoint.name", "Endpoint.gpuCount", "Endpoint.instanceIds"),
    *("Endpoint.allowedCudaVersions", "Endpoint.minCudaVersion"),
    *("Template.containerRegistryAuthId", "Pod.containerRegistryAuthId", "Pod.cpuFlavorId"),
    *("Pod.gpu", "Pod.lastStartedAt", "Pod.machine", "Pod.networkVolume"),
}
#: An answer is told whole, whatever has a value (B-032); the other two of 22 fields on request.
ENDPOINT = {
    *("id", "name", "userId", "templateId", "version", "computeType", "createdAt", "env"),
    *("dataCenterIds", "executionTimeoutMs", "flashboot", "gpuCount", "gpuTypeIds", "instanceIds"),
    *("idleTimeout", "minCudaVersion", "networkVolumeId", "networkVolumeIds", "scalerType"),
    *("scalerValue", "workersMax", "workersMin", "workersStandby", "allowedCudaVersions"),
}
ON_REQUEST = {"template", "workers"}
TEMPLATE = set(REST_V1["schemas"]["Template"]["fields"])


def read_json(response: httpx.Response, status: int = 200) -> Any:
    """The body, once it is known to be JSON that calls itself so and has no `4.0` in it."""
    assert response.status_code == status, response.text
    assert response.headers["content-type"].partition(";")[0] == "application/json"
    written: list[str] = []
    json.loads(response.content, parse_float=written.append, parse_constant=written.append)
    odd = [number for number in written if not fraction(number)]
    assert odd == [], "typed clients want 4 and refuse 4.0, and JSON has no NaN"
    return json.loads(response.content)


def fraction(number: str) -> bool:
    return number[-1].isdigit() and not float(number).is_integer()


def read_endpoint(response: httpx.Response) -> Document:
    data: Document = read_json(response)
    check_endpoint(data)
    return data


def read_endpoints(response: httpx.Response) -> list[Document]:
    """A bare array (B-018)."""
    data = read_json(response)
    assert isinstance(data, list)
    return data


def read_template(response: httpx.Response) -> Document:
    data: Document = read_json(response)
    check_template(data)
    return data


def check_endpoint(data: Document) -> None:
    assert complaints("Endpoint", data) == []
    assert data.keys() - ON_REQUEST == ENDPOINT
    for worker in data.get("workers", ()):
        assert decode_go("cozy.Pod", worker) == []
    if "template" in data:
        check_template(data["template"])


def check_template(data: Document) -> None:
    assert complaints("Template", data) == []
    assert data.keys() == TEMPLATE


def complaints(schema: str, data: object) -> list[str]:
    """Those of the vendor's document, and of every group of the Rust crate's versions."""
    found = problems(schema, data, REST_V1, extras=EXTRAS, nullable=NULLABLE)
    return found + [f"{group}: {each}" for group in GROUPS for each in decode(schema, data, group)]


def read_refusal(response: httpx.Response, status: int) -> str:
    """REST v1 says no with a text, and the number again (B-021)."""
    data = read_json(response, status)
    assert data.keys() - {"problems"} == {"error", "status"}
    assert data["status"] == status
    assert isinstance(data["error"], str)
    return str(data["error"])


def read_problem(response: httpx.Response, status: int, title: str) -> str:
    """The job API says no with a problem document, its keys in this order (B-015, B-058)."""
    data = read_json(response, status)
    assert list(data) == ["status", "title", "detail"]
    assert (data["status"], data["title"]) == (status, title)
    assert isinstance(data["detail"], str)
    assert response.content.strip() == compact(data)
    return str(data["detail"])


def compact(data: object) -> bytes:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()
