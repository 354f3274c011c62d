"""What is said for all tests of a run: on the command line, in the ini file, in pyproject.toml.

What it means is looked into when a test needs it, as that takes slow imports.
"""

import argparse
from collections.abc import Callable, Mapping
from typing import Any

import pytest

#: What can be said, besides every setting of a world.
SAID = {
    "url": "use the server at this URL, instead of one of our own",
    "admin_token": "the admin_token of that server",
    "host": "address to listen on",
    "port": "port to listen on; 0, the default, takes a free one",
    "seed": "seed of every world; default 0",
    "clock": "how time passes: auto (default), manual, real or scaled:N",
    "profile": "how long things take; default instant",
    "data": "world to begin with: a name or a file",
    "faults": "what goes wrong: a name or a file",
    "unhandled": "requests for what is not there: error (default), warn or ignore",
    "sleep": "what the Python SDK's sleeps become: exact (default), skip or real",
    "budget_usd": "no test may spend more dollars than this",
}
SWITCHES = {
    "no_leaks": "whoever leaves something behind that costs money fails",
    "production_retries": "the Python SDK tries again as it does over https; default true",
}
#: Every setting of a world. `settings` has them, too, but takes long to import.
SETTINGS = """
    image_pull_s boot_s flashboot_boot_s dispatch_s execution_s heartbeat_loss_s auto_retries
    exec_timeout_slack_s execution_timeout_ms ttl_ms policy_out_of_range retention_async_s
    retention_sync_s retention_wait_s runsync_wait_ms wait_min_ms wait_max_ms stream_hold_s
    job_id_suffix webhook_delays_s webhook_anywhere rate_limits rate_per_worker scaler_tick_s
    extra_workers throttle_retry_s unhealthy_retry_s unhealthy_give_up_s idle_downgrade
    worker_quota long_poll_s busy_poll_s lost_after worker_silence_s worker_boot_s
    drop_empty_input oversize_result object_error_completes kill_old_workers template_grace_s
    lb_no_worker_s lb_processing_s poll_worth_s event_limit rewind_turns max_journal_entries
    fidelity_header v1_cpu_becomes_gpu v1_omit_dcids v1_401_message v1_sunset_headers
    nv_shrink_ok gql_delete_requires_zero timed_out_status strict_python_worker
    qd_first_immediate bind_templates hide_all_bound_templates
""".split()  # noqa: SIM905 - as a list it would be a page long
DEFAULTS: Mapping[str, Any] = {"seed": 0, "clock": "auto", "profile": "instant"}
#: Where a server listens, and for whom, is said for `serve`, and not for tests.
FROM_PYPROJECT = {*DEFAULTS, "data", "faults", *SETTINGS}

_READ: pytest.StashKey[dict[str, Any]] = pytest.StashKey()


def add(parser: pytest.Parser) -> None:
    every = "mock_runpod, a RunPod for tests (every setting of a world, too: --runpod-boot-s=30)"
    group = parser.getgroup("mock_runpod", every)
    for name, says in SAID.items():
        group.addoption(_flag(name), dest=_ini(name), metavar="X", help=says)
        parser.addini(_ini(name), says, default=None)
    for name, says in SWITCHES.items():
        switch: dict[str, Any] = {"choices": ["true", "false"], "nargs": "?", "const": "true"}
        group.addoption(_flag(name), dest=_ini(name), help=says, **switch)
        parser.addini(_ini(name), says, type="bool", default=None)
    for name in SETTINGS:
        group.addoption(_flag(name), dest=_ini(name), help=argparse.SUPPRESS)
    settings = "settings of every world, one a line: boot_s = 30"
    parser.addini("runpod_settings", settings, type="linelist", default=[])
    guard = "no test may send anything to the real RunPod"
    parser.addini("runpod_guard", guard, type="bool", default=False)


def glimpse(config: pytest.Config) -> dict[str, Any]:
    """What is said, as it is written, right or wrong."""
    return {
        **DEFAULTS,
        **_pyproject(config),
        **_lines(config),
        **_from_ini(config),
        **_flags(config),
    }


def read(config: pytest.Config) -> dict[str, Any]:
    """What is meant; defaults are left out. Raises Invalid, naming where it was said."""
    if (found := config.stash.get(_READ, None)) is not None:
        return found
    from mock_runpod.runtime.files import options  # slow

    said = {}
    if _pyproject(config):
        table = options.from_file(config.rootpath / "pyproject.toml")
        said = {name: value for name, value in table.items() if name in FROM_PYPROJECT}
    said |= options.from_texts(_lines(config), "runpod_settings: {}".format)
    said |= _meant(_from_ini(config), _ini)
    said |= _meant(_flags(config), _flag)
    config.stash[_READ] = said
    return said


def _meant(said: Mapping[str, Any], spelled: Callable[[str], str]) -> dict[str, Any]:
    from mock_runpod.errors import Invalid  # comes with the above
    from mock_runpod.runtime.files import options  # slow

    found = options.from_texts({n: v for n, v in said.items() if n in SETTINGS}, spelled)
    for name, value in said.items():
        if name in SWITCHES:
            found[name] = value in (True, "true")
        elif name == "seed" and value.lstrip("-").isdecimal():
            found[name] = int(value)
        elif name == "budget_usd":
            try:
                found[name] = float(value)
            except ValueError:
                raise Invalid(f"{spelled(name)} is dollars, not {value!r}") from None
        elif name not in SETTINGS:
            found[name] = value
    return found


def _flag(name: str) -> str:
    return f"--runpod-{name.replace('_', '-')}"


def _ini(name: str) -> str:
    return f"runpod_{name}"


def _flags(config: pytest.Config) -> dict[str, Any]:
    said = {name: config.getoption(_ini(name)) for name in [*SAID, *SWITCHES, *SETTINGS]}
    return {name: value for name, value in said.items() if value is not None}


def _from_ini(config: pytest.Config) -> dict[str, Any]:
    said = {name: config.getini(_ini(name)) for name in [*SAID, *SWITCHES]}
    return {name: value for name, value in said.items() if value is not None}


def _lines(config: pytest.Config) -> dict[str, str]:
    lines = [line.partition("=") for line in config.getini("runpod_settings")]
    return {name.strip(): value.strip() for name, _, value in lines}


def _pyproject(config: pytest.Config) -> dict[str, Any]:
    """The table of ours, if there is one that can be read."""
    try:
        text = (config.rootpath / "pyproject.toml").read_text(encoding="utf-8")
        if "mock_runpod" not in text:
            return {}
        import tomllib  # slow, and few need it

        return dict(tomllib.loads(text)["tool"]["mock_runpod"])
    except (OSError, ValueError, LookupError, TypeError):
        return {}
