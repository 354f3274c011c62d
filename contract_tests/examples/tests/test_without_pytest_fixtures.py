import unittest

import runpod

import mock_runpod


@mock_runpod.mocked(profile="typical")
class TestPictures(unittest.TestCase):
    def test_a_cold_start_is_waited_for(self):
        self.runpod_mock.endpoint("sdxl")

        job = runpod.Endpoint("sdxl").run({"prompt": "a quiet house"})

        assert job.output(timeout=120) == {"prompt": "a quiet house"}


def test_a_block_has_a_runpod_for_itself():
    with mock_runpod.mocked() as mock:
        mock.endpoint("sdxl").answers("a picture")

        assert runpod.Endpoint("sdxl").run_sync({"prompt": "a house"}) == "a picture"
