"""Which messages of a campaign something happened to, as it is stored: a row for a group of them,
in the very transaction that says what happened. Pure.
"""

from collections.abc import Callable, Iterable, Sequence
from itertools import islice
from typing import Final, TypeVar
from uuid import UUID

from guichet.kit.db.copying import hexed

MOST_IN_A_ROW: Final = 500
T = TypeVar("T")


def touched_line(tenant: str, campaign_id: UUID, message: str) -> str:
    """One message of a campaign; ``tenant`` and ``message`` as COPY reads them."""
    return f"{tenant}\t{hexed(campaign_id)}\t{message}"


def touched_rows(lines: Iterable[str], new: Callable[[], UUID]) -> Sequence[str]:
    """Rows as COPY reads them, each message once."""
    messages: dict[tuple[str, str], dict[str, None]] = {}
    for line in lines:
        tenant, campaign, message = line.split("\t")
        messages.setdefault((tenant, campaign), {})[message] = None
    return [
        f"{tenant}\t{hexed(new())}\t{campaign}\t{{{','.join(some)}}}\n"
        for (tenant, campaign), several in messages.items()
        for some in groups(several)
    ]


def groups(several: Iterable[T]) -> Iterable[Sequence[T]]:
    """As many as one row holds, and the next."""
    rest = iter(several)
    while some := list(islice(rest, MOST_IN_A_ROW)):
        yield some
