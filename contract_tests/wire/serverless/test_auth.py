"""Whose account a key opens (B-005, B-006, B-010)."""

import httpx
import pytest

from contract_tests.wire.serverless.caller import Caller

pytestmark = pytest.mark.anyio
UNAUTHORIZED = {"status": 401, "title": "Unauthorized", "detail": "invalid api key"}


async def with_key(api: Caller, said: str | None, query: str = "") -> httpx.Response:
    headers = {} if said is None else {"Authorization": said}
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app=api.app), base_url="http://127.0.0.1:8642"
    ) as bare:
        return await bare.get(f"/v2/echo/requests{query}", headers=headers)


@pytest.mark.rule("B-005")
@pytest.mark.parametrize(
    ("said", "query"),
    [
        ("Bearer rpa_mock_caller", ""),
        ("bearer rpa_mock_caller", ""),
        ("BEARER   rpa_mock_caller ", ""),
        ("rpa_mock_caller", ""),
        (None, "?api_key=rpa_mock_caller"),
        (None, "?x=1&api_key=rpa_mock_caller"),
    ],
)
async def test_a_key_opens_its_account_in_every_form(
    api: Caller, said: str | None, query: str
) -> None:
    id = await api.run()

    rows = (await with_key(api, said, query)).json()["requests"]
    assert [row["id"] for row in rows] == [id]


@pytest.mark.rule("B-006")
@pytest.mark.parametrize(
    ("said", "query"),
    [
        (None, ""),
        ("", ""),
        ("Bearer", ""),
        ("Bearer ", ""),
        ("Basic cnBhOng=", ""),
        (None, "?api_key="),
        ("Bearer rpa_mock_invalid", ""),
        (None, "?api_key=rpa_mock_invalid"),
    ],
)
async def test_without_a_good_key_nothing_is_said(
    api: Caller, said: str | None, query: str
) -> None:
    answer = await with_key(api, said, query)

    assert (answer.status_code, answer.json()) == (401, UNAUTHORIZED)


@pytest.mark.rule("B-006")
@pytest.mark.parametrize("path", ["run", "nonsense", "../nowhere/health"])
async def test_without_a_key_nobody_learns_which_addresses_there_are(
    api: Caller, path: str
) -> None:
    headers = {"Authorization": "Bearer rpa_mock_invalid"}
    problem = await api.refused("PUT", f"/v2/echo/{path}", headers=headers)

    assert problem == UNAUTHORIZED


async def test_a_key_without_rights_is_forbidden(api: Caller) -> None:
    answer = await with_key(api, "Bearer rpa_mock_forbidden")

    assert answer.status_code == 403
    assert answer.json() == {"status": 403, "title": "Forbidden", "detail": "access denied"}


@pytest.mark.parametrize("options", [{"keys": ["rpa_mock_caller", "second"]}])
async def test_a_list_of_accepted_keys_keeps_all_others_out(api: Caller) -> None:
    assert (await with_key(api, "Bearer rpa_mock_caller")).status_code == 200
    assert (await with_key(api, "second")).status_code == 200
    assert (await with_key(api, "Bearer third")).json() == UNAUTHORIZED
    assert (await with_key(api, "Bearer rpa_mock_forbidden")).json() == UNAUTHORIZED


@pytest.mark.rule("B-010")
@pytest.mark.rule("B-089")
async def test_a_foreign_job_looks_as_if_it_did_not_exist(api: Caller) -> None:
    id = await api.run()
    stranger = {"Authorization": "Bearer rpa_mock_stranger"}

    for verb, operation in [("GET", "status"), ("GET", "stream"), ("POST", "cancel")]:
        problem = await api.refused(verb, f"/v2/echo/{operation}/{id}", headers=stranger)
        assert problem == {"status": 404, "title": "Not Found", "detail": "job not found"}
    assert (await api.status(id))["status"] == "IN_QUEUE"
