import runpod


def test_the_second_try_works(runpod_mock):
    runpod_mock.endpoint("sdxl").sequence({"error": "CUDA out of memory"}, {"output": "a picture"})
    endpoint = runpod.Endpoint("sdxl")

    first, second = endpoint.run({"seed": 1}), endpoint.run({"seed": 1})

    assert (first.status(), second.status()) == ("FAILED", "COMPLETED")


def test_it_depends_on_the_input(runpod_mock):
    sdxl = runpod_mock.endpoint("sdxl").answers("a picture")
    sdxl.rule({"steps": 100}, output="a fine picture", execution=60)
    sdxl.rule(pointer="/prompt", matches="(?i)secret", error="refused")
    endpoint = runpod.Endpoint("sdxl")

    assert endpoint.run_sync({"prompt": "a house"}) == "a picture"
    assert endpoint.run_sync({"prompt": "a house", "steps": 100}) == "a fine picture"
    assert endpoint.run({"prompt": "a secret house"}).status() == "FAILED"
