"""How people make messages stop: the words they answer, and what a message has to say. Pure."""

import re
import unicodedata
from functools import lru_cache
from typing import Final, Literal

from guichet.policies.presets import listed
from guichet.policies.types import StopText

Wish = Literal["stop", "start", "help"]

SHORT_CODE_PLACES: Final = ("[STOP_CODE]", "{code}", "XXXXX", "%STOP%")
"""What routes replace by their own short code, five digits, on the way."""
SHORT_CODE_LENGTH: Final = 5

_WORD: Final = re.compile(r"[a-z0-9]+")
_SAYS_STOP: Final = re.compile(
    r"\bstop\b(?:\s+(?:sms|pub))?(?:\s+(?:au|to|at|a|à))?\s*:?\s*"
    r"(?:\d{5}|\[stop_code\]|\{code\}|xxxxx|%stop%)",
    re.IGNORECASE,
)


@lru_cache(maxsize=4096)
def wish_of(text: str, *, first_word: bool = True) -> Wish | None:
    """What somebody wants who answers ``text``: one of the words alone, whatever its case, accents
    and signs around it; or, if ``first_word``, one of the clear words that begins a longer answer:
    "end" and "cancel" may mean something else there, and "oui" may answer another question.
    """
    words = _words(text)
    if not words:
        return None
    whole = "".join(words)
    known = listed("words")
    if whole in known["stop"] or (first_word and words[0] in known["stop_first"]):
        return "stop"
    if whole in known["start"]:
        return "start"
    return "help" if whole in known["help"] else None


def _words(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", text[:200]).casefold()
    bare = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return _WORD.findall(bare)


def says_stop(text: str) -> bool:
    """Whether a text names STOP and the code to send it to, or the place of the code."""
    return "stop" in text.casefold() and _SAYS_STOP.search(text) is not None


def with_stop(text: str, rule: StopText, code: str | None) -> str:
    """The text as it has to go out: with the STOP text on a line of its own if the rule says so
    and the text does not have it yet. ``code``: the route's short code, none where the route fills
    it in itself.
    """
    if rule.mode != "append" or says_stop(text):
        return text
    return f"{text}\n{stop_line(rule, code)}"


def stop_line(rule: StopText, code: str | None) -> str:
    """The STOP text itself, with five digits' room if the code is filled in on the way."""
    return rule.template.replace("{code}", code or SHORT_CODE_PLACES[2])


def measured(text: str) -> str:
    """The text as long as it will be: every place of a short code stands for five digits. Count
    its parts, not those of the text with the places.
    """
    for place in SHORT_CODE_PLACES:
        text = text.replace(place, "0" * SHORT_CODE_LENGTH)
    return text
