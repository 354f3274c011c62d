"""A script that is started fast sees the same as one that Python runs by itself."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from contract_tests.porch.scripts import running, written

LOOKS_AROUND = """
import json, sys, os
import neighbour

print(json.dumps({
    "name": __name__, "file": __file__, "argv": sys.argv, "path": sys.path, "doc": __doc__,
    "package": __package__, "spec": __spec__, "main": sys.modules["__main__"].__dict__ is globals(),
    "cwd": os.getcwd(), "neighbour": neighbour.__file__, "loader": type(__loader__).__name__,
    "ours": [name for name in sys.modules if name.startswith("mock_runpod")],
}))
"""


def seen(script: Path, *, fast: bool, python: str = sys.executable) -> object:
    with running(script, fast=fast, python=python) as ran:
        ran.over()
    return json.loads(ran.output)


def test_it_sees_the_same(tmp_path: Path) -> None:
    written(tmp_path, "", "neighbour.py")
    script = written(tmp_path, LOOKS_AROUND)

    assert seen(script, fast=True) == seen(script, fast=False)


def test_a_link_is_followed_to_its_neighbours(tmp_path: Path) -> None:
    written(tmp_path, "", "there/neighbour.py")
    script = written(tmp_path, LOOKS_AROUND, "there/handler.py")
    (tmp_path / "link.py").symlink_to(script)

    assert seen(tmp_path / "link.py", fast=True) == seen(tmp_path / "link.py", fast=False)


@pytest.mark.parametrize(
    "text",
    [
        "def f():\n    raise ValueError('no')\nf()\n",
        "import nothing_like_it\n",
        "print('one'\nx = 1\n",
        "raise SystemExit('a last word')\n",
        "import sys; sys.exit(7)\n",
        "# -*- coding: latin-1 -*-\nraise ValueError('caf\\xe9')\n",
    ],
    ids=["raises", "imports", "syntax", "says-and-exits", "exits", "coding"],
)
def test_it_ends_the_same(tmp_path: Path, text: str) -> None:
    script = written(tmp_path, text)

    with running(script, fast=True) as fast, running(script, fast=False) as plain:
        ends = fast.over(), plain.over()

    assert ends[0] == ends[1]
    assert fast.output == plain.output


@pytest.mark.parametrize("method", ["fork", "spawn", "forkserver"])
def test_it_may_begin_processes_of_its_own(tmp_path: Path, method: str) -> None:
    script = written(
        tmp_path,
        f"""
        import multiprocessing

        def double(number):
            return number * 2

        if __name__ == "__main__":
            with multiprocessing.get_context({method!r}).Pool(1) as pool:
                print(pool.map(double, [1, 2]))
        """,
    )

    with running(script) as ran:
        ran.over()

    assert ran.output == b"[2, 4]\n"


def test_the_sdk_is_spared_the_cpu_and_nobody_else(tmp_path: Path) -> None:
    written(tmp_path, "def get_cpu_info(): return {'brand_raw': 'real'}\nCODE = 7", "cpuinfo.py")
    written(tmp_path, "", "runpod/__init__.py")
    written(tmp_path, "import cpuinfo\nNAME = cpuinfo.get_cpu_info()['brand_raw']", "runpod/sdk.py")
    script = written(
        tmp_path,
        """
        import runpod.sdk, cpuinfo
        from cpuinfo import get_cpu_info

        print(runpod.sdk.NAME, get_cpu_info(), cpuinfo.CODE, cpuinfo.get_cpu_info())
        """,
    )

    with running(script) as ran:
        ran.over()

    real = "{'brand_raw': 'real'}"
    assert ran.output.decode() == f"not measured: started fast {real} 7 {real}\n"


def test_where_there_is_no_such_module_there_is_none(tmp_path: Path) -> None:
    python = written(tmp_path, f"""#!/bin/sh\nexec {sys.executable} -S "$@"\n""", "python")
    python.chmod(0o755)  # one without any packages

    with running(written(tmp_path, "import cpuinfo"), python=str(python)) as ran:
        assert ran.over().code == 1

    assert "No module named 'cpuinfo'" in ran.output.decode()


def old_python() -> str | None:
    """A Python 3.8, if there is one that runs."""
    for name in ("python3.8", "python3.9"):
        found = shutil.which(name)
        if (
            found
            and subprocess.run([found, "-V"], capture_output=True, check=False).returncode == 0
        ):
            return found
    return None


@pytest.mark.skipif(old_python() is None, reason="there is no old Python here")
def test_an_old_python_will_do(tmp_path: Path) -> None:
    written(tmp_path, "", "neighbour.py")
    python = old_python()
    assert python

    script = written(tmp_path, LOOKS_AROUND)

    assert seen(script, fast=True, python=python) == seen(script, fast=False, python=python)
