"""Patterns with ``*`` for any run of characters, and nothing else: read once from left to right,
so that no pattern can be made slow. Pure.
"""

from collections.abc import Callable
from urllib.parse import urlsplit

Matcher = Callable[[str], bool]


def matcher(pattern: str) -> Matcher:
    """What tells whether a whole text is of ``pattern``."""
    first, *rest = pattern.split("*")
    if not rest:
        return lambda text: text == pattern
    *middle, last = rest
    pieces = [piece for piece in middle if piece]

    def matches(text: str) -> bool:
        if len(text) < len(first) + len(last):
            return False
        if not text.startswith(first) or not text.endswith(last):
            return False
        at, end = len(first), len(text) - len(last)
        for piece in pieces:
            found = text.find(piece, at, end)
            if found < 0:
                return False
            at = found + len(piece)
        return True

    return matches


def path_of(url: str) -> str:
    """The path of an address, or of a path, without a slash at the end: ``/checkout``."""
    try:
        path = urlsplit(url).path
    except ValueError:
        return ""
    trimmed = path.rstrip("/")
    return trimmed if trimmed.startswith("/") else f"/{trimmed}"


def bare(url: str) -> str:
    """An address without scheme, query and slash at the end: ``shop.example/checkout``."""
    after = url.split("://", 1)[-1]
    return after.split("?", 1)[0].split("#", 1)[0].rstrip("/")


def is_under(page: str, place: str) -> bool:
    """Whether a page is ``place`` or below it. A place with a host is of that host only."""
    whole = bare(page) if not place.startswith("/") else path_of(page)
    wanted = place.rstrip("/") if place.startswith("/") else bare(place)
    return whole == wanted or whole.startswith(f"{wanted}/")
