"""Every wire string the Rust crate `runpod-sdk` can decode, per group of its versions.

Its enums are closed: one unknown word, and the whole answer or the whole list fails to decode. Read
in the crate's source; groups as in `rust.py`. `ANY` marks an enum that got an `Unknown` variant in
group C: whatever comes decodes. Data made up by the mock keeps to the words all groups know.
"""

from collections.abc import Mapping, Set

Words = Set[str] | None
ANY: Words = None

FINAL = frozenset({"COMPLETED", "FAILED", "TIMED_OUT", "CANCELLED"})
JOB_STATUSES = FINAL | {"IN_QUEUE", "IN_PROGRESS"}

CUDA_VERSIONS = frozenset(
    {"12.8", "12.7", "12.6", "12.5", "12.4", "12.3", "12.2", "12.1", "12.0", "11.8"}
)
DATA_CENTERS = frozenset(
    {
        "AP-JP-1",
        "CA-MTL-1",
        "CA-MTL-2",
        "CA-MTL-3",
        "EU-CZ-1",
        "EU-FR-1",
        "EU-NL-1",
        "EU-RO-1",
        "EU-SE-1",
        "EUR-IS-1",
        "EUR-IS-2",
        "EUR-IS-3",
        "EUR-NO-1",
        "OC-AU-1",
        "US-CA-2",
        "US-DE-1",
        "US-GA-1",
        "US-GA-2",
        "US-IL-1",
        "US-KS-2",
        "US-KS-3",
        "US-NC-1",
        "US-TX-1",
        "US-TX-3",
        "US-TX-4",
        "US-WA-1",
    }
)
GPU_TYPES = frozenset(
    {
        "AMD Instinct MI300X OAM",
        "NVIDIA A100 80GB PCIe",
        "NVIDIA A100-SXM4-80GB",
        "NVIDIA A30",
        "NVIDIA A40",
        "NVIDIA B200",
        "NVIDIA GeForce RTX 3070",
        "NVIDIA GeForce RTX 3080",
        "NVIDIA GeForce RTX 3080 Ti",
        "NVIDIA GeForce RTX 3090",
        "NVIDIA GeForce RTX 3090 Ti",
        "NVIDIA GeForce RTX 4070 Ti",
        "NVIDIA GeForce RTX 4080",
        "NVIDIA GeForce RTX 4080 SUPER",
        "NVIDIA GeForce RTX 4090",
        "NVIDIA GeForce RTX 5080",
        "NVIDIA GeForce RTX 5090",
        "NVIDIA H100 80GB HBM3",
        "NVIDIA H100 NVL",
        "NVIDIA H100 PCIe",
        "NVIDIA H200",
        "NVIDIA L4",
        "NVIDIA L40",
        "NVIDIA L40S",
        "NVIDIA RTX 2000 Ada Generation",
        "NVIDIA RTX 4000 Ada Generation",
        "NVIDIA RTX 4000 SFF Ada Generation",
        "NVIDIA RTX 5000 Ada Generation",
        "NVIDIA RTX 6000 Ada Generation",
        "NVIDIA RTX A2000",
        "NVIDIA RTX A4000",
        "NVIDIA RTX A4500",
        "NVIDIA RTX A5000",
        "NVIDIA RTX A6000",
        "Tesla V100-FHHL-16GB",
        "Tesla V100-PCIE-16GB",
        "Tesla V100-SXM2-16GB",
        "Tesla V100-SXM2-32GB",
    }
)

SAME_IN_ALL: Mapping[str, Words] = {
    "ComputeType": {"GPU", "CPU"},
    "JobStatus": JOB_STATUSES,
    "PodStatus": {"RUNNING", "EXITED", "TERMINATED"},
    "ScalerType": {"QUEUE_DELAY", "REQUEST_COUNT"},
    "TemplateCategory": {"NVIDIA", "AMD", "CPU"},
}
CLOSED: Mapping[str, Words] = {
    **SAME_IN_ALL,
    "CudaVersion": CUDA_VERSIONS,
    "DataCenterId": DATA_CENTERS,
    "GpuTypeId": GPU_TYPES,
}
WIDENED: Mapping[str, Words] = {
    **SAME_IN_ALL,
    "CudaVersion": CUDA_VERSIONS | {"12.9", "13.0"},
    "DataCenterId": ANY,
    "GpuTypeId": ANY,
}
ENUMS = {"A": CLOSED, "B": CLOSED, "C": WIDENED}
