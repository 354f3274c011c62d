"""What every request passes through, whether anybody looks or not."""

from collections.abc import Iterator

from contract_tests.bench.load import Contender, request
from contract_tests.bench.rows import Row, at_most, ratios
from contract_tests.bench.stage import RUN, SMALL, Stage


def journal(stage: Stage) -> Iterator[Row]:
    """Journal, key and unused faults together: the same answers without them"""
    with stage.reference("bare") as bare:
        client = stage.client(stage.ours)
        client.post("/__mock/reset").raise_for_status()
        asked = {
            "endpoint get": request("GET", "/v1/endpoints/demo"),
            "health": request("GET", "/v2/demo/health"),
            "run": request("POST", RUN, SMALL),
        }
        for name, each in asked.items():
            both = {
                f"{name}, whole": Contender(stage.ours, [each]),
                f"{name}, bare": Contender(bare, [each]),
            }
            whole, without = stage.compare(both).values()
            over = ratios(whole, without, "cpu_us")
            yield Row(f"{name}: CPU against the bare one", "x", over, at_most(1.25))
