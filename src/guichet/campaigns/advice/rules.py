"""The rules as they were shipped: dated, in both languages."""

import json
from collections.abc import Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Final

from guichet.campaigns.advice.types import Rule
from guichet.crm.attributes.types import Label

_DATA: Final = Path(__file__).parent / "data" / "rules.json"


def rules_at(day: date) -> Sequence[Rule]:
    """Those in force on ``day``, each in the version that counts then, in their order."""
    newest: dict[str, Rule] = {}
    for one in shipped():
        held = newest.get(one.id)
        if one.valid_from <= day and (held is None or held.valid_from <= one.valid_from):
            newest[one.id] = one
    return list(newest.values())


@cache
def shipped() -> Sequence[Rule]:
    """All there ever were."""
    return [
        Rule(
            one["id"],
            one["version"],
            date.fromisoformat(one["valid_from"]),
            Label(**one["title"]),
            Label(**one["why"]),
            one["params"],
        )
        for one in json.loads(_DATA.read_text(encoding="utf-8"))["rules"]
    ]
