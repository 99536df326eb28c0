"""What goes over the live socket: JSON text frames, one object each.

Client: ``open``, ``close``, ``ping``. Server: ``hello``, ``snapshot``, ``patch``, ``behind``,
``signal``, ``refused``, ``pong``. A patch is encoded once for all its viewers: only the number
they know the topic by (``ref``) differs, and it is put in front of the shared rest.
"""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

import msgspec

from guichet.kit.http.problems import Problem
from guichet.kit.topics import Item, Patch

MAX_FRAME = 16_384
"""Characters of a client's frame."""

Ref = Annotated[int, msgspec.Meta(ge=0, le=2**31)]


class Open(msgspec.Struct, frozen=True, tag="open", tag_field="op", forbid_unknown_fields=True):
    """Subscribe. With ``since`` and ``epoch`` of an earlier frame only what came after is sent,
    when it is little; otherwise a snapshot.
    """

    ref: Ref
    topic: Annotated[str, msgspec.Meta(max_length=64)]
    params: dict[str, Any] = {}
    since: Annotated[int, msgspec.Meta(ge=0, le=2**62)] | None = None
    epoch: Annotated[str, msgspec.Meta(max_length=64)] | None = None


class Close(msgspec.Struct, frozen=True, tag="close", tag_field="op", forbid_unknown_fields=True):
    """Subscribe no longer."""

    ref: Ref


class Ping(msgspec.Struct, frozen=True, tag="ping", tag_field="op", forbid_unknown_fields=True):
    """Still there."""


ClientFrame = Open | Close | Ping

_decoder: msgspec.json.Decoder[ClientFrame] = msgspec.json.Decoder(Open | Close | Ping)
_encoder = msgspec.json.Encoder()

PONG = '{"op":"pong"}'


class BadFrame(Exception):
    """The client sent something else than a frame: a fault of the program, the socket closes."""


def decode(text: str) -> ClientFrame:
    """The client's frame.

    :raises BadFrame: not JSON, not one of the frames, or too long.
    """
    if len(text) > MAX_FRAME:
        raise BadFrame("too long")
    try:
        return _decoder.decode(text)
    except (msgspec.DecodeError, UnicodeEncodeError) as fault:
        raise BadFrame(str(fault)) from None


def hello(position: int, epoch: str, version: str) -> str:
    """First frame of every socket."""
    return _text({"op": "hello", "position": position, "epoch": epoch, "version": version})


def snapshot(ref: int, position: int, items: Sequence[Item]) -> str:
    """Everything in the topic at ``position``: what was held before is replaced."""
    return _text({"op": "snapshot", "ref": ref, "position": position, "items": items})


def patch_rest(position: int, patch: Patch) -> str:
    """A patch but for its ``ref``; see :func:`with_ref`."""
    body = {"position": position, "puts": patch.puts, "gone": patch.gone}
    return _text(body)[1:]


def caught_up_rest(position: int) -> str:
    """An empty patch: everything up to ``position`` was said."""
    return patch_rest(position, Patch())


def with_ref(ref: int, rest: str) -> str:
    """The patch frame for the viewer who knows the topic as ``ref``."""
    return f'{{"op":"patch","ref":{ref},{rest}'


def behind(ref: int) -> str:
    """There was more than fits: open again."""
    return f'{{"op":"behind","ref":{ref}}}'


def signal(ref: int, payload: bytes) -> str | None:
    """An ephemeral word; None when ``payload`` is not JSON."""
    try:
        return _text({"op": "signal", "ref": ref, "signal": msgspec.json.decode(payload)})
    except msgspec.DecodeError:
        return None


def refused(ref: int, problem: Problem) -> str:
    """The topic is not opened, or no longer: the same document the API would answer with."""
    shown = problem.model_dump(by_alias=True, mode="json")
    return _text({"op": "refused", "ref": ref, "problem": shown})


def _text(frame: Mapping[str, object]) -> str:
    return _encoder.encode(frame).decode()
