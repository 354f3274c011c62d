"""Real processes as workers: they come, ask for jobs, tell of them, and go.

What a job goes through in their hands are the same verbs as in a simulated worker's.
"""

from typing import NamedTuple

from mock_runpod.engine import attention, jobs, processes, simulation, workers, working
from mock_runpod.engine.lifecycles import WORKER, move
from mock_runpod.engine.timeline import Timer
from mock_runpod.engine.world import World
from mock_runpod.model import (
    Emit,
    Endpoint,
    Finish,
    Ignore,
    Job,
    Process,
    Staffing,
    Step,
    Worker,
    WorkerStatus,
    replace,
)

#: What one is called that does not say its name (W6); anybody may tell of its jobs.
ANONYMOUS = "anonymous-"
#: What an SDK says of itself whose `job_in_progress` can be relied on (W13).
OFFICIAL = "RunPod-Python-SDK"


EMPTY_INPUT = (
    "its input is empty: on RunPod no worker would ever run it (the setting drop_empty_input has it"
    " so here, too)"
)


class Taken(NamedTuple):
    """A job that was handed out, and how it was before."""

    before: Job
    job: Job


def asks(world: World, worker: Worker, *, busy: bool) -> Worker:
    """It asks for a job, so it is up; `busy` is what it says of itself (`job_in_progress`).

    One that holds jobs and says that it is not busy has lost them (W13).
    """
    process = worker.process or Process()
    if worker.holds and not busy and process.sdk == OFFICIAL:
        for job_id in worker.holds:
            lose(world, world.get(Job, job_id), f"worker {worker.id} no longer has it")
        worker = world.get(Worker, worker.id)
    if not busy and (process.stops or process.told):
        worker = world.put(replace(worker, process=replace(process, stops=(), told=())))
    worker = _alive(world, worker)
    if worker.status is WorkerStatus.RUNNING and not worker.holds:
        worker = workers.step(world, worker, "release")
    elif worker.status not in (WorkerStatus.IDLE, WorkerStatus.RUNNING):
        began = world.now if worker.billed_from is None else worker.billed_from
        worker = workers.step(world, worker, "attach", booted=True, billed_from=began)
    else:
        return worker
    workers.rest_later(world, worker)
    attention.call(world, worker.endpoint_id)
    return world.get(Worker, worker.id)


def _alive(world: World, worker: Worker) -> Worker:
    """It lives after all, and was not missed yet."""
    return world.put(replace(worker, crashed=False)) if worker.crashed else worker


def introduce(world: World, worker: Worker, sdk: str, version: str) -> Worker:
    """It says what it is made of."""
    process = worker.process or Process()
    if (process.sdk, process.sdk_version) == (sdk, version):
        return worker
    return world.put(replace(worker, process=replace(process, sdk=sdk, sdk_version=version)))


def take(world: World, worker: Worker, most: int) -> list[Taken]:
    """So many waiting jobs at most, first come first served (W5); none for one that is leaving,
    or where only simulated workers are wanted (W4).
    """
    endpoint, taken = world.get(Endpoint, worker.endpoint_id), list[Taken]()
    roster = world.index.rosters[endpoint.id]
    if not processes.may_take(endpoint, worker):
        return taken
    while len(taken) < most and (job_id := roster.next_job):
        before = world.get(Job, job_id)
        job = working.take(world, before, worker)
        jobs.limit_time(world, job)
        taken.append(Taken(before, job))
        if job.asked.input == {} and not world.settings.drop_empty_input:
            world.note(job.id, EMPTY_INPUT)
        worker = world.get(Worker, worker.id)
    if taken:
        attention.call(world, endpoint.id)
    return taken


def give_back(world: World, taken: list[Taken]) -> None:
    """Whom they were meant for has gone before hearing of them: it is as if they had never been
    handed out (W3).
    """
    for before, job in reversed(taken):
        if world.find(Job, job.id) is not job:
            continue  # meanwhile something has happened to it, or to the world
        world.timeline.cancel(Timer("job-overruns", job.id))
        worker = world.get(Worker, job.worker_id or "")
        _without(world, worker, job.id)
        world.put(before)
        world.index.rosters[job.endpoint_id].put_first(before)
        attention.call(world, job.endpoint_id)


# It tells.


def report(world: World, worker_id: str, job_id: str, step: Step) -> bool:
    """A step that it tells of. False: that is too late, or none of its business (W7, W10)."""
    job = _in_hand(world, worker_id, job_id)
    if job is None:
        if isinstance(step, Finish):
            _stopped(world, worker_id, job_id)
        return False
    world.timeline.cancel(Timer("job-works", job.id))  # it is not lost, whatever was thought
    _alive(world, world.get(Worker, job.worker_id or ""))
    if isinstance(step, Finish) and step.refresh:
        _refresh_wanted(world, world.get(Worker, job.worker_id or ""))
    for each in simulation.pieces(step.output) if isinstance(step, Emit) else (step,):
        working.perform(world, job, each)
    return True


def _refresh_wanted(world: World, worker: Worker) -> None:
    """Somebody else's process cannot be started again by us (section 3.5)."""
    if worker.process and not worker.process.launcher:
        world.note(worker.id, "it asks to be refreshed: restart it yourself; it goes on as it is")


def _in_hand(world: World, worker_id: str, job_id: str) -> Job | None:
    """The job, if it is this worker's; of one without a name, it is anybody's."""
    job = world.find(Job, job_id)
    if job is None or not job.held:
        return None
    holder = job.worker_id or ""
    worker = world.find(Worker, holder)
    mine = holder == worker_id or holder.startswith(ANONYMOUS)
    return job if mine and worker and worker.process else None


def _stopped(world: World, worker_id: str, job_id: str) -> None:
    """A job has come to its end that it was to stop: that need not be said any more."""
    worker = world.find(Worker, worker_id)
    if worker is None or worker.process is None:
        return
    process = worker.process
    stops = tuple(id for id in process.stops if id != job_id)
    told = tuple(id for id in process.told if id != job_id)
    if (stops, told) != (process.stops, process.told):
        worker = world.put(replace(worker, process=replace(process, stops=stops, told=told)))
    busy = worker.holds or worker.crashed or stops or told
    if worker.status is WorkerStatus.RUNNING and not busy:
        workers.rest_later(world, workers.step(world, worker, "release"))
        attention.call(world, worker.endpoint_id)


def stops(world: World, worker: Worker) -> list[str]:
    """The jobs that it is to stop."""
    process = worker.process or Process()
    if process.stops or not process.hears:
        told = (*process.told, *process.stops)[-processes.MOST_STOPS :]
        world.put(replace(worker, process=replace(process, stops=(), told=told, hears=True)))
    return list(process.stops)


# It goes.


def drain(world: World, worker: Worker) -> Worker:
    """It gets no more jobs, and ends when its hands are empty (W4)."""
    return worker if worker.leaving else world.put(replace(worker, leaving=True))


def lose(world: World, job: Job, why: str) -> None:
    """Its worker no longer has it: dispatched once more, at once or as late as RunPod (W14)."""
    worker, timer = world.get(Worker, job.worker_id or ""), Timer("job-works", job.id)
    if timer in world.timeline:
        return  # that is known, and it is not yet time to say so
    world.note(worker.id, f"job {job.id} is lost: {why}")
    if world.settings.lost_after == "faithful":
        silence = world.settings.heartbeat_loss_s
        world.timeline.schedule(silence, timer, (Ignore(after=silence),))
        return
    jobs.lose(world, job)
    _without(world, worker, job.id)


def _without(world: World, worker: Worker, job_id: str) -> None:
    holds = tuple(held for held in worker.holds if held != job_id)
    if holds:
        world.put(replace(worker, holds=holds))
    else:
        workers.rest_later(world, workers.step(world, worker, "release", holds=()))


def gone(world: World, worker: Worker, why: str, *, for_good: bool) -> None:
    """Its process has ended (W12): what it held is lost. A launcher may start it again, unless it
    is gone `for_good`. Raises IllegalMove when none was started.
    """
    ends = for_good or worker.leaving
    if not ends:
        move(WORKER, worker.status, "die")
    if worker.crashed:
        return  # that is known, and it is not yet time to miss it
    world.note(worker.id, why)
    if worker.holds and world.settings.lost_after == "faithful":
        world.put(replace(worker, crashed=True))
        workers.due_in(world, worker, world.settings.heartbeat_loss_s)
        return
    give_up(world, worker)
    if ends:
        workers.retire(world, worker)
    else:
        _sick(world, worker, why)


def give_up(world: World, worker: Worker) -> None:
    """All that it holds is dispatched once more (B-083)."""
    for job_id in worker.holds:
        jobs.lose(world, world.get(Job, job_id))


def unfit(world: World, worker: Worker, why: str) -> None:
    """It found that it cannot work here, and says so before it ends (section 4).

    Raises IllegalMove when none was started.
    """
    if worker.status is not WorkerStatus.RUNNING:
        move(WORKER, worker.status, "die")
        world.note(worker.id, why)
        _sick(world, worker, why)


def _sick(world: World, worker: Worker, why: str) -> None:
    process = replace(worker.process or Process(), why=why, stops=(), told=())
    workers.step(world, worker, "die", holds=(), process=process)
    workers.due_in(world, worker, world.settings.unhealthy_retry_s)
    attention.call(world, worker.endpoint_id)


def never_came(world: World, worker: Worker) -> None:
    """It was to start, and has asked for nothing."""
    patience = world.settings.worker_boot_s
    gone(world, worker, f"it has not asked for a job within {patience:g} s", for_good=False)


def given_up(world: World, worker: Worker) -> None:
    """Nobody has started it again; a launcher has its own reasons for that."""
    if not (worker.process and worker.process.launcher):
        workers.retire(world, worker)


def at_work(world: World) -> bool:
    """Whether a real worker has something to do, or soon will: time is then its time."""
    for endpoint_id, crew in world.index.attached.items():
        roster = world.index.rosters[endpoint_id]
        starting = roster.crew[WorkerStatus.STARTING]
        if any(worker_id in crew for worker_id in starting):
            return True
        endpoint = world.get(Endpoint, endpoint_id)
        if endpoint.staffing is not Staffing.FAKE and (roster.busy or roster.next_job):
            return True
    return False
