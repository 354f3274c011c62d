import runpod


def test_the_words_come_one_by_one(runpod_mock):
    runpod_mock.endpoint("llm").streams(["a", "quiet", "house"], every=0.5)

    job = runpod.Endpoint("llm").run({"prompt": "where?"})

    assert list(job.stream()) == ["a", "quiet", "house"]
    assert job.status() == "COMPLETED"
