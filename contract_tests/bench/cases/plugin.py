"""The pytest plugin: what it costs to have it, what a world for a test costs, and time skipped."""

import time
from collections.abc import Callable, Iterator

import mock_runpod
from contract_tests.bench.processes import alone, said_by
from contract_tests.bench.rows import Row, at_most
from contract_tests.bench.stage import Stage

#: How long a module takes to import where pytest is there already, in milliseconds.
IMPORT = """
import time, pytest
began = time.perf_counter()
import {}
print((time.perf_counter() - began) * 1000)
"""
MINUTE_JOBS = 1_000
Figures = list[float]


def plugin(stage: Stage) -> Iterator[Row]:
    """The plugin's import, against another's; a world for a test, against one request to it"""
    ours, theirs = Figures(), Figures()
    for n in range(stage.scale.starts + 1):
        stage.say(f"import {n + 1}")
        ours.append(float(said_by("-c", IMPORT.format("mock_runpod.pytest_plugin"))))
        theirs.append(float(said_by("-c", IMPORT.format("respx.plugin"))))
    yield Row("import beside pytest", "ms", ours[1:], at_most(5))
    yield Row("the plugin of respx", "ms", theirs[1:])
    stage.say("worlds for tests")
    took = alone(lives, max(10, 2 * stage.scale.calls))
    yield Row("fixture set-up", "ms", took["setup"], at_most(1))
    yield Row("fixture teardown, checks included", "ms", took["teardown"])
    yield Row("reset", "ms", took["reset"], at_most(1))
    yield Row("one request to the control API", "ms", took["request"])


def lives(times: int) -> dict[str, Figures]:
    """Run in a process of its own. Milliseconds of a test's world, from one server."""
    from mock_runpod.testing.redirect import Layer  # as the plugin does, when a test needs it
    from mock_runpod.testing.staging import Staged, Terms

    figures: dict[str, Figures] = {"setup": [], "teardown": [], "reset": [], "request": []}
    layer, made = Layer(), list[Staged]()

    def setup() -> None:
        made.append(Staged(server, Terms(), name="bench", changes=layer))

    def teardown() -> None:
        made[-1].complaints()
        made[-1].end()

    with mock_runpod.start(profile="instant") as server:
        for _ in range(times + 1):
            figures["setup"].append(_took(setup))
            figures["reset"].append(_took(made[-1].mock.reset))
            figures["request"].append(_took(made[-1].mock.clock.look))
            figures["teardown"].append(_took(teardown))
    layer.undo()
    return {name: values[1:] for name, values in figures.items()}


def _took(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000


def skipping(stage: Stage) -> Iterator[Row]:
    """1,000 jobs of 60 s through the Python SDK, its sleeps skipped, against run_sync"""
    waited, at_once = Figures(), Figures()
    jobs = min(MINUTE_JOBS, stage.scale.jobs)
    for n in range(min(3, stage.scale.repeats)):
        stage.say(f"{jobs} jobs, {n + 1}")
        for mode, figures in (("skip", waited), ("sync", at_once)):
            figures.append(alone(minute_jobs, jobs, mode) * MINUTE_JOBS / jobs)
    yield Row("1,000 jobs, run and output", "s", waited, at_most(10))
    yield Row("1,000 jobs, run_sync", "s", at_once)


def minute_jobs(jobs: int, mode: str) -> float:
    """Run in a process of its own. Seconds."""
    import runpod  # it takes two seconds, and only this process needs it

    settings = {"data": "demo", "execution_s": 60, "sleep": "skip"}
    with mock_runpod.mocked(**settings):
        endpoint = runpod.Endpoint("demo")
        began = time.perf_counter()
        for _ in range(jobs):
            if mode == "skip":
                endpoint.run({"prompt": "a house"}).output(timeout=100)
            else:
                endpoint.run_sync({"prompt": "a house"})
        return time.perf_counter() - began
