"""Failures and notices as they are stored: plain JSON objects, and back. Pure."""

from collections.abc import Mapping
from typing import Any

from guichet.gateway.failures import Failure, Fault, Retry
from guichet.gateway.types import Notice

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
