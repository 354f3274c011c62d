"""Which answer a job gets, and in which steps it comes.

The first rule that fits the input goes before everything else, also before `mock_…` keys in it;
those go before what the endpoint answers to whatever no rule fits.
"""

from collections.abc import Iterator

from mock_runpod.engine import durations, matching
from mock_runpod.engine.world import World
from mock_runpod.model import (
    Answer,
    Await,
    Behaviour,
    By,
    Endpoint,
    Job,
    Piece,
    Progress,
    Rule,
    Say,
    Step,
    Tally,
    replace,
)


def by_rule(world: World, endpoint: Endpoint, job: Job) -> Answer | None:
    """The next answer of the first rule that fits, which is counted, and noted with the job."""
    for number, rule in enumerate(endpoint.behaviour.rules):
        if all(matching.meets(job.asked.input, condition) for condition in rule.when):
            tally = tally_of(world, endpoint)
            used = [*tally.by_rule]
            used[number] += 1
            world.put(replace(tally, by_rule=tuple(used)))
            world.put(replace(job, rule=number))
            return _turn(rule.answers, used[number])
    if job.rule is not None:  # of an earlier attempt
        world.put(replace(job, rule=None))
    return None


def plain(world: World, endpoint: Endpoint, job: Job) -> Answer | None:
    """The next answer to what no rule fits; None: the output of the behaviour, or the input."""
    behaviour = endpoint.behaviour
    if not behaviour.rules and len(behaviour.answers) < 2:
        return behaviour.answers[0] if behaviour.answers else None  # nothing to keep count of
    tally = tally_of(world, endpoint)
    tally = replace(tally, plain=tally.plain + 1)
    if behaviour.rules:
        tally = _missed(world, tally, behaviour.rules, job)
    world.put(tally)
    return _turn(behaviour.answers, tally.plain) if behaviour.answers else None


def _turn(answers: tuple[Answer, ...], use: int) -> Answer:
    return answers[min(use, len(answers)) - 1]


def tally_of(world: World, endpoint: Endpoint) -> Tally:
    none = (0,) * len(endpoint.behaviour.rules)
    return world.find(Tally, endpoint.id) or Tally(id=endpoint.id, by_rule=none)


def _missed(world: World, tally: Tally, rules: tuple[Rule, ...], job: Job) -> Tally:
    """Which rule was nearest. The log hears no more than its number: inputs are none of its."""
    lacking = [matching.lacking(job.asked.input, rule.when) for rule in rules]
    nearest = min(range(len(rules)), key=lambda number: len(lacking[number]))
    count = f"{len(lacking[nearest])} thing" + "s" * (len(lacking[nearest]) > 1)
    text = f"no rule of endpoint {tally.id} fits its input; rule {nearest} is nearest, but for "
    world.note(job.id, text + count)
    return replace(tally, missed=job.id, nearest=nearest, lacking=tuple(lacking[nearest]))


def change(world: World, endpoint: Endpoint, behaviour: Behaviour) -> Endpoint:
    """From the next attempt on. Another behaviour is counted anew."""
    if behaviour == endpoint.behaviour:
        return endpoint
    forget(world, endpoint.id)
    return world.put(replace(endpoint, behaviour=behaviour))


def forget(world: World, endpoint_id: str) -> None:
    if tally := world.find(Tally, endpoint_id):
        world.drop(tally)


def preface(world: World, behaviour: Behaviour, answer: Answer) -> Iterator[Step]:
    """What happens before the end: log lines and progress."""
    for line in answer.logs:
        yield Say(text=line)
    for piece in answer.progress:
        yield Progress(after=pause(world, behaviour, piece), output=piece.output)


def pause(world: World, behaviour: Behaviour, piece: Piece) -> float:
    if piece.after is None:
        return durations.chunk(world, behaviour)
    return durations.drawn(world, piece.after)


def rest(world: World, behaviour: Behaviour, answer: Answer, spent: float) -> float:
    """What is left of the execution time when its pieces are out. If nobody says how long it
    takes, one with pieces takes as long as they do.
    """
    said = behaviour.execution_s if answer.execution is None else answer.execution
    if said is not None:
        return max(0.0, durations.drawn(world, said) - spent)
    if answer.chunks or answer.progress:
        return 0.0
    return durations.execution(world, behaviour)


def hand_over(world: World, behaviour: Behaviour, answer: Answer) -> Await:
    """A hand says the end when it comes; a handler is quicker than the work it stands for."""
    by_handler = answer.by is By.HANDLER
    return Await(by=answer.by, lasts=rest(world, behaviour, answer, 0.0) if by_handler else 0.0)
