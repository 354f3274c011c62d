"""What can happen to a run that is aimed at a service: `-p contract_tests.targeting.scenes`.

The variable SCENE says what happens in every test, once it has done its work.
"""

import logging
import os
import signal
import subprocess
import warnings
from collections.abc import Generator

import pytest

VARIABLE = "THE_KEY"


class Careless:
    """Something whose `repr` shows a key, as those of libraries do."""

    def __init__(self, secret: str) -> None:
        self.secret = secret

    def __repr__(self) -> str:
        return f"<Careless {self.secret} {'.' * 300}>"


def fails() -> None:
    raise AssertionError("as the scene wants it")


def is_interrupted() -> None:
    os.kill(os.getpid(), signal.SIGINT)
    signal.pause()


def is_terminated() -> None:
    os.kill(os.getpid(), signal.SIGTERM)
    signal.pause()


def tells_the_key() -> None:
    """In every way pytest has of showing things, whole and in part."""
    secret = os.environ[VARIABLE]
    careless, header, part = Careless(secret), [(b"Authorization", secret.encode())], secret[:20]
    print("on stdout", secret)
    subprocess.run(["echo", "from a child", secret], check=True)
    logging.getLogger("careless").warning("in a log: %s", secret)
    warnings.warn(f"in a warning: {secret}", stacklevel=1)
    logging.getLogger("careless").error("in a log", extra={"part": part})
    assert [careless, header, part] == [secret], f"in a message: {secret}"


SCENES = {each.__name__: each for each in (fails, is_interrupted, is_terminated, tells_the_key)}


@pytest.hookimpl(wrapper=True)
def pytest_pyfunc_call() -> Generator[None, object, object]:
    done = yield
    SCENES[os.environ["SCENE"]]()
    return done
