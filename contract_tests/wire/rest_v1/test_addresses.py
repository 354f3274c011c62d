"""Who may come in, by which door: keys, paths, verbs."""

import httpx
import pytest

from contract_tests.wire.conftest import key

pytestmark = [pytest.mark.anyio, pytest.mark.rule("B-017")]

KEYLESS = {"Authorization": ""}


@pytest.mark.rule("B-007")
@pytest.mark.parametrize(
    "headers",
    [KEYLESS, {"Authorization": "Bearer "}, {"Authorization": "Basic abc"}, key("invalid")],
)
@pytest.mark.parametrize("path", ["/v1/endpoints", "/v1/nowhere", "/v1/endpoints/demo/update"])
async def test_without_a_valid_key_there_is_nothing_to_see(
    http: httpx.AsyncClient, path: str, headers: dict[str, str]
) -> None:
    refused = await http.get(path, headers=headers)

    assert (refused.status_code, refused.content) == (401, b"")


@pytest.mark.rule("B-007")
@pytest.mark.parametrize("options", [{"v1_401_message": True}])
async def test_the_documented_reason_can_be_switched_on(http: httpx.AsyncClient) -> None:
    refused = await http.get("/v1/endpoints", headers=KEYLESS)

    assert (refused.status_code, refused.json()) == (401, {"message": "Unauthorized"})


@pytest.mark.rule("B-005")
@pytest.mark.parametrize(
    ("headers", "query"),
    [
        ({"Authorization": "Bearer rpa_mock_wire"}, {}),
        ({"Authorization": "bearer rpa_mock_wire"}, {}),
        ({"Authorization": "rpa_mock_wire"}, {}),
        (KEYLESS, {"api_key": "rpa_mock_wire"}),
    ],
)
async def test_a_key_can_be_shown_in_three_ways(
    http: httpx.AsyncClient, headers: dict[str, str], query: dict[str, str]
) -> None:
    body = {"name": "mine", "imageName": "mock/worker:1"}
    mine = (await http.post("/v1/templates", json=body)).json()

    found = await http.get(f"/v1/templates/{mine['id']}", headers=headers, params=query)

    assert found.json() == mine


async def test_a_key_without_rights_is_told_so(http: httpx.AsyncClient) -> None:
    refused = await http.get("/v1/endpoints", headers=key("forbidden"))

    assert refused.status_code == 403
    assert refused.json() == {"error": "access denied", "status": 403}


@pytest.mark.parametrize("options", [{"keys": ("rpa_mock_wire",)}])
async def test_only_keys_of_the_list_are_accepted_when_there_is_one(
    http: httpx.AsyncClient,
) -> None:
    assert (await http.get("/v1/endpoints")).status_code == 200
    assert (await http.get("/v1/endpoints", headers=key("other"))).status_code == 401


@pytest.mark.parametrize(
    ("verb", "path", "allow"),
    [
        ("PUT", "/v1/endpoints", "GET, HEAD, POST"),
        ("DELETE", "/v1/endpoints", "GET, HEAD, POST"),
        ("POST", "/v1/endpoints/demo", "DELETE, GET, HEAD, PATCH"),
        ("PATCH", "/v1/endpoints/demo/update", "POST"),
        ("GET", "/v1/templates/demotmpl01/update", "POST"),
        ("PATCH", "/v1/templates", "GET, HEAD, POST"),
        ("POST", "/v1/openapi.json", "GET, HEAD"),
    ],
)
async def test_a_wrong_verb_is_told_the_right_ones(
    http: httpx.AsyncClient, verb: str, path: str, allow: str
) -> None:
    refused = await http.request(verb, path)

    assert refused.status_code == 405
    assert refused.headers["allow"] == allow
    assert refused.json() == {"error": f"method not allowed, use {allow}", "status": 405}


@pytest.mark.parametrize(
    "path",
    [
        *("/v1", "/v1/", "/v1/nowhere", "/v1/Endpoints", "/v1/endpoints/", "/v1/endpoints/demo/"),
        *("/v1/endpoints/demo%2Fupdate", "/v1/endpoints/demo%2f", "/v1/endpoints/demo/update/now"),
    ],
)
async def test_a_path_that_is_not_there_is_not_found(http: httpx.AsyncClient, path: str) -> None:
    lost = await http.get(path)

    assert lost.status_code == 404
    assert lost.json()["error"].endswith(" not found")
    assert lost.json()["status"] == 404


@pytest.mark.parametrize("path", ["/v1//endpoints/demo", "//v1/endpoints///demo"])
async def test_double_slashes_collapse(http: httpx.AsyncClient, path: str) -> None:
    found = await http.get(f"http://127.0.0.1:8642{path}")

    assert (found.status_code, found.json()["id"]) == (200, "demo")


async def test_a_head_is_a_get_without_a_body(http: httpx.AsyncClient) -> None:
    head, get = await http.head("/v1/endpoints"), await http.get("/v1/endpoints")

    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == get.headers["content-length"]


async def test_every_answer_has_a_number_of_its_own(http: httpx.AsyncClient) -> None:
    answers = [
        await http.get("/v1/endpoints"),
        await http.get("/v1/nowhere"),
        await http.get("/v1/endpoints", headers=KEYLESS),
        await http.delete("/v1/endpoints/nope"),
    ]

    assert len({answer.headers["x-request-id"] for answer in answers}) == len(answers)


@pytest.mark.parametrize("flag", ["includeTemplate", "includeWorkers"])
async def test_a_flag_that_is_neither_true_nor_false_is_refused(
    http: httpx.AsyncClient, flag: str
) -> None:
    for path in ("/v1/endpoints", "/v1/endpoints/demo"):
        refused = await http.get(path, params={flag: "maybe"})

        assert refused.status_code == 400
        assert flag in refused.json()["error"]
