"""Run as a process of its own beside a launcher: when the launcher dies, even by SIGKILL, the
process groups of its workers die, too. It is told of them on its standard input, `+123` and `-123`.
Nothing is imported that takes time.
"""

import os
import signal
import sys
from contextlib import suppress


def main() -> None:
    groups: set[int] = set()
    for line in sys.stdin:
        (groups.add if line[0] == "+" else groups.discard)(int(line[1:]))
    for group in groups:
        with suppress(OSError):
            os.killpg(group, signal.SIGKILL)


if __name__ == "__main__":
    main()
