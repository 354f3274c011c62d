import asyncio


class Errands:
    """What is under way outside, as tasks. As long as there is any, time does not skip."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[None]] = set()
        self._none = asyncio.Event()
        self._none.set()

    def __len__(self) -> int:
        return len(self._tasks)

    def begin(self, task: asyncio.Task[None]) -> None:
        self._none.clear()
        self._tasks.add(task)
        task.add_done_callback(self._came_back)

    async def finished(self) -> None:
        """Returns when nothing is under way."""
        await self._none.wait()

    def break_off(self) -> None:
        for task in self._tasks:
            task.cancel()
        self._tasks.clear()
        self._none.set()

    def _came_back(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not self._tasks:
            self._none.set()
