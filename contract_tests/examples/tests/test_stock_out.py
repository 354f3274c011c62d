import runpod

GPU = "NVIDIA H100 80GB HBM3"


def test_a_job_waits_for_a_gpu(runpod_mock):
    runpod_mock.market.sold_out(GPU)
    runpod_mock.endpoint("llm", gpu_type_ids=[GPU])

    job = runpod.Endpoint("llm").run({"prompt": "hello"})
    runpod_mock.clock.advance(minutes=10)
    throttled = runpod.Endpoint("llm").health()["workers"]["throttled"]
    runpod_mock.market.stock(GPU, 1, datacenter="US-KS-2")

    assert throttled == 1
    assert job.output(timeout=60) == {"prompt": "hello"}
    assert runpod_mock.job(job.job_id).delay >= 600
