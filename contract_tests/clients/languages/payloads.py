"""Endpoint payloads made by Hypothesis: the same ones for a seed, on every machine.

They are all the REST API takes and no client is too old for. Bodies that a client cannot even write
down (an explicit null: Rust omits what is None) read as if the key was missing, and are sent so.
"""

import os
import random
from typing import Any

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from contract_tests.properties.oracle import TEMPLATES, VOLUMES
from contract_tests.strict.vocabulary import OLD
from mock_runpod import strategies
from mock_runpod.strategies import Vocabulary

Body = dict[str, Any]

FUZZ = os.environ.get("HYPOTHESIS_PROFILE") == "fuzz"
SEED = random.randrange(2**32) if FUZZ else 22
COUNT = 2_000 if FUZZ else 200


def creates(count: int = COUNT, start: int = SEED, *, words: Vocabulary = OLD) -> list[Body]:
    """That many bodies of POST /endpoints, over the templates and volumes of the suites' world."""
    return drawn(strategies.endpoint_creates(**known(words)), count, start)


def updates(count: int = COUNT, start: int = SEED, *, words: Vocabulary = OLD) -> list[Body]:
    """The same of PATCH /endpoints/{id}."""
    return drawn(strategies.endpoint_updates(**known(words)), count, start)


def known(words: Vocabulary) -> dict[str, Any]:
    return {
        "template_ids": list(TEMPLATES),
        "network_volume_ids": list(VOLUMES),
        "words": words,
    }


def drawn(bodies: st.SearchStrategy[Body], count: int, start: int) -> list[Body]:
    found: list[Body] = []
    several = settings(
        max_examples=count,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )

    @seed(start)
    @several
    @given(bodies)
    def collect(body: Body) -> None:
        found.append(body)

    while len(found) < count:  # Hypothesis may end early, when it has seen all there is
        collect()
    return found[:count]
