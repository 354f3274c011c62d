"""From a worker that is wanted to a process that runs, and whose lines are heard."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from mock_runpod.client.launching import surroundings
from mock_runpod.client.launching.keeper import Keeper
from mock_runpod.client.launching.lines import Flood, Line, Lines, Secrets
from mock_runpod.client.launching.posting import Poster
from mock_runpod.client.launching.posts import Post
from mock_runpod.client.launching.process import Child, Ended, Spawn


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What is wanted: `count` processes; with `scale`, as many as the autoscaler says."""

    endpoint_id: str
    script: Path
    python: str
    cwd: Path
    env: Mapping[str, str] = field(default_factory=dict)
    count: int = 1
    scale: bool = False
    watch: bool = False
    fast: bool = True
    grace: float = 10.0


class Starter:
    """Starts processes as planned; each line that they print goes to the server, and to `says`."""

    def __init__(self, plan: Plan, url: str, poster: Poster, says: Callable[[Line], None]) -> None:
        self._plan, self._url, self._poster, self._says = plan, url, poster, says
        self._keeper = Keeper()

    def start(self, post: Post, ended: Callable[[Spawn, Ended], None]) -> None:
        """Raises OSError when that cannot be."""
        plan, sent = self._plan, post.env or {}
        secrets = Secrets(os.environ, {**sent, **plan.env})
        lines, flood = Lines(post.worker_id, secrets), Flood()
        env = surroundings.of_worker(os.environ, sent, plan.env, self._url)
        spawn = Spawn(plan.script, plan.python, plan.cwd, env, plan.fast)

        def said(chunk: bytes) -> None:
            self._pass_on(post, flood, lines.feed(chunk))

        def over(how: Ended) -> None:
            self._pass_on(post, flood, lines.end())
            post.worked = post.worked or lines.worked
            ended(spawn, how)

        post.started(Child(spawn, self._keeper, said=said, ended=over))

    def close(self) -> None:
        """Nothing that it started lives on."""
        self._keeper.close()

    def _pass_on(self, post: Post, flood: Flood, lines: list[Line]) -> None:
        post.tail.extend(lines)
        spared = flood.spared(lines)
        self._poster.add(spared)
        for line in spared:
            self._says(line)
