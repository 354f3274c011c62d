import runpod


def test_a_world_goes_back_to_where_it_was(runpod_mock):
    runpod_mock.endpoint("sdxl")
    endpoint = runpod.Endpoint("sdxl")
    job = endpoint.run({"n": 1})
    runpod_mock.snapshots.save("one-job")

    endpoint.run({"n": 2})
    news = runpod_mock.snapshots.diff("snapshot:one-job")
    runpod_mock.snapshots.load("one-job")

    assert len([record for record in news["added"] if record["kind"] == "job"]) == 1
    assert [each.id for each in runpod_mock.jobs()] == [job.job_id]
