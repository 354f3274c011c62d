"""The structs the Rust crate `runpod-sdk` decodes, one table each, read in its source.

`FIRM` is the same in every version, 0.1.0 to 0.6.1. Pod and Machine were strict at first and grew
tolerant in 0.5.0: `STRICT` is groups A and B, `TOLERANT` is group C. Tolerant of what is missing,
that is: a null where a default stands still fails.
"""

from contract_tests.strict.decoding import Field, Need, Table, rows

DFLT, OPT, REQ = Need.DFLT, Need.OPT, Need.REQ


def pod(known: Need, measured: Need) -> dict[str, Field]:
    """The two needs that changed: of what is known about a pod, and of what is measured on it."""
    return (
        rows(REQ, "string", "id")
        | rows(known, "string", "image consumerUserId machineId")
        | rows(known, "PodStatus", "desiredStatus")
        | rows(known, "Vec<string>", "ports")
        | rows(known, "Map<string>", "env")
        | rows(measured, "f64", "costPerHr adjustedCostPerHr vcpuCount memoryInGb")
        | rows(measured, "i32", "containerDiskInGb")
        | rows(measured, "bool", "volumeEncrypted interruptible locked")
        | rows(OPT, "string", "name volumeMountPath publicIp cpuFlavorId gpuTypeId templateId")
        | rows(OPT, "string", "networkVolumeId containerRegistryAuthId endpointId aiApiId")
        | rows(OPT, "string", "lastStartedAt lastStatusChange")
        | rows(OPT, "i32", "gpuCount volumeInGb slsVersion")
        | rows(OPT, "Map<i32>", "portMappings")
        | rows(OPT, "Vec<string>", "dockerEntrypoint dockerStartCmd")
        | rows(OPT, "GpuInfo", "gpu")
        | rows(OPT, "Machine", "machine")
        | rows(OPT, "NetworkVolume", "networkVolume")
        | rows(OPT, "Vec<SavingsPlan>", "savingsPlans")
    )


def machine(known: Need) -> dict[str, Field]:
    return (
        rows(known, "string", "location dataCenterId")
        | rows(known, "bool", "supportPublicIp secureCloud")
        | rows(known, "f64", "costPerHr")
        | rows(OPT, "i32", "minPodGpuCount cpuCount gpuAvailable diskThroughputMBps")
        | rows(OPT, "i32", "maxDownloadSpeedMbps maxUploadSpeedMbps")
        | rows(OPT, "string", "gpuTypeId cpuTypeId gpuDisplayName note")
        | rows(OPT, "string", "maintenanceStart maintenanceEnd maintenanceNote")
        | rows(OPT, "f64", "currentPricePerGpu")
        | rows(OPT, "GpuInfo", "gpuType")
        | rows(OPT, "CpuType", "cpuType")
    )


FIRM: dict[str, Table] = {
    "Endpoint": (
        rows(REQ, "string", "id userId templateId createdAt")
        | rows(REQ, "i32", "version executionTimeoutMs idleTimeout scalerValue")
        | rows(REQ, "i32", "workersMax workersMin")
        | rows(REQ, "ComputeType", "computeType")
        | rows(REQ, "ScalerType", "scalerType")
        | rows(REQ, "Vec<DataCenterId>", "dataCenterIds")
        | rows(OPT, "string", "name networkVolumeId")
        | rows(OPT, "Map<string>", "env")
        | rows(OPT, "i32", "gpuCount")
        | rows(OPT, "Vec<GpuTypeId>", "gpuTypeIds")
        | rows(OPT, "Vec<string>", "instanceIds")
        | rows(OPT, "Vec<CudaVersion>", "allowedCudaVersions")
        | rows(OPT, "Template", "template")
        | rows(OPT, "Vec<Pod>", "workers")
    ),
    "Template": (
        rows(REQ, "string", "id name imageName volumeMountPath")
        | rows(REQ, "bool", "isPublic isRunpod isServerless")
        | rows(REQ, "i32", "containerDiskInGb volumeInGb")
        | rows(OPT, "TemplateCategory", "category")
        | rows(OPT, "string", "containerRegistryAuthId readme")
        | rows(OPT, "Vec<string>", "dockerEntrypoint dockerStartCmd ports")
        | rows(OPT, "f64", "earned")
        | rows(OPT, "Map<string>", "env")
        | rows(OPT, "i32", "runtimeInMin")
    ),
    "GpuInfo": (
        rows(REQ, "string", "id displayName")
        | rows(REQ, "i32", "count")
        | rows(REQ, "f64", "securePrice communityPrice oneWeekPrice oneMonthPrice")
        | rows(REQ, "f64", "threeMonthPrice sixMonthPrice communitySpotPrice secureSpotPrice")
    ),
    "CpuType": (
        rows(REQ, "string", "id displayName groupId") | rows(REQ, "f64", "cores threadsPerCore")
    ),
    "SavingsPlan": (
        rows(REQ, "string", "id podId gpuTypeId startTime endTime") | rows(REQ, "f64", "costPerHr")
    ),
    "NetworkVolume": rows(REQ, "string", "id name dataCenterId") | rows(REQ, "i32", "size"),
    "ContainerRegistryAuth": rows(REQ, "string", "id name"),
    "BillingRecord": (
        rows(REQ, "f64", "amount")
        | rows(REQ, "string", "time")
        | rows(OPT, "i32", "diskSpaceBilledGb")
        | rows(OPT, "i64", "timeBilledMs")
        | rows(OPT, "string", "endpointId gpuTypeId podId")
    ),
    "RunResponse": (
        rows(REQ, "string", "id") | rows(OPT, "JobStatus", "status") | rows(OPT, "any", "output")
    ),
    "JobStatusResponse": rows(REQ, "JobStatus", "status") | rows(OPT, "any", "output"),
    "StreamResponse": rows(REQ, "JobStatus", "status") | rows(DFLT, "Vec<StreamItem>", "stream"),
    "StreamItem": rows(REQ, "any", "output"),
    "EndpointHealth": rows(REQ, "HealthJobs", "jobs") | rows(REQ, "HealthWorkers", "workers"),
    "HealthJobs": rows(REQ, "u32", "completed failed inProgress inQueue retried"),
    "HealthWorkers": rows(REQ, "u32", "idle initializing ready running throttled"),
}

STRICT: dict[str, Table] = FIRM | {"Pod": pod(REQ, REQ), "Machine": machine(REQ)}
TOLERANT: dict[str, Table] = FIRM | {"Pod": pod(OPT, DFLT), "Machine": machine(DFLT)}
