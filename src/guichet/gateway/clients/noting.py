"""What has to be known of a submitted text to write its receipts, and by which names its client
knows it, kept as its reference. Pure.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from guichet.protocols.smpp.pdus import DataSm, SubmitMulti, SubmitSm

MARK: Final = "smpp"
FINAL, FAILURE, SUCCESS = 1, 2, 3
"""Which receipts are wanted (5.2.17; the last as 5.0 has it); 0: none."""


class Note(NamedTuple):
    """Of one text."""

    wanted: int
    ton: int
    npi: int
    source: bytes
    """The sender as the client wrote it."""
    ids: tuple[str, ...]
    """What the client was answered, part by part; none: the message's own id."""


def noted(message: SubmitSm | SubmitMulti | DataSm, ids: Sequence[str]) -> str | None:
    """The note of a message; none if the client wants no receipts and knows it by its own id."""
    wanted = message.registered_delivery & 0x03
    if not wanted and not ids:
        return None
    source = message.source_addr.decode("latin-1")
    fields = (MARK, wanted, message.source_addr_ton, message.source_addr_npi, ",".join(ids), source)
    return ":".join(map(str, fields))


@lru_cache(1_024)
def read(reference: str | None) -> Note | None:
    """What was noted; none if it is something else."""
    fields = (reference or "").split(":", 5)
    if len(fields) < 6 or fields[0] != MARK or not all(one.isdigit() for one in fields[1:4]):
        return None
    ids = tuple(fields[4].split(",")) if fields[4] else ()
    wanted, ton, npi = map(int, fields[1:4])
    return Note(wanted, ton, npi, fields[5].encode("latin-1", "replace"), ids)
