"""What a run has made is deleted, however the run goes."""

import pytest

from contract_tests.targeting.conftest import MAKES, MAKING, Service

INTERRUPTED = pytest.ExitCode.INTERRUPTED


def deleted(service: Service) -> int:
    return len([each for each in service.asked if each.startswith("DELETE /v1/")])


@pytest.mark.parametrize(
    ("scene", "code"),
    [("", 0), ("fails", 1), ("is_interrupted", INTERRUPTED), ("is_terminated", INTERRUPTED)],
)
def test_everything_is_deleted(service: Service, scene: str, code: int) -> None:
    run = service.aimed(MAKES, allow=MAKING, scene=scene)

    assert run.returncode == code, run.stdout
    assert "POST /v1/endpoints" in service.asked
    assert deleted(service) == 2
    assert service.made == []
    assert list(service.folder.glob("runpod-target-*")) == []


def test_a_delete_that_fails_once_is_tried_again(service: Service) -> None:
    for noun in ("endpoints", "templates"):
        service.account.fail(f"DELETE /v1/{noun}/*", status=500, count=1)

    run = service.aimed(MAKES, allow=MAKING)

    assert run.returncode == 0, run.stdout
    assert deleted(service) == 4
    assert service.made == []


def test_what_cannot_be_deleted_is_listed_and_the_run_fails(service: Service) -> None:
    service.account.fail("DELETE /v1/endpoints/*", status=500)

    run = service.aimed(MAKES, allow=MAKING, more="--runpod-patience 1")

    (endpoint, template) = service.account.endpoints()[-1], service.made[-1]
    assert run.returncode == 1
    assert "1 passed" in run.stdout
    assert "LEFT BEHIND" in run.stdout
    assert f"endpoint {endpoint.id} (" in run.stdout
    assert template in run.stdout
    (register,) = service.folder.glob("runpod-target-*")
    assert endpoint.id in register.read_text()
    register.unlink()


def test_what_was_made_without_an_answer_is_found_by_its_name(service: Service) -> None:
    """As the live service was seen to do: 500, and the thing is there."""
    service.account.fail("POST /v1/endpoints", status=500, commits=True)

    run = service.aimed(MAKES, allow=MAKING)

    assert run.returncode == 1
    assert "POST /v1/endpoints" in service.asked
    assert service.made == []


def test_what_others_have_made_is_left_alone(service: Service) -> None:
    before = service.account.endpoint("theirs")

    service.aimed(MAKES, allow=MAKING)

    assert before.id in [each.id for each in service.account.endpoints()]
    assert [each for each in service.asked if "theirs" in each] == []
