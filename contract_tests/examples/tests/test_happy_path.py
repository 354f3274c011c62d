import runpod


def test_the_picture_comes_back(runpod_mock):
    runpod_mock.endpoint("sdxl").answers({"image": "aGVsbG8="})

    picture = runpod.Endpoint("sdxl").run_sync({"prompt": "a quiet house"})

    assert picture == {"image": "aGVsbG8="}
    runpod_mock.assert_called(
        "POST /v2/sdxl/runsync", count=1, body={"input": {"prompt": "a quiet house"}}
    )
