"""Whether an answer rests on an inference: a look into a table that is made once."""

from mock_runpod import fidelity
from mock_runpod.surfaces.kit import Call, Reply

MARK = (b"x-mock-fidelity", b"inferred")
SURE = fidelity.sure()


def mark(call: Call, answer: Reply) -> None:
    """Tell so in a header. Answers that nobody imitates are no inferences."""
    dialect, route = call.dialect, call.route
    where = route.address if route else dialect.name
    if (where, answer.status) in SURE or not dialect.imitates:
        return
    driver = call.whose
    settings = driver.world.settings if driver else call.worlds.settings
    if settings.fidelity_header:
        answer.headers.append(MARK)
