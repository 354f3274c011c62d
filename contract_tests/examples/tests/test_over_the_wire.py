import os

import httpx
import pytest
import runpod


def test_what_was_asked_can_be_told(runpod_mock):
    runpod_mock.endpoint("sdxl")
    endpoint = runpod.Endpoint("sdxl")

    for seed in (1, 2, 3):
        endpoint.run({"prompt": "a house", "seed": seed})

    sent = runpod_mock.requests("POST /v2/sdxl/run")
    assert sent.count == 3
    assert [request.body["input"]["seed"] for request in sent] == [1, 2, 3]
    assert runpod_mock.requests("POST /v2/*/run", body={"input": {"seed": 2}}).count == 1
    runpod_mock.assert_not_called("POST /v2/sdxl/cancel/*")


@pytest.mark.runpod(unhandled="ignore")
def test_a_typing_error_is_told_with_what_was_near(runpod_mock):
    runpod_mock.endpoint("sdxl")

    httpx.post(
        f"{os.environ['RUNPOD_ENDPOINT_BASE_URL']}/sdxI/run",
        headers={"Authorization": f"Bearer {os.environ['RUNPOD_API_KEY']}"},
        json={"input": {}},
    )

    (miss,) = runpod_mock.near_misses()
    assert miss["said"] == "no endpoint `sdxI` in this world; there is `sdxl`"
