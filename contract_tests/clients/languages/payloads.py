"""Endpoint payloads made by Hypothesis: the same ones for a seed, on every machine.

They are all the REST API takes and no client is too old for. Bodies that a client cannot even write
down (an explicit null: Rust omits what is None) read as if the key was missing, and are sent so.
"""

import os
import random
from typing import Any

from hypothesis import HealthCheck, Phase, given, seed, settings

from contract_tests.properties.oracle import TEMPLATES, VOLUMES
from contract_tests.strict.enums import CUDA_VERSIONS, DATA_CENTERS, GPU_TYPES
from mock_runpod import strategies
from mock_runpod.strategies import Vocabulary

FUZZ = os.environ.get("HYPOTHESIS_PROFILE") == "fuzz"
SEED = random.randrange(2**32) if FUZZ else 22
COUNT = 2_000 if FUZZ else 200

PUBLISHED = strategies.published()
#: What every version of every client can decode.
OLD = Vocabulary(
    gpu_type_ids=[id for id in PUBLISHED.gpu_type_ids if id in GPU_TYPES],
    data_center_ids=[id for id in PUBLISHED.data_center_ids if id in DATA_CENTERS],
    cuda_versions=[id for id in PUBLISHED.cuda_versions if id in CUDA_VERSIONS],
    cpu_flavor_ids=PUBLISHED.cpu_flavor_ids,
)


def creates(count: int = COUNT, start: int = SEED, *, words: Vocabulary = OLD) -> list[Any]:
    """That many bodies of POST /endpoints, over the templates and volumes of the suites' world."""
    bodies: list[Any] = []
    several = settings(
        max_examples=count,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )

    @seed(start)
    @several
    @given(
        strategies.endpoint_creates(
            template_ids=list(TEMPLATES), network_volume_ids=list(VOLUMES), words=words
        )
    )
    def collect(body: dict[str, Any]) -> None:
        bodies.append(body)

    while len(bodies) < count:  # Hypothesis may end early, when it has seen all there is
        collect()
        start += 1
    return bodies[:count]
