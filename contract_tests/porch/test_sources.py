"""Where options come from: flags before variables before the file before the defaults."""

from pathlib import Path
from typing import Any

import httpx

from contract_tests.porch.processes import serving


def config(url: str, part: str = "server") -> dict[str, Any]:
    found: dict[str, Any] = httpx.get(f"{url}/__mock/config", trust_env=False).json()[part]
    return found


def test_flags_come_before_variables_before_the_file_before_defaults(tmp_path: Path) -> None:
    (tmp_path / "mock.toml").write_text(
        'seed = 3\nclock = "scaled:3"\nprofile = "typical"\nboot_s = 3\nkeys = ["a", "b"]'
    )
    env = {"MOCK_RUNPOD_SEED": "2", "MOCK_RUNPOD_CLOCK": "auto", "MOCK_RUNPOD_HOSTS": "one,two"}

    with serving("--seed", "1", "-c", "mock.toml", cwd=tmp_path, env=env) as served:
        server, world = config(served.url), config(served.url, "settings")

    assert (server["seed"], server["clock"], server["profile"]) == (1, "auto", "typical")
    assert (server["hosts"], server["log_format"]) == (["one", "two"], "text")
    assert (world["boot_s"], world["ttl_ms"]) == (3.0, 86_400_000)


def test_a_pyproject_in_the_folder_is_read(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text(
        '[project]\nname = "x"\n[tool.mock_runpod]\ndata = "demo"\nrate_limits = true\n'
    )

    with serving(cwd=tmp_path) as served:
        assert config(served.url)["data"] == "demo"
        assert config(served.url, "settings")["rate_limits"] is True


def test_a_named_file_is_read_instead(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[tool.mock_runpod]\nseed = 5\n")
    (tmp_path / "other.toml").write_text('data = "demo"')

    with serving(cwd=tmp_path, env={"MOCK_RUNPOD_CONFIG": "other.toml"}) as served:
        assert (config(served.url)["seed"], config(served.url)["data"]) == (0, "demo")


def test_what_could_be_a_secret_is_not_shown(tmp_path: Path) -> None:
    flags = ["--keys", "rpa_mock_default,rpa_sesame"]

    with serving(*flags, cwd=tmp_path) as served:
        assert config(served.url)["keys"] == "***"
