"""Worker processes in the hand: `mock.endpoint("sdxl").run_worker("handler.py", count=2)`."""

import os
from collections import deque
from collections.abc import Callable, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Self

from mock_runpod.client import workers
from mock_runpod.client.control import Control
from mock_runpod.client.launching import scripts
from mock_runpod.client.launching.launcher import Launcher
from mock_runpod.client.launching.lines import Line
from mock_runpod.client.launching.starting import Plan
from mock_runpod.client.workers import Worker
from mock_runpod.errors import Invalid

#: So many lines are remembered.
MOST = 10_000
#: How long those that are killed may take to be gone.
PARTING_S = 5.0
#: Of a worker that could not be started, so many of its last lines are shown.
LAST = 10
#: Whose lines the remarks are that no worker made.
LAUNCHER = "mock-runpod"


OPTIONS = ("count", "scale", "watch", "cwd", "env", "python", "fast_start", "grace")


def planned(endpoint_id: str, handler: str | Path, said: Mapping[str, Any]) -> Plan:
    """What is wanted, in full. Raises Invalid."""
    if unknown := [name for name in said if name not in OPTIONS]:
        near = get_close_matches(unknown[0], OPTIONS, n=1)
        hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(OPTIONS)}"
        raise Invalid(f"a worker has no option {unknown[0]!r}; {hint}")
    if not hasattr(os, "killpg"):
        raise Invalid("worker processes can be run on Linux, on macOS, and in WSL")
    count, cwd = said.get("count", 1), scripts.folder(said.get("cwd"))
    if count < 1:
        raise Invalid(f"{count} workers cannot be started; name 1 or more")
    env = dict(said.get("env") or {})
    for name, value in env.items():
        if not isinstance(value, str) or not name or "=" in name or "\0" in name + value:
            raise Invalid(f"{name!r} is no variable with a text; write it like MODEL=tiny")
    return Plan(
        endpoint_id=endpoint_id,
        script=scripts.checked(handler, Path.cwd()),
        python=scripts.interpreter(said.get("python")),
        cwd=cwd,
        env=env,
        count=count,
        scale=said.get("scale", False),
        watch=said.get("watch", False),
        fast=said.get("fast_start", True),
        grace=said.get("grace", 10.0),
    )


class WorkerRun:
    """A script as worker processes, until `stop()`, the end of the block, or of the client."""

    def __init__(
        self, control: Control, plan: Plan, says: Callable[[Line], None] | None = None
    ) -> None:
        self._control, self._says = control, says
        self._lines: deque[Line] = deque(maxlen=MOST)
        self.launcher = Launcher(control, plan, says=self._hear, remarks=self._remark)

    def __repr__(self) -> str:
        plan = self.launcher.plan
        return f"<WorkerRun {plan.script.name} of {plan.endpoint_id}>"

    @property
    def workers(self) -> list[Worker]:
        """Those of its workers that the server knows, oldest first."""
        mine = set(self.launcher.worker_ids)
        every = workers.every(self._control, self.launcher.plan.endpoint_id)
        return [each for each in every if each.id in mine]

    @property
    def logs(self) -> list[Line]:
        """What they printed, line by line, with what the launcher remarked: `worker_id`, `text`,
        `level`, and `job_id` where it is known.
        """
        return list(self._lines)

    def stop(self) -> None:
        """They finish what they have, if that does not take too long, and end (W15)."""
        self.launcher.drain()
        grace = self.launcher.plan.grace
        if not self.launcher.join(grace + PARTING_S):
            self.launcher.kill()
            self.launcher.join(PARTING_S)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.stop()

    def until_up(self) -> None:
        """Until one has asked for a job; with `scale`, until the autoscaler knows of it.

        Raises Invalid that says why there is none, and ends the others.
        """
        self.launcher.report.settled.wait()
        if not self.launcher.report.asked and self.launcher.report.troubles:
            trouble = self.launcher.report.troubles[0]
            self.stop()
            raise Invalid("\n".join([trouble, *self._last()]))

    def _last(self) -> list[str]:
        said = [line.text for line in self.logs if line.worker_id != LAUNCHER]
        return [f"    {text}" for text in said[-LAST:]]

    def _hear(self, line: Line) -> None:
        self._lines.append(line)
        if self._says:
            self._says(line)

    def _remark(self, text: str) -> None:
        self._hear(Line(LAUNCHER, text))
