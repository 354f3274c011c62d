"""An endpoint in the hand: what its workers answer, and how it is doing."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self, TypeVar

from mock_runpod.client import behaviours, workers
from mock_runpod.client.behaviours import UNSAID, Answer, Seconds, pieces, said
from mock_runpod.client.control import Control
from mock_runpod.client.handlers import Attendants, Handler
from mock_runpod.client.workers import Worker
from mock_runpod.errors import Invalid

if TYPE_CHECKING:
    from mock_runpod.client.launching.lines import Line
    from mock_runpod.client.launching.run import WorkerRun

H = TypeVar("H", bound=Handler)


class Endpoint:
    """Each of its verbs says what its workers do with a job from now on, and gives it back:

        mock.endpoint("sdxl").answers({"image": "aGVsbG8="}, execution=12)
        mock.endpoint("llm").streams(["a", "quiet", "house"], every=0.5)

    Where several answers can be said, each is written out as a dict: `output`, `error`, `chunks`
    and `progress` (lists of `{"output": ..., "after": seconds}`), `logs`, `crash`, `execution`.
    An `execution`, or a distance, is in seconds of the world, or a distribution of them. Rules,
    and the execution that the endpoint was made with, go on; all else is what was said last.
    """

    def __init__(self, control: Control, id: str, attendants: Attendants) -> None:
        self._control, self.id, self._attendants = control, id, attendants

    def __repr__(self) -> str:
        return f"<Endpoint {self.id}>"

    def answers(
        self,
        output: Any,
        *,
        execution: Seconds | None = None,
        progress: Iterable[Any] = (),
        every: Seconds | None = None,
        logs: Iterable[str] = (),
    ) -> Self:
        """Every job gets this output; before that these updates of its `progress`, one `every` so
        many seconds, and these lines in the log.
        """
        updates = pieces(progress, every)
        return self._behave({"output": output} | said(execution=execution) | _lists(updates, logs))

    def takes(self, execution: Seconds) -> Self:
        """Every job takes so long, whatever else is said of it."""
        return self._put(self.behaviour | {"execution": execution})

    def fails(self, error: str, *, execution: Seconds | None = None) -> Self:
        """Every job fails with this text."""
        return self._behave({"error": error} | said(execution=execution))

    def streams(
        self, chunks: Iterable[Any], *, every: Seconds | None = None, aggregate: bool = False
    ) -> Self:
        """Every job hands out these pieces, one every so many seconds. With `aggregate` all of
        them are its output in the end, too (B-105).
        """
        answer = {"chunks": pieces(chunks, every)}
        return self._behave(answer, generator=True, aggregate=aggregate)

    def sequence(self, *answers: Answer) -> Self:
        """The first job gets the first answer, the second the second; the last is for good:
        `sequence({"error": "CUDA out of memory"}, {"output": 42})`.
        """
        return self._behave(*answers)

    def rule(
        self,
        when: Any = None,
        *answers: Answer,
        pointer: str | None = None,
        matches: str | None = None,
        equals: Any = UNSAID,
        **answer: Any,
    ) -> Self:
        """A job whose input fits gets this answer. The rules said so far are asked first.

        `when` is a part of the input: `rule({"steps": 20}, output="slow")`. Or what is at a JSON
        pointer `equals` something, or `matches` a regular expression:
        `rule(pointer="/prompt", matches="^a ", error="no")`. All that is said must hold; a list of
        such conditions can be `when`, too. Several `answers` come one after the other.
        """
        before = self.behaviour
        fits = behaviours.condition(when, pointer, matches, equals)
        one = {"when": fits, "answers": [*answers] or [answer]}
        return self._put(before | {"rules": [*before.get("rules", ()), one]})

    def echoes(self) -> Self:
        """Every job gets its input back, as at the beginning: all that was said is forgotten."""
        self._attendants.end(self.id)
        return self._put({})

    def hold(self) -> Self:
        """Jobs begin and wait for a hand: `mock.job(id).finish(output)`, `.fail(text)`, ..."""
        return self._behave({"by": "hand"})

    def handler(self, function: H) -> H:
        """A decorator: this function works on the jobs, until the client is closed or something
        else is said.

        It takes the job as RunPod's worker SDK gives it, `{"id": ..., "input": ...}`, and returns
        the output or yields pieces of it; `async` or not. An exception fails the job (B-082), and
        `sys.exit()` loses its worker. It runs in this process, one thread for each job.
        """
        if not callable(function):
            raise Invalid(f"a handler is a function that takes a job, and {function!r} is none")
        self._behave({"by": "handler"})
        self._attendants.begin(self.id, function)
        return function

    def run_worker(
        self,
        handler: str | Path,
        *,
        count: int = 1,
        wait: bool = True,
        says: "Callable[[Line], None] | None" = None,
        **said: Any,
    ) -> "WorkerRun":
        """Real workers: `count` processes of a script that calls `runpod.serverless.start`, started
        unchanged, and started again when they crash, until its `stop()` or the client is closed.

        `scale`: as many as the autoscaler says, instead. `watch`: anew when a source file changes.
        `cwd`, `env` (a dict) and `python`: where, with what and by whom they are run, if not as
        this process is. `fast_start` spares each a second; `grace` is how many seconds one that is
        to end may take for the jobs it has. With `wait` this returns when the first asks for a job.
        `says` is called with each line that they print, from other threads.

        Raises Invalid that says why none can, and NotFound.
        """
        from mock_runpod.client.launching.run import WorkerRun, planned  # few need processes

        plan = planned(self.id, handler, {"count": count, **said})
        self._control.get("endpoints", self.id)
        run = WorkerRun(self._control, plan, says)
        self._attendants.keep(run)
        if wait:
            run.until_up()
        return run

    def worker_env(self, **said: str | None) -> dict[str, str]:
        """Variables for a real worker that is started elsewhere: `worker` is its id, else it gets
        one; `base` is the server's URL as seen from there. Raises NotFound.
        """
        asked = {"base": self._control.transport.url, **said}
        found: dict[str, str] = self._control.get("endpoints", self.id, "worker-env", **asked)
        return found

    @property
    def behaviour(self) -> dict[str, Any]:
        """What its workers do, as a data file would say it."""
        behaviour: dict[str, Any] = self._control.get("endpoints", self.id, "behaviour")
        return behaviour

    @property
    def row(self) -> dict[str, Any]:
        """All that is known of it, as the control API tells it. Raises NotFound."""
        row: dict[str, Any] = self._control.get("endpoints", self.id)
        return row

    @property
    def health(self) -> dict[str, Any]:
        """The counts of `/v2/{endpoint}/health`: `jobs` and `workers`."""
        health: dict[str, Any] = self.row["health"]
        return health

    @property
    def workers(self) -> list[Worker]:
        """Oldest first."""
        return workers.every(self._control, self.id)

    def worker(self, number: int = 1) -> Worker:
        """The first, second, ... of its workers. Raises NotFound."""
        return workers.nth(self._control, self.id, number)

    def _behave(self, *answers: Answer, **more: Any) -> Self:
        self._attendants.end(self.id)
        return self._put(behaviours.lasting(self.behaviour) | {"answers": answers} | more)

    def _put(self, behaviour: dict[str, Any]) -> Self:
        self._control.put("endpoints", self.id, "behaviour", body=behaviour)
        return self


def _lists(progress: list[dict[str, Any]], logs: Iterable[str]) -> dict[str, Any]:
    found = {"progress": progress, "logs": list(logs)}
    return {name: rows for name, rows in found.items() if rows}
