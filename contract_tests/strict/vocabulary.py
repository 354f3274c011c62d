"""The words that every version of every client can decode, of those that are published."""

from contract_tests.strict.enums import CUDA_VERSIONS, DATA_CENTERS, GPU_TYPES
from mock_runpod import strategies
from mock_runpod.strategies import Vocabulary

EVERYTHING = strategies.published()
OLD = Vocabulary(
    gpu_type_ids=[id for id in EVERYTHING.gpu_type_ids if id in GPU_TYPES],
    data_center_ids=[id for id in EVERYTHING.data_center_ids if id in DATA_CENTERS],
    cuda_versions=[id for id in EVERYTHING.cuda_versions if id in CUDA_VERSIONS],
    cpu_flavor_ids=EVERYTHING.cpu_flavor_ids,
)
