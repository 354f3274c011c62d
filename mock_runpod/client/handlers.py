"""Python functions as workers: they pull jobs over the control API, and report what comes of them.

Each job runs in a thread of its own, so that a handler may call another endpoint and wait for it.
"""

import inspect
import json
import os
import threading
import time
import traceback
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterator
from contextlib import suppress
from typing import Any, Protocol, TypeVar

from mock_runpod.client.control import Control
from mock_runpod.client.transport import Transport
from mock_runpod.errors import Invalid, NotFound, RunPodError, Unreachable

#: A function as the worker SDK knows it: it takes the job, `{"id": ..., "input": ...}`, and returns
#: the output, or yields pieces of it; `async` or not.
Handler = Callable[[dict[str, Any]], Any]
T = TypeVar("T")
#: How long one question for work stays open, in real seconds. The end interrupts it.
WAIT_S = 20.0
#: How long the end waits for all that is still at work, in real seconds.
PARTING_S = 2.0
#: Of an error that is longer than this many characters, the rest is not told.
LONGEST = 100_000


class Attendant:
    """Takes the jobs of one endpoint, one thread each, until it is told to stop."""

    def __init__(self, control: Control, endpoint_id: str, handler: Handler) -> None:
        self._control, self.endpoint_id, self._handler = control, endpoint_id, handler
        self._own = Transport(control.transport.url)  # so that the end can interrupt the question
        self._stopping = False
        self._jobs: set[threading.Thread] = set()
        self._thread = threading.Thread(
            target=self._attend, name=f"mock_runpod handler of {endpoint_id}", daemon=True
        )
        self._thread.start()

    def stop(self, *, at_work: bool) -> None:
        """No more jobs; those `at_work` get a while to come to their end, all together."""
        self._stopping = True
        self._own.close()
        until = time.monotonic() + PARTING_S
        for thread in [self._thread, *(self._jobs if at_work else ())]:
            if thread is not threading.current_thread():
                thread.join(max(0.0, until - time.monotonic()))

    def _attend(self) -> None:
        question = Control(self._own, self._control.headers)
        while not self._stopping:
            try:
                job = question.post(
                    "endpoints", self.endpoint_id, "work", body={"wait": WAIT_S}, patience=None
                )
            except (NotFound, Unreachable):
                return  # the endpoint, or the whole server, is gone
            if job is not None:
                self._begin(job)

    def _begin(self, job: dict[str, Any]) -> None:
        def work() -> None:
            with suppress(_Unwanted):
                _work(_Report(self._control, job), self._handler)
            self._jobs.discard(threading.current_thread())

        thread = threading.Thread(target=work, name=f"mock_runpod job {job['id']}", daemon=True)
        self._jobs.add(thread)
        thread.start()


class Ends(Protocol):
    """Something that goes on until it is told to stop, as worker processes do."""

    def stop(self) -> None: ...


class Attendants:
    """Those of one client: at most one for an endpoint, the latest; and what else ends with it."""

    def __init__(self, control: Control) -> None:
        self._control = control
        self._by_endpoint: dict[str, Attendant] = {}
        self._others: list[Ends] = []

    def keep(self, other: Ends) -> None:
        self._others.append(other)

    def begin(self, endpoint_id: str, handler: Handler) -> None:
        self.end(endpoint_id)
        self._by_endpoint[endpoint_id] = Attendant(self._control, endpoint_id, handler)

    def end(self, endpoint_id: str) -> None:
        """It gets no more jobs. Those that it has, it may finish: they began with it."""
        if before := self._by_endpoint.pop(endpoint_id, None):
            before.stop(at_work=False)

    def close(self) -> None:
        while self._others:
            self._others.pop().stop()
        while self._by_endpoint:
            self._by_endpoint.popitem()[1].stop(at_work=True)


class _Unwanted(BaseException):
    """Nobody wants to hear of this job any more: it was cancelled, timed out, or is gone.

    No handler catches it by mistake, and none of a handler's own errors looks like it.
    """


class _Report:
    """Says over the control API what becomes of an attempt. A handler may change its own `job`."""

    def __init__(self, control: Control, job: dict[str, Any]) -> None:
        self._control, self._id, self._attempt = control, job["id"], job["attempt"]
        self.worker_id, self.job = job["workerId"] or "unknown", job

    def say(self, verb: str, **body: Any) -> None:
        """Raises Invalid when the mock cannot take it: no JSON, or too much of it."""
        body["attempt"] = self._attempt  # a second one may be under way by then
        try:
            self._control.post("jobs", self._id, verb, body=body)
        except Invalid:
            raise
        except RunPodError:
            raise _Unwanted from None

    def fail(self, error: str) -> None:
        """Half a surrogate is no text that could be sent."""
        self.say("fail", error=error[:LONGEST].encode(errors="replace").decode())


def _work(report: _Report, handler: Handler) -> None:
    """An output that cannot be sent fails the job and tells why. On RunPod that is only logged, and
    the job is lost as of a worker that reports nothing (B-066).
    """
    told = _told
    try:
        result = handler(report.job)
        if inspect.isgenerator(result):
            told = _told_by_generator
            _stream(report, result)
        elif inspect.isasyncgen(result):
            told = _told_by_generator
            _run(_stream_async(report, result))
        else:
            _finish(report, _run(_awaited(result)) if inspect.isawaitable(result) else result)
    except _Unwanted:
        raise
    except (SystemExit, KeyboardInterrupt):
        report.say("crash")  # on RunPod that ends the whole worker
    except BaseException as error:  # that of `pytest.fail()` is no Exception
        report.fail(told(error, report.worker_id))


def _finish(report: _Report, output: Any) -> None:
    """What `error` in it means, the server knows (B-082); `refresh_worker` is a wish (B-131)."""
    if isinstance(output, dict) and "refresh_worker" in output:
        rest = {key: value for key, value in output.items() if key != "refresh_worker"}
        report.say("finish", output=rest or None, refresh=bool(output["refresh_worker"]))
    else:
        report.say("finish", output=output)


def _stream(report: _Report, chunks: Iterator[Any]) -> None:
    for chunk in chunks:
        if _ends(report, chunk):
            return
    report.say("finish", output=[])  # as the worker SDK does; what is collected, the mock knows


async def _stream_async(report: _Report, chunks: AsyncIterator[Any]) -> None:
    async for chunk in chunks:
        if _ends(report, chunk):
            return
    report.say("finish", output=[])  # as the worker SDK does; what is collected, the mock knows


def _ends(report: _Report, chunk: Any) -> bool:
    """The worker SDK takes an `error` in a chunk for the end, and asks for no more."""
    if isinstance(chunk, dict) and (error := chunk.get("error")):
        report.fail(str(error))
        return True
    report.say("emit", output=chunk)
    return False


def _run(work: Coroutine[Any, Any, T]) -> T:
    import asyncio  # slower to import than the whole client, and most handlers are not async

    return asyncio.run(work)


async def _awaited(result: Awaitable[Any]) -> Any:
    return await result


def _told(error: BaseException, worker_id: str) -> str:
    """What the worker SDK makes of an exception (B-082)."""
    return json.dumps(
        {
            "error_type": str(type(error)),
            "error_message": str(error),
            "error_traceback": traceback.format_exc(),
            "hostname": os.environ.get("RUNPOD_POD_HOSTNAME", "unknown"),
            "worker_id": worker_id,
            "runpod_version": "mock",
        }
    )


def _told_by_generator(error: BaseException, worker_id: str) -> str:
    """The same for one that came out of a generator: plain text (B-082)."""
    return f"handler: {error} \ntraceback: {traceback.format_exc()}"
