"""Requests from templates, and what answers and call-backs say. Pure; no template runs code: names
in braces are replaced by values once, and what a value holds is never looked at again.
"""

import base64
import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final, NamedTuple
from urllib.parse import quote

from pydantic import JsonValue

from guichet.channels.sms.links.filling import fill, place
from guichet.channels.sms.links.http.settings import Action, HttpSettings, ReceiptCall, TextCall
from guichet.channels.sms.links.stopping import with_code
from guichet.gateway.failures import Failure, Fault, Retry
from guichet.gateway.mass.contract import CarrierReceipt, MobileOriginated, Parcel
from guichet.protocols.gsm7.alphabets import Encoding as GsmEncoding
from guichet.protocols.gsm7.alphabets import encoding_of

_WORDS: Final = 300


class Request(NamedTuple):
    """What is sent for one message."""

    address: str
    headers: dict[str, str]
    content: bytes | None
    form: dict[str, str] | None


class Answered(NamedTuple):
    """What came of it: exactly one is set."""

    peer_id: str | None
    failure: Failure | None


def request_for(parcel: Parcel, settings: HttpSettings, callback: str) -> Request:
    """The request that hands over a message."""
    text = with_code(parcel, settings.stop_code)
    values = {
        "account": settings.account,
        "secret": settings.secret.get_secret_value(),
        "to": parcel.to,
        "to_digits": parcel.to.removeprefix("+"),
        "from": parcel.sender or settings.sender,
        "text": text,
        "alphabet": _alphabet(parcel, text),
        "id": str(parcel.id),
        "callback": callback,
    }
    headers = {name: fill(text, values) for name, text in settings.headers.items()}
    if settings.user:
        pair = f"{fill(settings.user, values)}:{fill(settings.password, values)}"
        headers["authorization"] = "Basic " + base64.b64encode(pair.encode()).decode("ascii")
    body = {name: _filled(value, values) for name, value in settings.body.items()}
    address = fill(settings.address, {name: quote(value, "") for name, value in values.items()})
    if settings.sends == "form":
        return Request(address, headers, None, {name: str(value) for name, value in body.items()})
    headers.setdefault("content-type", "application/json")
    return Request(address, headers, json.dumps(body).encode(), None)


def _alphabet(parcel: Parcel, text: str) -> str:
    """As services name it that charge by it."""
    octets = parcel.encoding == "ucs2" or encoding_of(text) is not GsmEncoding.GSM7
    return "unicode" if octets else "text"


def _filled(value: JsonValue, values: Mapping[str, str]) -> JsonValue:
    if isinstance(value, str):
        return fill(value, values)
    if isinstance(value, list):
        return [_filled(one, values) for one in value]
    if isinstance(value, dict):
        return {name: _filled(one, values) for name, one in value.items()}
    return value


def listed(document: object, each: str | None) -> Sequence[object]:
    """What a call tells of: the parts of the list at ``each``, or the call itself."""
    if each is None:
        return document if isinstance(document, list) else (document,)
    found = document
    for step in each.split("."):
        found = found.get(step) if isinstance(found, Mapping) else None
    return found if isinstance(found, list) else ()


def read_answer(status: int, content: bytes, settings: HttpSettings) -> Answered:
    """Whether the message was taken, and as what."""
    how = settings.answer
    try:
        document: object = json.loads(content)
    except (ValueError, RecursionError):
        document = None
    code = place(document, how.code) if how.code else None
    peer_id = place(document, how.id)
    good = 200 <= status < 300 and (not how.taken or code in how.taken)
    if good and peer_id is not None:
        return Answered(peer_id, None)
    words = place(document, how.words_at) if how.words_at else None
    return Answered(None, _failure(status, code, (words or "")[:_WORDS] or None, settings))


def _failure(status: int, code: str | None, words: str | None, settings: HttpSettings) -> Failure:
    said = code or str(status)
    table = settings.answer.errors
    action = table.get(said) or table.get(str(status)) or _usual(status)
    meanings: dict[Action, tuple[str, Retry, Fault]] = {
        "throttle": ("carrier_busy", Retry.LATER, Fault.PEER),
        "temporary": ("carrier_trouble", Retry.LATER, Fault.PEER),
        "session": ("carrier_refused", Retry.OTHER_ROUTE, Fault.SETTINGS),
        "permanent": ("message_refused", Retry.NEVER, Fault.PEER),
    }
    name, retry, fault = meanings[action]
    return Failure(name, retry, fault, peer_code=said, peer_words=words)


def _usual(status: int) -> Action:
    if status == 429:
        return "throttle"
    if status in (401, 403):
        return "session"
    return "temporary" if status >= 500 else "permanent"


def receipt_of(fields: object, how: ReceiptCall) -> CarrierReceipt | None:
    """The receipt in a call-back, or None if it names no message."""
    peer_id, word = place(fields, how.id), place(fields, how.state)
    if peer_id is None or word is None:
        return None
    error = place(fields, how.error) if how.error else None
    known = how.states.get(word) or how.states.get(word.lower()) or "unknown"
    return CarrierReceipt(peer_id, known, None, error if error not in ("", "0") else None)


def text_of(fields: object, how: TextCall, now: datetime) -> MobileOriginated | None:
    """The text in a call-back, or None if it is none."""
    found = [place(fields, path) for path in (how.id, how.sender, how.to, how.text)]
    if any(one is None for one in found):
        return None
    peer_id, sender, to, text = (one or "" for one in found)
    return MobileOriginated(peer_id, _number(sender), to, text, now)


def _number(written: str) -> str:
    digits = written.removeprefix("+")
    return f"+{digits}" if digits.isascii() and digits.isdigit() and len(digits) > 7 else written
