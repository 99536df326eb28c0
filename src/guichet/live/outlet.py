"""What waits to be sent to one browser: bounded, so that a slow one costs memory to nobody."""

import asyncio
from collections import deque

MAX_FRAMES = 1_024
MAX_CHARACTERS = 2_000_000


class Outlet:
    """Frames in order, up to a bound. Whoever puts one never waits.

    A snapshot may exceed the bound in characters (it was asked for, and there is one per topic);
    patches may not: their topic is then *behind*.
    """

    def __init__(self, max_frames: int = MAX_FRAMES, max_characters: int = MAX_CHARACTERS) -> None:
        self._frames: deque[str] = deque()
        self._characters = 0
        self._max_frames = max_frames
        self._max_characters = max_characters
        self._filled = asyncio.Event()

    def __len__(self) -> int:
        return len(self._frames)

    @property
    def half_full(self) -> bool:
        """Time to leave out what may be left out."""
        return len(self._frames) * 2 > self._max_frames

    def offer(self, frame: str) -> bool:
        """Take ``frame`` if there is room; tells whether it was taken."""
        if len(self._frames) >= self._max_frames or self._characters > self._max_characters:
            return False
        self.force(frame)
        return True

    def force(self, frame: str) -> None:
        """Take ``frame`` whatever waits: for answers, of which there is one per question."""
        self._frames.append(frame)
        self._characters += len(frame)
        self._filled.set()

    async def take(self) -> str:
        """The next frame, once there is one."""
        while not self._frames:
            self._filled.clear()
            await self._filled.wait()
        return self.pop()

    def pop(self) -> str:
        """The next frame; there must be one."""
        frame = self._frames.popleft()
        self._characters -= len(frame)
        return frame
