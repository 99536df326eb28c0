"""What is on its way to one page."""

import asyncio

from starlette.websockets import WebSocket, WebSocketDisconnect

from guichet.channels.webchat.answers import Frame, dump

SENT_WITHIN = 20.0
"""Seconds a page has to take a frame before it is cut off."""
MOST_WAITING = 256
"""Frames on their way to a slow page; beyond that it is cut off and catches up when it returns."""


class BadVisitor(Exception):
    """The page breaks the rules; it is cut off with these words."""


class Outbox:
    """Frames in order, written one after the other."""

    def __init__(self, socket: WebSocket) -> None:
        self._socket = socket
        self._waiting: asyncio.Queue[str] = asyncio.Queue(MOST_WAITING)
        self._too_slow = False

    def tell(self, frame: Frame) -> None:
        """Put a frame in line."""
        self.put(dump(frame))

    def put(self, text: str) -> None:
        """Put a frame in line that is text already."""
        if self._waiting.full():
            self._too_slow = True
        else:
            self._waiting.put_nowait(text)

    async def write(self) -> None:
        """Until the page is gone. Raises ``BadVisitor`` when it does not keep up."""
        while True:
            text = await self._waiting.get()
            if self._too_slow:
                raise BadVisitor("too slow; come back")
            try:
                async with asyncio.timeout(SENT_WITHIN):
                    await self._socket.send_text(text)
            except TimeoutError:
                raise BadVisitor("too slow; come back") from None
            except (WebSocketDisconnect, RuntimeError, OSError):
                return
