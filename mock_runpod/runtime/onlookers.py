"""Those who watch a world as it goes, each at their own pace. The world does not wait for them."""

import asyncio


class Onlookers:
    """Each has a bell, which rings when there is something new to see: once, however much it is."""

    def __init__(self) -> None:
        self._bells: list[asyncio.Event] = []

    def __len__(self) -> int:
        return len(self._bells)

    def enter(self) -> asyncio.Event:
        bell = asyncio.Event()
        self._bells.append(bell)
        return bell

    def leave(self, bell: asyncio.Event) -> None:
        self._bells.remove(bell)

    def ring(self) -> None:
        for bell in self._bells:
            bell.set()
