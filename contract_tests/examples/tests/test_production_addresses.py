import httpx


def test_nothing_is_changed_for_the_mock(runpod_mock, runpod_respx):
    runpod_mock.endpoint("sdxl").answers({"image": "aGVsbG8="})

    answer = httpx.post(
        "https://api.runpod.ai/v2/sdxl/runsync",
        headers={"Authorization": "Bearer my-own-key"},
        json={"input": {"prompt": "a quiet house"}},
    )

    assert answer.json()["output"] == {"image": "aGVsbG8="}
