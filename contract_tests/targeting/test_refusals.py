"""Without what a person must say, a run does not start, and nothing is sent."""

import pytest

from contract_tests.house.tree import CHECKOUT
from contract_tests.targeting.conftest import MAKING, NAME, PORTABLE, READS, Service

SAID = {
    "--runpod-max-usd": "1",
    "--runpod-allow": "reading",
    "--runpod-key-env": "THE_KEY",
    "--runpod-insecure": "",
}


def started(service: Service, said: dict[str, str], *more: str) -> tuple[int, str]:
    options = [word for pair in said.items() for word in pair if word]
    config = ["-c", str(CHECKOUT / "pyproject.toml"), "--rootdir", str(CHECKOUT)]
    run = service.run(str(CHECKOUT / PORTABLE), *config, "--runpod-target", NAME, *options, *more)
    return run.returncode, run.stdout + run.stderr


@pytest.mark.parametrize("missing", SAID)
def test_what_is_not_said_is_taught(service: Service, missing: str) -> None:
    code, told = started(service, {name: SAID[name] for name in SAID if name != missing})

    assert code == pytest.ExitCode.USAGE_ERROR
    assert missing in told
    assert "rest.runpod.example" in told
    assert service.untouched


def test_nothing_is_made_that_must_not_be_deleted(service: Service) -> None:
    code, told = started(service, SAID | {"--runpod-allow": "endpoint.create,template.*"})

    assert code == pytest.ExitCode.USAGE_ERROR
    assert "endpoint.create without endpoint.delete" in told
    assert service.untouched


def test_a_budget_is_not_divided_among_processes(service: Service) -> None:
    code, told = started(service, SAID, "-n", "2")

    assert code == pytest.ExitCode.USAGE_ERROR
    assert "pytest-xdist" in told
    assert service.untouched


def test_with_all_that_is_said_it_reads(service: Service) -> None:
    """So that the others do not pass for another reason."""
    run = service.aimed(READS, allow="document.read")

    assert run.returncode == 0, run.stdout
    assert " /v1/docs" in (service.folder / "log").read_text()


def test_what_is_not_allowed_is_skipped_and_never_sent(service: Service) -> None:
    run = service.aimed(f"{PORTABLE}/test_endpoints.py", allow="reading", more="-rs")

    assert run.returncode == 0, run.stdout
    assert "endpoint.update is not in --runpod-allow" in run.stdout
    assert "template.create is not in --runpod-allow" in run.stdout
    assert {each.partition(" ")[0] for each in service.asked} == {"GET"}


def test_other_rooms_are_deselected_and_the_header_says_so(service: Service) -> None:
    house = "contract_tests/house/test_readme.py"

    run = service.aimed(READS, house, allow="document.read")

    assert "tests outside contract_tests/portable are deselected: they look into" in run.stdout
    assert "1 passed" in run.stdout
    assert "document.read" in run.stdout


def test_nothing_is_made_whose_cost_is_not_bounded(service: Service) -> None:
    tests = [
        f"{PORTABLE}/test_endpoints.py::{name}"
        for name in ["test_an_endpoint_of_a_template_and_nothing_else_has_what_is_usual"]
    ] + [f"{PORTABLE}/test_endpoint_fields.py::test_workers_that_are_always_up_are_kept"]

    run = service.aimed(*tests, allow=MAKING, more="-rs")

    assert run.returncode == 0, run.stdout
    assert "2 skipped" in run.stdout
    assert "POST /v1/endpoints" not in service.asked
