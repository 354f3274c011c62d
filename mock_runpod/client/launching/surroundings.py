"""The variables of a worker process."""

import re
from collections.abc import Mapping

from mock_runpod.environment import no_detours

#: What is said to this process and its tests, and would be taken for its own by a worker. The guard
#: against the real RunPod (MOCK_RUNPOD_GUARD) goes on. With a port for realtime, the worker SDK
#: would look at no queue.
OURS = re.compile(
    r"MOCK_RUNPOD_(?!GUARD$).*|PYTEST_(CURRENT_TEST|XDIST_.*|VERSION)|RUNPOD_REALTIME_PORT"
)


def of_worker(
    parent: Mapping[str, str], sent: Mapping[str, str], said: Mapping[str, str], url: str
) -> dict[str, str]:
    """Those of the parent, over them what the server sent, over them what the user said. Pings must
    not go to a proxy (section 1.4); `.netrc` stays, as the handler may need it elsewhere.
    """
    inherited = {name: value for name, value in parent.items() if not OURS.fullmatch(name)}
    together = {**inherited, **sent, **said}
    direct = no_detours(url, together)
    return {**together, "NO_PROXY": direct["NO_PROXY"], "no_proxy": direct["no_proxy"]}
