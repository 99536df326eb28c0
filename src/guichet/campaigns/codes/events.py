"""What happens to codes."""

from guichet.campaigns.codes.types import CodeFile, Found, Use
from guichet.kit.events.types import EventKind, Json, NewEvent

REDEEMED = EventKind("campaigns.code.redeemed")
"""A code of an offer was used. Payload: ``item``; speaks of the contact it was given to, if any."""

RESTORED = EventKind("campaigns.code.restored")
"""A till took back that it used a code: it is good again. Payload: ``item``, the use that was taken
back.
"""
FILE_CHANGED = EventKind("campaigns.code_file.changed")
"""Codes a company brought along for a campaign are being read, were taken in, or are taken back; at
most about once a second while they are read. Payload: ``item``; it names no code.
"""


def redeemed(found: Found, use: Use) -> NewEvent:
    """The event of a use."""
    subject = f"campaign_code:{use.offer_id}:{use.place}"
    return NewEvent(REDEEMED, subject, 1, {"item": use_item(found, use)}, found.contact_id)


def restored(found: Found, use: Use) -> NewEvent:
    """The event of a use taken back."""
    subject = f"campaign_code:{use.offer_id}:{use.place}"
    return NewEvent(RESTORED, subject, 2, {"item": use_item(found, use)}, found.contact_id)


def use_item(found: Found, use: Use) -> dict[str, Json]:
    """The public value of a use."""
    return {
        "campaign_id": str(found.offer.campaign_id),
        "place": use.place,
        "contact_id": str(found.contact_id) if found.contact_id else None,
        "at": use.at.isoformat(),
        "by": {
            "kind": use.by.kind,
            "id": str(use.by.id) if use.by.id else None,
            "name": use.by.name,
        },
        "reference": use.reference,
    }


def file_changed(one: CodeFile) -> NewEvent:
    """The event of a change."""
    return NewEvent(
        FILE_CHANGED, f"campaign_code_file:{one.id}", one.version, {"item": file_item(one)}
    )


def file_item(one: CodeFile) -> dict[str, Json]:
    """The public value of codes that were brought along at one time, without the codes."""
    return {
        "id": str(one.id),
        "version": one.version,
        "campaign_id": str(one.campaign_id),
        "name": one.name,
        "state": one.state,
        "rows": one.rows,
        "done": one.done,
        "taken": one.counts.taken,
        "unfit": one.counts.unfit,
        "twice": one.counts.twice,
        "elsewhere": one.counts.elsewhere,
        "beyond": one.counts.beyond,
        "problem": one.problem,
        "by_name": one.by_name,
        "created_at": one.created_at.isoformat(),
        "changed_at": one.changed_at.isoformat(),
    }
