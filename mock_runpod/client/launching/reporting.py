"""What a launcher tells of itself, and how far it has come."""

import re
import threading
from collections import deque
from collections.abc import Callable

#: Those that write a file of their jobs where they run (section 8).
OLD_SDK = re.compile(r"1\.([789]\.|10\.0)")


class Report:
    """`settled` is set once a worker has asked for a job (`asked`), or it is told why none has, in
    `troubles`. `failure` is why nothing can be started, once that is sure.
    """

    def __init__(self, remarks: Callable[[str], None]) -> None:
        self.remark = remarks
        self.asked, self.failure = False, ""
        self.troubles: deque[str] = deque(maxlen=100)
        self.settled = threading.Event()
        self._complained, self._warned = "", False

    def up(self) -> None:
        self.asked = True
        self.settled.set()

    def trouble(self, sentence: str) -> None:
        self.troubles.append(sentence)
        self.settled.set()
        self.remark(sentence)

    def complain(self, sentence: str) -> None:
        """Of the server: once, until it is `well` again."""
        if sentence != self._complained:
            self._complained = sentence
            self.remark(sentence)

    def well(self) -> None:
        self._complained = ""

    def check_sdk(self, version: str | None) -> None:
        """Of several workers in one folder."""
        if self._warned or not OLD_SDK.match(version or ""):
            return
        self._warned = True
        self.remark(
            f"workers of runpod {version} that share a folder block each other, as they all"
            " write .runpod_jobs.pkl there; use runpod 1.10.1 or newer, or a folder for each"
        )
