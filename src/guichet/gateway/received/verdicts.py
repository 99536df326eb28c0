"""Which texts fit what is looked for. Pure."""

import unicodedata

from guichet.gateway.received.types import Received, Wanted


def fits(wanted: Wanted, one: Received) -> bool:
    """Whether a text is looked for; its sender and its time are found by index."""
    return (
        (wanted.to is None or _same_number(wanted.to, one.addressee))
        and (wanted.keyword is None or plain(wanted.keyword) == plain(one.keyword or ""))
        and (not wanted.fates or one.fate in wanted.fates)
        and (not wanted.text or plain(wanted.text) in plain(one.text))
    )


def plain(text: str) -> str:
    """Small letters without accents: who looks for "ete" finds "Été"."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in apart if not unicodedata.combining(sign))


def _same_number(asked: str, held: str) -> bool:
    return asked.strip().lstrip("+") == held.lstrip("+")
