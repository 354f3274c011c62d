import os

import httpx


def submit(job, sleep):
    """The code under test: asks again when it is told to slow down."""
    url = f"{os.environ['RUNPOD_ENDPOINT_BASE_URL']}/sdxl/run"
    headers = {"Authorization": f"Bearer {os.environ['RUNPOD_API_KEY']}"}
    while True:
        answer = httpx.post(url, headers=headers, json={"input": job})
        if answer.status_code != 429:
            return answer.raise_for_status().json()["id"]
        sleep(float(answer.headers["Retry-After"]))


def test_it_comes_back_when_it_was_told_to(runpod_mock):
    runpod_mock.endpoint("sdxl")
    runpod_mock.fail("POST /v2/*/run", status=429, retry_after=5, count=2)

    job = submit({"prompt": "a quiet house"}, sleep=runpod_mock.clock.advance)

    assert runpod_mock.wait(job, "COMPLETED").output == {"prompt": "a quiet house"}
    assert [each.at for each in runpod_mock.requests("POST /v2/sdxl/run")] == [0, 5, 10]
