"""A script as worker processes, as long as it is wanted.

Everything is done in one thread, which others send news: the server's, of processes that end, and
of files that change.
"""

import secrets
import threading
from collections.abc import Callable
from contextlib import suppress
from queue import Empty, SimpleQueue

from mock_runpod.client.control import Control
from mock_runpod.client.launching.crew import Desk, Listener
from mock_runpod.client.launching.foreman import Foreman
from mock_runpod.client.launching.lines import Line
from mock_runpod.client.launching.posting import Poster
from mock_runpod.client.launching.reporting import Report
from mock_runpod.client.launching.starting import Plan, Starter
from mock_runpod.client.launching.watching import Watcher
from mock_runpod.errors import Unreachable


class Launcher:
    """`says` gets lines of workers, and `remarks` of the launcher itself, from its threads."""

    def __init__(
        self,
        control: Control,
        plan: Plan,
        *,
        says: Callable[[Line], None],
        remarks: Callable[[str], None],
    ) -> None:
        self.plan, self.report, self.over = plan, Report(remarks), threading.Event()
        self._news: SimpleQueue[Callable[[], None]] = SimpleQueue()
        self._desk = Desk(control, plan.endpoint_id, f"launcher-{secrets.token_hex(5)}")
        self._poster = Poster(self._desk)
        self._starter = Starter(plan, self._desk.url, self._poster, says)
        self._foreman = Foreman(plan, self._desk, self._starter, self.report, self._news.put)
        self._begin(control)

    def _begin(self, control: Control) -> None:
        plan, tell, foreman = self.plan, self._news.put, self._foreman
        self._listener = Listener(
            control, self._desk, plan.scale, lambda heard: tell(lambda: foreman.heard(heard))
        )
        self._watcher = (
            Watcher(plan.script.parent, lambda names: tell(lambda: foreman.changed(names)))
            if plan.watch
            else None
        )
        self._thread = threading.Thread(
            target=self._work, name=f"mock_runpod launcher of {plan.endpoint_id}", daemon=True
        )
        self._thread.start()

    # What others ask of it, from any thread.

    @property
    def worker_ids(self) -> list[str]:
        return list(self._foreman.posts)

    def drain(self) -> None:
        """All workers finish what they have, and end; then it is over (W15)."""
        self._news.put(self._foreman.close)

    def kill(self) -> None:
        """All end at once."""
        for post in list(self._foreman.posts.values()):
            if child := post.child:
                child.kill()
        self.drain()

    def join(self, seconds: float | None = None) -> bool:
        return self.over.wait(seconds)

    # The loop.

    def _work(self) -> None:
        try:
            while not self._foreman.over:
                with suppress(Empty):
                    self._news.get(timeout=self._foreman.patience)()
                    while True:
                        self._news.get_nowait()()
                with suppress(Unreachable):  # by and by
                    self._foreman.reconcile()
        finally:
            self._end()

    def _end(self) -> None:
        if self._watcher:
            self._watcher.close()
        self._listener.close()
        self._starter.close()
        self._poster.close()
        self._desk.close()
        self.over.set()
        self.report.settled.set()
