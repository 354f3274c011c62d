"""Every request to an imitated API is noted: in the journal of the world it was meant for, or among
the strays.
"""

from mock_runpod.runtime.journal import Exchange, packed
from mock_runpod.surfaces.kit import Call, Reply

#: How many requests are kept that were meant for no world.
STRAYS = 1_000
NONE: tuple[str, ...] = ()


def remember(call: Call, answer: Reply, milliseconds: float) -> None:
    if not (call.dialect.imitates and call.dialect.journaled):
        return
    driver, route, scope = call.whose, call.route, call.scope
    if driver is None:
        journal, at, told, limit = call.worlds.strays, None, 0, STRAYS
    else:
        world, journal = driver.world, driver.journal
        at, told, limit = world.now, world.told, world.settings.max_journal_entries
    exchange = Exchange(  # by position: names would cost as much as all the rest of it
        journal.told + 1,
        at,
        told,
        milliseconds,
        call.method,
        scope["path"],
        scope["query_string"],
        packed(scope["headers"]),
        call.sent,
        answer.status,
        answer.body,
        packed(answer.headers),
        route.address if route else "",
        call.faults or NONE,
        call.miss,
    )
    journal.add(exchange, limit)
    if driver is not None:
        driver.stir()
