"""Parts that came in, put together again: 3GPP TS 23.040, section 9.2.3.24.1.

Parts come in any order, twice, or never; other senders use the same reference; the same sender
uses it again. ``take`` is the pure step for one text, of use where parts are kept in a database;
``Joiner`` holds many at once, within bounds. Times are seconds of the caller's clock.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from guichet.protocols.gsm7.alphabets import NO_SHIFT, Encoding, Shift, decode

OVERHEAD: Final = 500
"""What a part costs in memory besides its text, about; counted as octets."""

MISSING: Final = "[…]"
"""Stands in a text for parts that did not come."""


class PartKey(NamedTuple):
    """Which text a part belongs to, as far as the wire says."""

    sender: str
    recipient: str
    reference: int
    bits: int = 8
    """Of the reference: 8 and 16 are different texts. 0 for parameters beside the text."""


class InboundPart(NamedTuple):
    """One part as it came: septets already unpacked."""

    key: PartKey
    total: int
    number: int
    octets: bytes
    encoding: Encoding
    shift: Shift = NO_SHIFT


@dataclass(frozen=True, slots=True)
class Waiting:
    """A text of which parts are still missing."""

    key: PartKey
    total: int
    since: float
    """When its first part came."""
    parts: Mapping[int, InboundPart] = field(default_factory=dict)

    @property
    def octets(self) -> int:
        """What the parts hold in memory, about."""
        return sum(len(part.octets) + OVERHEAD for part in self.parts.values())


@dataclass(frozen=True, slots=True)
class Whole:
    """A text, with all its parts or given up with what there is."""

    key: PartKey
    total: int
    parts: tuple[InboundPart, ...]
    """Those that came, in their order."""

    @property
    def missing(self) -> tuple[int, ...]:
        """The numbers of the parts that did not come."""
        there = {part.number for part in self.parts}
        return tuple(number for number in range(1, self.total + 1) if number not in there)

    @property
    def text(self) -> str:
        """The text. Neighbours are joined before they are read: some senders cut characters."""
        by_number = {part.number: part for part in self.parts}
        pieces: list[str] = []
        run: list[InboundPart] = []
        for number in range(1, self.total + 1):
            part = by_number.get(number)
            if run and (part is None or _way(part) != _way(run[0])):
                pieces.append(_read(run))
                run = []
            if part is not None:
                run.append(part)
            elif not pieces or pieces[-1] is not MISSING:
                pieces.append(MISSING)
        return "".join((*pieces, _read(run))) if run else "".join(pieces)


def _way(part: InboundPart) -> tuple[Encoding, Shift]:
    return part.encoding, part.shift


def _read(run: list[InboundPart]) -> str:
    return decode(b"".join(part.octets for part in run), *_way(run[0]))


class Step(NamedTuple):
    """What became of a part."""

    waiting: Waiting | None
    """The text as it waits now; None if nothing waits under this key."""
    whole: Whole | None
    """The text, if it is complete."""
    displaced: Whole | None
    """An unfinished text whose reference was used again: it will not be finished."""
    repeated: bool
    """The part had come before; nothing changed."""


def take(waiting: Waiting | None, part: InboundPart, now: float) -> Step:
    """Add a part to what waits under its key.

    A part without a sensible place (number 0 or beyond its total) stands alone, whole. The same
    part again changes nothing. Another total, or another text at the same number, is another
    message under the same reference: what waited is displaced.
    """
    if part.total <= 1 or not 1 <= part.number <= part.total <= 255:
        alone = part._replace(number=1, total=1)
        return Step(waiting, Whole(part.key, 1, (alone,)), None, repeated=False)
    displaced = None
    if waiting is not None:
        before = waiting.parts.get(part.number)
        if waiting.total == part.total and before == part:
            return Step(waiting, None, None, repeated=True)
        if waiting.total != part.total or before is not None:
            displaced, waiting = given_up(waiting), None
    known = waiting or Waiting(part.key, part.total, now)
    parts = {**known.parts, part.number: part}
    if len(parts) < part.total:
        kept = Waiting(known.key, known.total, known.since, parts)
        return Step(kept, None, displaced, repeated=False)
    whole = Whole(known.key, known.total, tuple(parts[number] for number in sorted(parts)))
    return Step(None, whole, displaced, repeated=False)


def given_up(waiting: Waiting) -> Whole:
    """What there is of a text that will not be finished."""
    parts = waiting.parts
    return Whole(waiting.key, waiting.total, tuple(parts[number] for number in sorted(parts)))


class Finished(NamedTuple):
    """A text that was put together lately, so that a late repeat is known."""

    at: float
    total: int
    parts: dict[int, int]
    """Hashes of what the parts held."""


class Joined(NamedTuple):
    """What a part brought about."""

    wholes: tuple[Whole, ...]
    """Texts to hand on: complete ones, and those given up (``missing`` says which)."""
    repeated: bool


class Joiner:
    """Texts whose parts are coming in, within bounds.

    ``patience`` is how long the first part waits for the others, in seconds, and how long a
    finished text is remembered. At most ``most_texts`` wait and ``most_octets`` are held: beyond,
    the oldest text is given up. Time must not go backwards.
    """

    def __init__(
        self, *, patience: float = 3_600, most_texts: int = 10_000, most_octets: int = 8 << 20
    ) -> None:
        self._patience = patience
        self._most_texts = most_texts
        self._most_octets = most_octets
        self._waiting: dict[PartKey, Waiting] = {}
        self._finished: dict[PartKey, Finished] = {}
        self._octets = 0
        self._remembered = 0

    def __len__(self) -> int:
        """How many texts wait."""
        return len(self._waiting)

    @property
    def octets(self) -> int:
        """What the waiting parts hold in memory, about."""
        return self._octets

    def add(self, part: InboundPart, now: float) -> Joined:
        """One part. A repeat, even of a text finished lately, brings nothing."""
        before = self._waiting.get(part.key)
        if before is None and self._was_finished(part, now):
            return Joined((), repeated=True)
        step = take(before, part, now)
        self._keep(part.key, before, step.waiting)
        if step.whole is not None and step.whole.total > 1:
            self._remember(step.whole, now)
        found = [one for one in (step.displaced, step.whole) if one is not None]
        found += self._make_room()
        return Joined(tuple(found), step.repeated)

    def expire(self, now: float) -> tuple[Whole, ...]:
        """Texts whose patience is over, oldest first, given up with what there is."""
        late = now - self._patience
        found: list[Whole] = []
        while self._waiting:
            key, oldest = next(iter(self._waiting.items()))
            if oldest.since > late:
                break
            self._keep(key, oldest, None)
            found.append(given_up(oldest))
        while self._finished and next(iter(self._finished.values())).at <= late:
            self._forget(next(iter(self._finished)))
        return tuple(found)

    def next_deadline(self) -> float | None:
        """When ``expire`` should be asked next; None while nothing waits."""
        oldest = next(iter(self._waiting.values()), None)
        return None if oldest is None else oldest.since + self._patience

    def _keep(self, key: PartKey, before: Waiting | None, after: Waiting | None) -> None:
        if before is after:
            return
        self._octets += (after.octets if after else 0) - (before.octets if before else 0)
        if after is None:
            self._waiting.pop(key, None)
        elif before is not None and before.since != after.since:
            del self._waiting[key]  # another text: it waits from now on, behind the others
            self._waiting[key] = after
        else:
            self._waiting[key] = after

    def _make_room(self) -> list[Whole]:
        found: list[Whole] = []
        while self._waiting and (
            len(self._waiting) > self._most_texts or self._octets > self._most_octets
        ):
            key, oldest = next(iter(self._waiting.items()))
            self._keep(key, oldest, None)
            found.append(given_up(oldest))
        return found

    def _was_finished(self, part: InboundPart, now: float) -> bool:
        """The same part of a text finished within the patience; other words are another text."""
        known = self._finished.get(part.key)
        if known is None or now - known.at > self._patience or known.total != part.total:
            return False
        return known.parts.get(part.number) == hash(part)

    def _remember(self, whole: Whole, now: float) -> None:
        self._forget(whole.key)
        hashes = {part.number: hash(part) for part in whole.parts}
        self._finished[whole.key] = Finished(now, whole.total, hashes)
        self._remembered += whole.total
        while self._remembered > 4 * self._most_texts:
            self._forget(next(iter(self._finished)))

    def _forget(self, key: PartKey) -> None:
        known = self._finished.pop(key, None)
        self._remembered -= known.total if known else 0
