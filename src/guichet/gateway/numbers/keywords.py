"""Keywords as people write them. Pure."""

import re
import unicodedata
from typing import Final

_WORD: Final = re.compile(r"\w+")


def folded_keyword(word: str | None) -> str:
    """A keyword as it is compared: small letters and digits without accents; empty: none."""
    plain = unicodedata.normalize("NFKD", word or "").casefold()
    return "".join(sign for sign in plain if sign.isascii() and sign.isalnum())


def first_words(text: str) -> tuple[str, ...]:
    """What may be meant as a keyword at the head of a text, folded: ``click-collect`` as a whole,
    then ``click``.
    """
    head = text[:200].split(maxsplit=1)
    if not head:
        return ()
    bare = _WORD.search(head[0])
    found = (folded_keyword(head[0]), folded_keyword(bare.group() if bare else ""))
    return tuple(dict.fromkeys(one for one in found if one))
