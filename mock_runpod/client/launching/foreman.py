"""Keeps as many workers as are wanted, whatever happens to them: again and again what is there is
compared with what should be, and the difference acted upon.
"""

import time
from collections.abc import Callable
from contextlib import suppress

from mock_runpod.client.launching import scripts
from mock_runpod.client.launching.crew import Crew, Desk, Row
from mock_runpod.client.launching.posts import Post, Wish
from mock_runpod.client.launching.process import Ended, Spawn
from mock_runpod.client.launching.reporting import Report
from mock_runpod.client.launching.starting import Plan, Starter
from mock_runpod.errors import NotFound, Refused, RunPodError, Unreachable

#: How long an endpoint may be gone before its workers end: after a reset it may be made again.
MISSED_S = 3.0
#: How long one waits at most for news, in real seconds.
LOOK_S = 1.0
#: How soon what the server could not be asked is tried again.
AGAIN_S = 0.5
#: How what was never started has ended.
NEVER = Ended(None, None)

#: Has something done by the thread that does everything.
Later = Callable[[Callable[[], None]], None]


class Foreman:
    """All of it is done by one thread; `posts` may be looked at by others."""

    def __init__(
        self, plan: Plan, desk: Desk, starter: Starter, report: Report, later: Later
    ) -> None:
        self.plan, self._desk, self._starter = plan, desk, starter
        self._report, self._later = report, later
        self.posts: dict[str, Post] = {}
        self._closing = False
        self._missed: float | None = None
        self._pause_until = 0.0

    @property
    def over(self) -> bool:
        return self._closing and not self.posts

    @property
    def patience(self) -> float:
        """Until the next moment at which something is to be done without news."""
        moments = [post.next for post in self.posts.values() if post.next is not None]
        untold = any(not post.told for post in self.posts.values())
        most = AGAIN_S if untold or self._missed is not None else LOOK_S
        return max(0.01, min([moment - time.monotonic() for moment in moments] + [most]))

    def reconcile(self) -> None:
        """Who takes the place of another is announced before the other is signed off: a world
        that skips would skip the time in which there is nobody.
        """
        wanted = 0 if self.plan.scale or self._closing or self._missed else self.plan.count
        if time.monotonic() >= self._pause_until:
            for _ in range(wanted - sum(1 for post in self.posts.values() if not post.ended_well)):
                self._hire()
        for post in list(self.posts.values()):
            self._look_after(post)

    def _look_after(self, post: Post) -> None:
        now = time.monotonic()
        if post.child is not None:
            if post.deadline is not None and now >= post.deadline:
                post.deadline = None
                post.child.kill()
            return
        if not post.told:
            self._tell(post)
        if post.ending:
            del self.posts[post.worker_id]
        elif post.wish is Wish.RUN and now >= post.due:
            self._start(post)

    def _tell(self, post: Post) -> None:
        """Unless nobody answers: then the next time."""
        try:
            self._desk.gone(post.worker_id, post.ended or NEVER, expected=post.ending)
        except Unreachable:
            if not self._closing:  # then there will be no next time
                raise
        except RunPodError as error:
            self._report.complain(error.detail)
        post.told = True

    # Starting.

    def _hire(self) -> None:
        """A fresh worker."""
        try:
            worker_id, env = self._desk.announce()
        except Unreachable:
            raise
        except RunPodError as error:
            self._pause_until = time.monotonic() + AGAIN_S
            self._report.complain(error.detail)
            self._report.troubles.append(error.detail)
            self._report.settled.set()
            return
        self._add(worker_id).env = env
        self._start(self.posts[worker_id])

    def _add(self, worker_id: str) -> Post:
        era, since = self._desk.era, self._desk.answers
        post = self.posts[worker_id] = Post(worker_id=worker_id, era=era, since=since)
        return post

    def _start(self, post: Post) -> None:
        """Its process, at last; before that the server is told, unless it has asked for it."""
        if post.env is None and not self._registered(post):
            return
        try:
            self._starter.start(post, lambda *how: self._later(lambda: self._ended(post, *how)))
        except OSError as error:
            self._give_up(post, f"{self.plan.python} cannot be started: {error.strerror}")

    def _registered(self, post: Post) -> bool:
        """Once more, after a crash."""
        try:
            _, post.env = self._desk.announce(post.worker_id)
        except Refused as error:
            self._report.complain(error.detail)
        except NotFound:
            pass
        else:
            post.era, post.since = self._desk.era, self._desk.answers
            return True
        del self.posts[post.worker_id]  # the server has forgotten it; a fresh one takes its place
        return False

    # News.

    def heard(self, heard: Crew | RunPodError) -> None:
        if not isinstance(heard, Crew):
            self._missing(heard)
            return
        self._missed = None
        self._report.well()
        if self.plan.scale:
            self._report.settled.set()  # it may be that none is wanted yet
        for worker_id, row in heard.rows.items():
            post = self.posts.get(worker_id)
            if post is None and row["status"] == "STARTING" and not self._closing:
                post = self._wanted(worker_id)
            if post is not None:
                self._compare(post, row)
        for post in list(self.posts.values()):
            if post.worker_id not in heard.rows:
                self._not_listed(post, heard)

    def _missing(self, error: RunPodError) -> None:
        """Without its endpoint a worker has nothing to do; without a server, it can only wait."""
        self._report.complain(error.detail)
        for post in self.posts.values():
            if post.ending:
                post.part()  # nobody can tell when its jobs are done
        if isinstance(error, NotFound):
            self._missed = self._missed or time.monotonic()
            if time.monotonic() - self._missed > MISSED_S:
                for post in list(self.posts.values()):
                    self._dismiss(post)

    def _wanted(self, worker_id: str) -> Post | None:
        """The autoscaler wants a worker."""
        with suppress(RunPodError):
            env = self._desk.variables(worker_id)
            post = self._add(worker_id)
            post.env = env
            return post
        return None

    def _compare(self, post: Post, row: Row) -> None:
        post.seen(row)
        if len(self.posts) > 1:
            self._report.check_sdk(row["sdkVersion"])
        if post.asked:
            self._report.up()
        if row["leaving"] and not row["jobs"]:
            self._dismiss(post)
            post.part()

    def _not_listed(self, post: Post, crew: Crew) -> None:
        """The server no longer wants it; or it has begun anew, and knows nothing of it yet."""
        if post.ending:
            post.part()
        if post.ending or crew.asked <= post.since:
            return
        if post.child is None:
            if self.plan.scale:
                del self.posts[post.worker_id]
            return
        if post.era == crew.era:
            self._dismiss(post)
            return
        try:
            self._desk.announce(post.worker_id)
        except (NotFound, Refused) as error:
            self._report.complain(error.detail)
            self._dismiss(post)
        except RunPodError as error:
            self._report.complain(error.detail)
        else:
            post.era, post.since = crew.era, self._desk.answers

    def changed(self, names: list[str]) -> None:
        more = f" and {len(names) - 1} more" if len(names) > 1 else ""
        self._report.remark(f"{names[0]}{more} changed: workers start again")
        for post in list(self.posts.values()):
            post.restarts.crashes = 0
            if post.child is not None:
                self._dismiss(post)
            elif not post.ending:
                post.wish, post.due = Wish.RUN, 0.0

    def _ended(self, post: Post, spawn: Spawn, ended: Ended) -> None:
        ran, asked = time.monotonic() - post.began, post.asked
        if not post.ending:
            asked = self._look_again(post) or asked
        post.stopped(ended)
        if post.ending:
            return
        trouble = scripts.trouble(spawn, ended, list(post.tail), asked=asked, why=post.why)
        pause = post.restarts.crashed(ran, worked=post.worked)
        if ended.code == 0 and asked:
            post.wish = Wish.END  # by itself, as after `refresh_worker`
            self._pause_until = time.monotonic() + (0.0 if post.worked else pause or 0.0)
        elif trouble.sure or pause is None:
            self._give_up(post, trouble.sentence)
        else:
            post.due = time.monotonic() + pause
            self._report.trouble(
                f"worker {post.worker_id}: {trouble.sentence}; it is started again in {pause:g} s"
            )

    def _look_again(self, post: Post) -> bool:
        """What has become of it may not have been told yet."""
        with suppress(RunPodError):
            row = self._desk.worker(post.worker_id)
            if row is not None:
                self._compare(post, row)
        return post.asked

    def _give_up(self, post: Post, why: str) -> None:
        """It stays as it is, so that one can see that it failed."""
        post.wish = Wish.REST
        crashes = post.restarts.crashes
        times = f" after {crashes} crashes in a row" if crashes > 1 else ""
        then = "it starts again" if self.plan.watch else "start again"
        self._report.trouble(
            f"worker {post.worker_id}: {why}; it stays UNHEALTHY{times}: correct it, and {then}"
        )
        alone = all(each.wish is Wish.REST for each in self.posts.values())
        if alone and not self._report.asked:
            self._report.failure = why

    # Ending.

    def close(self) -> None:
        self._closing = True
        for post in list(self.posts.values()):
            self._dismiss(post)

    def _dismiss(self, post: Post) -> None:
        """It gets no more jobs, is asked to end, and gets a while for what it has (W15)."""
        if post.ending:
            return
        post.wish = Wish.END
        if post.child is None:
            post.told = False  # it is expected now
            return
        post.deadline = time.monotonic() + self.plan.grace
        if not self._drained(post):
            post.part()

    def _drained(self, post: Post) -> list[str]:
        """The jobs that it still has. Until they are done it is not asked to end: the SDK would
        drop one that it has taken, and not begun (section 6.2).
        """
        with suppress(RunPodError):
            self._desk.drain(post.worker_id)
            row = self._desk.worker(post.worker_id)
            return list(row["jobs"]) if row else []
        return []
