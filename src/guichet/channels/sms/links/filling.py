"""Templates and places in documents: for requests and answers that are data. Pure; no template runs
code: names in braces are replaced by values once, and what a value holds is never looked at again.
"""

import re
from collections.abc import Mapping
from typing import Final

_NAME: Final = re.compile(r"\{([a-z0-9_]+)\}")


def fill(template: str, values: Mapping[str, str]) -> str:
    """The template with its names replaced; names nobody knows stay as they are."""
    return _NAME.sub(lambda found: values.get(found[1], found[0]), template)


def place(document: object, path: str) -> str | None:
    """What stands at a path of a document, as text; None where there is nothing."""
    found = document
    for step in path.split("."):
        if isinstance(found, Mapping):
            found = found.get(step)
        elif isinstance(found, list) and step.isdigit() and int(step) < len(found):
            found = found[int(step)]
        else:
            return None
    if isinstance(found, bool) or not isinstance(found, str | int):
        return None
    return str(found)
