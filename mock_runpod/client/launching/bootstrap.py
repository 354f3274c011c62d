"""Run in a worker's own interpreter, Python 3.8 or newer, in front of the user's script:

    python bootstrap.py GATE fast|plain SCRIPT

It waits until the launcher has written down whom it started, so that none is ever left behind, and
then becomes `python SCRIPT`; `fast` spares it a second in which the worker SDK measures the CPU.
Nothing of `mock_runpod` is imported.
"""

import os
import sys
import types


def main() -> None:
    gate, pace, script = int(sys.argv[1]), sys.argv[2], sys.argv[3]
    if not os.read(gate, 1):
        os._exit(0)  # the launcher is no more
    os.close(gate)
    if pace == "plain":
        os.execv(sys.executable, [sys.executable, script])
    if not getattr(sys.flags, "safe_path", False):  # where python puts the folder of the script
        sys.path[0] = os.path.dirname(os.path.realpath(script))
    sys.argv = [script]
    spare_the_cpu()
    run(script)


def spare_the_cpu() -> None:
    """The SDK's debugger asks for the name of the CPU at import, which takes 1.2 s and cannot be
    switched off (section 6.1). Whoever else asks gets the real answer.
    """
    from importlib.util import find_spec  # a module like any other to the script

    if find_spec("cpuinfo") is None:
        return
    stub = types.ModuleType("cpuinfo")

    def get_cpu_info():  # type: ignore[no-untyped-def]  # the real one has no types
        if _caller().startswith("runpod."):
            return {"brand_raw": "not measured: started fast"}
        return _real(stub).get_cpu_info()

    stub.get_cpu_info = get_cpu_info  # type: ignore[attr-defined]  # that is how stubs are made
    stub.__getattr__ = lambda name: getattr(_real(stub), name)  # type: ignore[method-assign]  # ^
    sys.modules["cpuinfo"] = stub


def _caller() -> str:
    return str(sys._getframe(2).f_globals.get("__name__", ""))


def _real(stub: types.ModuleType) -> types.ModuleType:
    from importlib import import_module  # see above

    if sys.modules.get("cpuinfo") is stub:
        del sys.modules["cpuinfo"]
    return import_module("cpuinfo")


def run(script: str) -> None:
    """As `python SCRIPT` would: with the same `__main__`, and the same traceback."""
    from importlib.machinery import SourceFileLoader  # see above

    module = types.ModuleType("__main__")
    module.__file__, module.__loader__ = script, SourceFileLoader("__main__", script)
    module.__dict__.update(__builtins__=__builtins__, __cached__=None)
    sys.modules["__main__"] = module
    try:
        with open(script, "rb") as file:
            code = compile(file.read(), script, "exec", dont_inherit=True)
        exec(code, module.__dict__)
    except Exception as error:
        trace = error.__traceback__ and error.__traceback__.tb_next  # without our own line
        sys.excepthook(type(error), error.with_traceback(trace), trace)
        sys.exit(1)


if __name__ == "__main__":
    main()
