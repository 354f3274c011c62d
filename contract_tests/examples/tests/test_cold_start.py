import pytest
import runpod


def test_a_cold_worker_is_waited_for(runpod_mock):
    runpod_mock.endpoint("sdxl", cold_start=30)

    job = runpod.Endpoint("sdxl").run({"prompt": "a quiet house"})

    assert job.output(timeout=60) == {"prompt": "a quiet house"}
    assert runpod_mock.job(job.job_id).delay == 30


def test_whoever_waits_too_short_hears_it(runpod_mock):
    runpod_mock.endpoint("sdxl", cold_start=30)

    job = runpod.Endpoint("sdxl").run({"prompt": "a quiet house"})

    with pytest.raises(TimeoutError):
        job.output(timeout=20)
    assert runpod_mock.clock.now == 20
