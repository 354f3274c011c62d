"""Everything that is measured, by the name that `--only` takes, in the order it runs."""

from collections.abc import Callable, Iterator

from contract_tests.bench.cases.crowded import memory, stored
from contract_tests.bench.cases.engine import fork, simulation
from contract_tests.bench.cases.journal import journal
from contract_tests.bench.cases.plugin import plugin, skipping
from contract_tests.bench.cases.reading import endpoint_get, endpoint_list, status
from contract_tests.bench.cases.real_workers import idle_workers, real_worker, taking
from contract_tests.bench.cases.routing import routing
from contract_tests.bench.cases.sdk import sdk_call
from contract_tests.bench.cases.starting import help_text, imports, start_up, threads
from contract_tests.bench.cases.waiters import waiters
from contract_tests.bench.cases.worlds import worlds
from contract_tests.bench.cases.writing import endpoint_create, reset, run, runsync
from contract_tests.bench.rows import Row
from contract_tests.bench.stage import Stage

Case = Callable[[Stage], Iterator[Row]]

CASES: dict[str, Case] = {
    "endpoint-get": endpoint_get,
    "endpoint-list": endpoint_list,
    "endpoint-create": endpoint_create,
    "status": status,
    "run": run,
    "runsync": runsync,
    "reset": reset,
    "routing": routing,
    "journal": journal,
    "stored": stored,
    "memory": memory,
    "waiters": waiters,
    "start-up": start_up,
    "help": help_text,
    "imports": imports,
    "threads": threads,
    "worlds": worlds,
    "fork": fork,
    "engine": simulation,
    "sdk-call": sdk_call,
    "real-worker": real_worker,
    "idle-workers": idle_workers,
    "taking": taking,
    "plugin": plugin,
    "skipping": skipping,
}
