"""How clients tell that they were refused."""

from collections.abc import Callable

import pytest

from contract_tests.clients.languages.clients import ENDPOINTS
from contract_tests.clients.languages.drivers import Raised, Voice
from mock_runpod import Client as Mock

Ask = Callable[[Voice], object]
STATUSES = [400, 403, 404, 409, 413, 422, 500, 502, 503]


def refused(client: Voice, ask: Ask) -> Raised:
    with pytest.raises(Raised) as refusal:
        ask(client)
    return refusal.value


def run(client: Voice) -> object:
    return client("job.run", endpoint="sdxl", input={"a": 1})


@pytest.mark.rule("B-062")
@pytest.mark.certifies("errors")
@pytest.mark.only(language={"Rust", "JavaScript", "Go"}, offers="job.run")
@pytest.mark.parametrize("status", STATUSES)
def test_a_refused_job_shows_its_status(client: Voice, mock: Mock, status: int) -> None:
    mock.endpoint("sdxl")
    mock.fail("POST /v2/*/run", status=status)

    assert refused(client, run).status == status
    assert mock.jobs("sdxl") == []


@pytest.mark.rule("B-058")
@pytest.mark.certifies("errors")
@pytest.mark.only(language={"Rust", "JavaScript", "Go"}, offers="job.run")
def test_an_unknown_endpoint_is_not_found(client: Voice) -> None:
    assert refused(client, run).status == 404


@pytest.mark.rule("B-006")
@pytest.mark.certifies("errors")
@pytest.mark.only(language={"Rust", "JavaScript", "Go"}, offers="job.run")
def test_a_wrong_key_is_not_let_in(client: Voice, mock: Mock) -> None:
    mock.endpoint("sdxl")
    mock.fail("POST /v2/*/run", status=401)

    assert refused(client, run).status == 401


@pytest.mark.rule("B-019")
@pytest.mark.certifies("errors")
@pytest.mark.only(language="Rust")
@pytest.mark.parametrize("verb", ENDPOINTS)
def test_a_refused_endpoint_shows_its_status(client: Voice, mock: Mock, verb: str) -> None:
    mock.fail("* /v1/endpoints*", status=500)
    mock.fail("* /v1/endpoints/*", status=500)
    body = {"templateId": "freetmpl01"}

    assert refused(client, lambda say: say(f"endpoint.{verb}", id="busy", body=body)).status == 500


@pytest.mark.rule("B-022")
@pytest.mark.certifies("errors")
@pytest.mark.only(language="Rust")
@pytest.mark.parametrize(
    "body",
    [
        {"templateId": "nosuchtmpl"},
        {"templateId": "freetmpl01", "idleTimeout": 3601},
        {"templateId": "freetmpl01", "gpuCount": 0},
        {"templateId": "freetmpl01", "name": "x" * 192},
    ],
    ids=lambda body: "+".join(body),
)
def test_a_bad_endpoint_is_refused_and_not_made(client: Voice, mock: Mock, body: object) -> None:
    told = refused(client, lambda say: say("endpoint.create", body=body))

    assert told.status is not None
    assert 400 <= told.status <= 500
    assert [each.id for each in mock.endpoints()] == ["busy"]
