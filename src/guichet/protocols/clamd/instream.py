"""``INSTREAM`` of clamd: a content is sent in pieces, one line comes back. Pure.

After clamd(8): commands that begin with ``z`` end with NUL, and so do their answers. A piece is its
length in four bytes, big-endian, and its bytes; a length of 0 ends the content.
"""

import struct
from dataclasses import dataclass
from typing import Literal

BEGIN = b"zINSTREAM\0"
END = struct.pack(">I", 0)
LONGEST_ANSWER = 4_096
LARGEST_PIECE = 1 << 20


class BadAnswer(Exception):
    """What came back is no answer to INSTREAM; the text holds its beginning."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What clamd says of a content."""

    verdict: Literal["clean", "infected", "error"]
    words: str | None = None
    """The name of what was found, or what went wrong."""


def piece(data: bytes) -> bytes:
    """One piece on the wire. ``data`` is not empty and at most ``LARGEST_PIECE`` long."""
    if not 0 < len(data) <= LARGEST_PIECE:
        raise ValueError("a piece holds between one byte and a mebibyte")
    return struct.pack(">I", len(data)) + data


def pieces(data: bytes) -> list[bytes]:
    """A chunk of any length, as pieces."""
    steps = range(0, len(data), LARGEST_PIECE)
    return [piece(data[step : step + LARGEST_PIECE]) for step in steps]


def read(line: bytes) -> Answer:
    """The answer without its NUL. Raises ``BadAnswer``."""
    text = line.rstrip(b"\0").decode("utf-8", "replace").strip()
    if text == "stream: OK":
        return Answer("clean")
    if text.startswith("stream: ") and text.endswith(" FOUND"):
        return Answer("infected", text[len("stream: ") : -len(" FOUND")])
    if text.endswith("ERROR"):
        return Answer("error", text.removesuffix("ERROR").strip(" ."))
    raise BadAnswer(text[:100])
