"""What a carrier's status means for a message. Pure."""

from enum import StrEnum
from typing import Final

from guichet.channels.sms.links.smpp.settings import ACTIONS, SmppSettings
from guichet.gateway.failures import Failure, Fault, Retry
from guichet.protocols.smpp import status as codes
from guichet.protocols.smpp.status import StatusClass, status_of

_RECIPIENT: Final = frozenset((codes.INVALID_DESTINATION, 0x50, 0x51))
_SENDER: Final = frozenset((codes.INVALID_SOURCE, 0x48, 0x49))


class Verdict(StrEnum):
    """What to do with a part that was not taken."""

    SLOW = "slow"
    """Send it again, slower."""
    FAIL = "fail"
    """Say that it was not taken."""
    END = "end"
    """The whole session is refused."""


def verdict(code: int, settings: SmppSettings) -> tuple[Verdict, Failure]:
    """By the route's own table, else by the usual meaning."""
    known = status_of(code)
    own = settings.errors.get(f"0x{code:X}")
    kind = ACTIONS[own] if own is not None else known.kind
    if kind is StatusClass.THROTTLE:
        return Verdict.SLOW, _failure("carrier_busy", Retry.LATER, Fault.PEER, code)
    if kind is StatusClass.SESSION:
        return Verdict.END, _failure("carrier_refused", Retry.OTHER_ROUTE, Fault.SETTINGS, code)
    if kind is StatusClass.TEMPORARY:
        return Verdict.FAIL, _failure("carrier_trouble", Retry.LATER, Fault.PEER, code)
    if code in _RECIPIENT:
        failure = _failure("number_refused", Retry.NEVER, Fault.RECIPIENT, code)
    elif code in _SENDER:
        failure = _failure("sender_refused", Retry.OTHER_ROUTE, Fault.SETTINGS, code)
    else:
        failure = _failure("message_refused", Retry.NEVER, Fault.PEER, code)
    return Verdict.FAIL, failure


def _failure(code: str, retry: Retry, fault: Fault, status: int) -> Failure:
    known = status_of(status)
    return Failure(code, retry, fault, peer_code=known.name, peer_words=known.words)
