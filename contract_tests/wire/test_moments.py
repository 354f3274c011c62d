import pytest

from contract_tests.engine.worlds import a_world
from mock_runpod.surfaces.moments import moment, spoken


@pytest.mark.rule("B-014")
def test_a_moment_is_written_with_milliseconds_in_utc() -> None:
    world = a_world()

    assert moment(world, 1_720_811_680.1444) == "2024-07-12T19:14:40.144Z"
    assert spoken(world, 0) == "Thu Jan 01 1970 00:00:00 GMT+0000 (Coordinated Universal Time)"


def test_dates_stay_at_the_last_one_there_is() -> None:
    assert moment(a_world(), 1e15) == "9999-12-31T23:59:59.000Z"
