"""Names of hosts: this machine's, RunPod's (B-001), and all others."""

LOOPBACK = frozenset({"127.0.0.1", "localhost", "[::1]", "::1"})
#: Whatever ends like this is RunPod's own.
RUNPOD = (".runpod.io", ".runpod.ai", ".runpod.net")


def hostname(host: str) -> str:
    """Without the port; brackets of an IPv6 address stay."""
    name, colon, port = host.rpartition(":")
    return (name if colon and port.isdigit() else host).lower()
