"""Found by every Python process that is started under the guard, because its folder is the first
in `PYTHONPATH`. It costs nothing until the process wants the network: then the guard goes up.
"""

import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
#: Who reaches out imports one of these first.
NETWORK = {"socket", "_socket", "pycares"}


class Sentry:
    """A finder that finds nothing, but sees the first import of the network."""

    def find_spec(self, name, path=None, target=None):  # type: ignore[no-untyped-def]  # no typing
        if name in NETWORK and self in sys.meta_path:
            sys.meta_path.remove(self)
            raise_guard()


def raise_guard() -> None:
    """A process that cannot have the guard, as it may be quite another Python, says so and runs."""
    home = os.path.dirname(os.path.dirname(os.path.dirname(HERE)))
    sys.path.append(home)
    try:
        from mock_runpod import guard  # a third of what a short process costs; most need no network

        guard.inherit()
    except Exception as error:
        said = f"mock_runpod: no guard in this process: {type(error).__name__}: {error}"
        print(said, file=sys.stderr)
    finally:
        sys.path.pop(len(sys.path) - 1 - sys.path[::-1].index(home))  # ours; there may be another


def go_on() -> None:
    """There can be another `sitecustomize`, which would have been found if this one were not."""
    sys.path[:] = [each for each in sys.path if os.path.abspath(each) != HERE]
    ours = sys.modules.pop("sitecustomize")
    try:
        __import__("sitecustomize")  # no longer this one
    except ImportError as error:
        if error.name != "sitecustomize":
            raise
    finally:
        sys.modules.setdefault("sitecustomize", ours)


if os.environ.get("MOCK_RUNPOD_GUARD"):
    if NETWORK & set(sys.modules):
        raise_guard()
    else:
        sys.meta_path.insert(0, Sentry())
go_on()
