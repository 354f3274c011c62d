"""Every request to an imitated API is noted in the journal of the world it was meant for."""

from mock_runpod.runtime.journal import Exchange
from mock_runpod.surfaces.kit import Call, Reply


def remember(call: Call, answer: Reply, milliseconds: float) -> None:
    driver = getattr(call, "driver", None)
    if driver is None or not call.dialect.imitates:
        return
    driver.journal.add(
        Exchange(
            number=driver.journal.told + 1,
            at=driver.world.now,
            ms=milliseconds,
            method=call.method,
            path=call.scope["path"],
            query=call.scope["query_string"],
            headers=call.scope["headers"],
            body=call.sent,
            status=answer.status,
            answer=answer.body,
            route=call.route.path if call.route else "",
            faults=tuple(call.faults),
        )
    )
