"""Failures, notices and what goes with a text as they are stored: plain JSON, and back. Pure."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from guichet.files.types import FileRef
from guichet.gateway.failures import Failure, Fault, Retry
from guichet.gateway.types import Notice, QuickReply

Stored = Mapping[str, Any]


def failure_json(failure: Failure | None) -> dict[str, Any] | None:
    """A failure as stored; when to try again is not kept, for it is planned by then."""
    if failure is None:
        return None
    return {
        "code": failure.code,
        "retry": failure.retry.value,
        "fault": failure.fault.value,
        "peer_code": failure.peer_code,
        "peer_words": failure.peer_words,
    }


def failure_of(stored: Stored | None) -> Failure | None:
    """The failure ``failure_json`` wrote."""
    if stored is None:
        return None
    return Failure(
        stored["code"],
        Retry(stored["retry"]),
        Fault(stored["fault"]),
        stored["peer_code"],
        stored["peer_words"],
    )


def notice_json(notice: Notice | None) -> dict[str, Any] | None:
    """A notice as stored."""
    return {"code": notice.code, "params": dict(notice.params)} if notice else None


def notice_of(stored: Stored | None) -> Notice | None:
    """The notice ``notice_json`` wrote."""
    return Notice(stored["code"], stored["params"]) if stored else None


def files_json(files: Sequence[FileRef]) -> list[dict[str, Any]] | None:
    """Files to send as stored; they are clean by then."""
    stored = [
        {"id": str(one.id), "name": one.name, "type": one.media_type, "size": one.size}
        for one in files
    ]
    return stored or None


def files_of(stored: Sequence[Stored] | None) -> tuple[FileRef, ...]:
    """The files ``files_json`` wrote."""
    return tuple(
        FileRef(UUID(one["id"]), one["name"], one["type"], one["size"]) for one in stored or ()
    )


def quick_json(quick: Sequence[QuickReply]) -> list[dict[str, Any]] | None:
    """Quick replies as stored."""
    return [{"value": one.value, "label": one.label} for one in quick] or None


def quick_of(stored: Sequence[Stored] | None) -> tuple[QuickReply, ...]:
    """The quick replies ``quick_json`` wrote."""
    return tuple(QuickReply(one["value"], one["label"]) for one in stored or ())
