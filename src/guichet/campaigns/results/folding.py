"""What is news of a recipient, put to what was known. Pure; harmless to repeat but for marks."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from guichet.campaigns.marks.types import Mark
from guichet.campaigns.results.counts import Row
from guichet.gateway.mass.fates import Fate
from guichet.gateway.mass.touching import Standing


def unknown(n: int, contact_id: UUID | None) -> Row:
    """A recipient nothing is known of yet."""
    return Row(n, None, contact_id, "accepted")


def stood(known: Row, one: Standing) -> Row:
    """With the message that is on its way to them, and where it stands."""
    met = replace(known, message_id=one.message_id, micros=one.micros)
    return became(met, one.fate)


def became(known: Row, fate: Fate) -> Row:
    """With what became of the message by now."""
    return replace(
        known,
        state=fate.state,
        reason=fate.reason,
        carrier_code=fate.carrier_code,
        parts=fate.parts,
        paid=fate.paid,
        left_at=fate.left_at,
        ended_at=fate.ended_at,
    )


def marked(known: Row, marks: Iterable[Mark]) -> Row:
    """With what the person did: the first answer and the first STOP count, and every click."""
    row = known
    for one in marks:
        if one.kind == "clicked":
            row = replace(row, clicks=row.clicks + 1, clicked_at=_first(row.clicked_at, one.at))
        elif one.kind == "replied":
            row = replace(row, replied_at=_first(row.replied_at, one.at))
        else:
            row = replace(row, opted_out_at=_first(row.opted_out_at, one.at))
    return row


def _first(known: datetime | None, at: datetime) -> datetime:
    return at if known is None else min(known, at)
