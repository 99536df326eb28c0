"""Templates and places in documents: for requests and answers that are data. Pure; no template runs
code: names in braces are replaced by values once, and what a value holds is never looked at again.
"""

import re
from collections.abc import Mapping
from typing import Final

_NAME: Final = re.compile(r"\{([a-z0-9_]+)\}")
_PLACE: Final = re.compile(r"[0-9]{1,6}")
"""Of a list."""


def fill(template: str, values: Mapping[str, str]) -> str:
    """The template with its names replaced; names nobody knows stay as they are."""
    return _NAME.sub(lambda found: values.get(found[1], found[0]), template)


def place(document: object, path: str) -> str | None:
    """What stands at a path of a document, as text that can be kept; None if there is nothing."""
    found = document
    for step in path.split("."):
        if isinstance(found, Mapping):
            found = found.get(step)
        elif isinstance(found, list) and _PLACE.fullmatch(step) and int(step) < len(found):
            found = found[int(step)]
        else:
            return None
    if isinstance(found, bool) or not isinstance(found, str | int):
        return None
    return kept(str(found))


def kept(text: str) -> str:
    """The text without what no database keeps: NUL, and halves of characters."""
    text = text.replace("\0", "")
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")
