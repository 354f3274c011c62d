"""Those who wait: woken by what concerns them, and by nothing else."""

import asyncio

import pytest

from mock_runpod.runtime.waiting import WaitingRoom

pytestmark = pytest.mark.anyio


async def test_news_that_come_while_somebody_looks_are_not_missed() -> None:
    room = WaitingRoom()
    waiter = room.enter("job")

    room.tell("job")

    await asyncio.wait_for(waiter.news(), 5)


async def test_only_those_whom_it_concerns_wake_and_whoever_left_does_not() -> None:
    room = WaitingRoom()
    mine, other, gone = room.enter("job"), room.enter("other"), room.enter("job")
    tasks = [asyncio.create_task(waiter.news()) for waiter in (mine, other, gone)]
    await asyncio.sleep(0)
    room.leave(gone)

    room.tell("job")
    await asyncio.sleep(0)
    await asyncio.sleep(0)

    assert [task.done() for task in tasks] == [True, False, False]
    for task in tasks:
        task.cancel()
