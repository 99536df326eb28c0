"""Cheaper characters for those that double the price of a text: "économique".

One ``ç`` or ``’`` turns 160 characters a message into 70. This offers something from the default
alphabet for each, never silently: every change has its place, can be shown, made and taken back
by itself.
"""

import re
import unicodedata
from collections.abc import Iterable
from typing import Final, NamedTuple

from guichet.protocols.gsm7.alphabets import Encoding, Offender, encoding_of, offenders

PAIRS: Final = {
    "«\u00a0": '"',
    "«\u202f": '"',
    "\u00a0»": '"',
    "\u202f»": '"',
    "n°": "no",
    "N°": "No",
}
"""What is replaced together."""

CHEAPER: Final = {
    "«": '"',
    "»": '"',
    "“": '"',
    "”": '"',
    "„": '"',
    "‟": '"',
    "″": '"',
    "‹": "'",
    "›": "'",
    "‘": "'",
    "’": "'",
    "‚": "'",
    "‛": "'",
    "′": "'",
    "´": "'",
    "`": "'",
    "…": "...",
    "–": "-",
    "—": "-",
    "‐": "-",
    "‑": "-",
    "‒": "-",
    "―": "-",
    "−": "-",
    "•": "-",
    "·": ".",
    "×": "x",
    "÷": "/",
    "°": "deg",
    "œ": "oe",
    "Œ": "OE",
    "ﬁ": "fi",
    "ﬂ": "fl",
    "ł": "l",
    "Ł": "L",
    "đ": "d",
    "Đ": "D",
    "ı": "i",
    "þ": "th",
    "Þ": "Th",
    "ð": "d",
    "Ð": "D",
    "ẞ": "SS",
    "©": "(c)",
    "®": "(r)",
    "™": "(tm)",
    "№": "No",
    "½": "1/2",
    "¼": "1/4",
    "¾": "3/4",
    "²": "2",
    "³": "3",
    "¹": "1",
    "ª": "a",
    "º": "o",
    "¢": "c",
    "\t": " ",
    "\u00a0": " ",
    "\u2000": " ",
    "\u2001": " ",
    "\u2002": " ",
    "\u2003": " ",
    "\u2004": " ",
    "\u2005": " ",
    "\u2006": " ",
    "\u2007": " ",
    "\u2008": " ",
    "\u2009": " ",
    "\u200a": " ",
    "\u202f": " ",
    "\u205f": " ",
    "\u3000": " ",
    "\u2028": "\n",
    "\u2029": "\n",
    "\u00ad": "",
    "\u200b": "",
    "\u200c": "",
    "\u200d": "",
    "\u200e": "",
    "\u200f": "",
    "\u2060": "",
    "\ufe0f": "",
    "\ufeff": "",
}
"""What is replaced alone; accents come off by themselves."""


class Change(NamedTuple):
    """One replacement."""

    at: int
    """Where ``before`` stands in the dear text."""
    before: str
    after: str


class Economy(NamedTuple):
    """A text and how to make it cheaper."""

    text: str
    """The dear text."""
    changes: tuple[Change, ...]
    left: tuple[Offender, ...]
    """Characters for which nothing is offered (the first 20): with one of them, nothing is
    saved."""

    def applied(self, changes: Iterable[Change] | None = None) -> str:
        """The text with these changes made, or with all."""
        return apply(self.text, self.changes if changes is None else changes)


_DEAR: Final = re.compile("|".join(map(re.escape, PAIRS)) + "|.[\u0300-\u036f]*", re.DOTALL)


def economise(text: str) -> Economy:
    """What could be replaced. A text that is cheap already has no changes."""
    if encoding_of(text) is Encoding.GSM7:
        return Economy(text, (), ())
    changes: list[Change] = []
    for found in _DEAR.finditer(text):
        before = found[0]
        after = _cheaper(before)
        if after is not None:
            changes.append(Change(found.start(), before, after))
    offered = tuple(changes)
    taken = {place for one in offered for place in range(one.at, one.at + len(one.before))}
    every = offenders(text, most=len(text))
    left = tuple(one for one in every if one.at not in taken)
    return Economy(text, offered, left[:20])


def _cheaper(before: str) -> str | None:
    """What to write instead; None where nothing is dear, or nothing is offered."""
    if encoding_of(before) is Encoding.GSM7:
        return None
    known = PAIRS.get(before, CHEAPER.get(before))
    if known is not None:
        return known
    composed = unicodedata.normalize("NFC", before)
    if encoding_of(composed) is Encoding.GSM7:
        return composed
    bare = "".join(
        CHEAPER.get(char, char)
        for char in unicodedata.normalize("NFKD", before)
        if not unicodedata.combining(char)
    )
    return bare if bare and encoding_of(bare) is Encoding.GSM7 else None


def apply(text: str, changes: Iterable[Change]) -> str:
    """The dear text with these changes made. Raises ``ValueError`` for one that is not of this
    text."""
    pieces: list[str] = []
    place = 0
    for at, before, after in sorted(changes):
        if at < place or not text.startswith(before, at):
            raise ValueError(f"no {before!r} to change at {at}")
        pieces += (text[place:at], after)
        place = at + len(before)
    return "".join((*pieces, text[place:]))


def revert(text: str, changes: Iterable[Change]) -> str:
    """The dear text again, from the cheaper one and the changes that were made. Raises
    ``ValueError``."""
    pieces: list[str] = []
    place = shift = 0
    for at, before, after in sorted(changes):
        begin = at + shift
        if begin < place or not text.startswith(after, begin):
            raise ValueError(f"no {after!r} to take back at {at}")
        pieces += (text[place:begin], before)
        place = begin + len(after)
        shift += len(after) - len(before)
    return "".join((*pieces, text[place:]))
