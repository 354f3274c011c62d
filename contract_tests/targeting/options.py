"""The options of a run that is aimed at a target."""

from typing import Any

import pytest

from contract_tests.targeting.terms import PATIENCE_S

OPTIONS: dict[str, dict[str, Any]] = {
    "target": {"metavar": "URL", "help": "run the portable contract against this service"},
    "jobs-target": {"metavar": "URL", "help": "where its job API is, if not at the same origin"},
    "max-usd": {"metavar": "AMOUNT", "help": "what the run may cost at most (not on loopback)"},
    "allow": {"metavar": "OPERATIONS", "help": "what may be sent: `reading`, endpoint.create, …"},
    "key-env": {"metavar": "NAME", "help": "the variable that holds the API key"},
    "insecure": {"action": "store_true", "help": "let a key go over plain http"},
    "image": {
        "metavar": "IMAGE",
        "help": "the worker of job tests; it must understand mock_return",
    },
    "gpu": {"metavar": "TYPE", "help": "the GPU type of job tests"},
    "stream-endpoint": {
        "metavar": "ID",
        "help": "an endpoint of a mock whose worker is a generator",
    },
    "patience": {
        "metavar": "SECONDS",
        "type": float,
        "help": f"how long to try to delete what was made (default {PATIENCE_S:g})",
    },
}


def add(parser: pytest.Parser) -> None:
    group = parser.getgroup("runpod target", "aim the contract at a service")
    for name, says in OPTIONS.items():
        group.addoption(f"--runpod-{name}", **says)


def said(config: pytest.Config) -> dict[str, Any]:
    """What a person has said, by the names of `terms.read`."""
    names = [name.replace("-", "_") for name in OPTIONS]
    return {name: config.getoption(f"runpod_{name}") for name in names}
