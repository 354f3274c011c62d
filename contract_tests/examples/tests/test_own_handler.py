import runpod


def test_the_real_handler_does_the_work(runpod_mock):
    @runpod_mock.endpoint("double", execution=12).handler
    def double(job):
        return job["input"]["n"] * 2

    job = runpod.Endpoint("double").run({"n": 21})

    assert job.output(timeout=60) == 42
    assert runpod_mock.job(job.job_id).execution == 12


def test_a_job_is_held_in_the_hand(runpod_mock):
    runpod_mock.endpoint("slow").hold()
    job = runpod.Endpoint("slow").run({"n": 1})

    runpod_mock.job(job.job_id).progress("half way")
    before = job.status()
    runpod_mock.job(job.job_id).finish("done")

    assert (before, job.output()) == ("IN_PROGRESS", "done")
