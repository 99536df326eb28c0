"""Where a number is at home: by its first digits, as cheap as a look-up. Pure.

A number may be carried elsewhere and a person may travel; it is the best that is known without
asking. What the digits leave open stays open: ``GP-MF-BL`` is Guadeloupe, Saint-Martin or
Saint-Barthélemy.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Final

from guichet.policies.presets import prefixes

HEAD: Final = 8
"""Digits that matter at the most, with the plus: no prefix is longer."""
MOST_HEADS: Final = 1_000_000


class Places:
    """Territories by prefix of number."""

    def __init__(self, by_prefix: Mapping[str, str]) -> None:
        self._by_prefix = {f"+{prefix}": code for prefix, code in by_prefix.items()}
        self._longest = max(map(len, self._by_prefix), default=1)
        self._heads: dict[str, str | None] = {}

    def of(self, number: str) -> str | None:
        """The territory of a number in E.164 (``+262692...``); none if no country has it."""
        head = number[: self._longest]
        try:
            return self._heads[head]
        except KeyError:
            return self._found(head)

    def of_many(self, numbers: Iterable[str]) -> list[str | None]:
        """The territory of each, in their order."""
        heads, longest, found = self._heads, self._longest, self._found
        return [
            heads[head] if (head := number[:longest]) in heads else found(head)
            for number in numbers
        ]

    def _found(self, head: str) -> str | None:
        beginnings = (head[:length] for length in range(len(head), 1, -1))
        code = next((self._by_prefix[one] for one in beginnings if one in self._by_prefix), None)
        if len(self._heads) >= MOST_HEADS:
            self._heads.clear()
        self._heads[head] = code
        return code


_PLACES: Final = Places(prefixes())
_LANDLINE: Final = re.compile(r"\+(33[1-59]|262(262|263|269)|590590|594594|596596)")
"""How numbers of fixed lines begin in France, mainland and overseas: 01 to 05 and 09, 0262, 0263,
0269, 0590, 0594 and 0596 (Arcep, national numbering plan, decision 2018-0881).
"""


def territory_of(number: str) -> str | None:
    """The territory of a number in E.164, such as ``RE`` of ``+262692123456``; none if no country
    has it.
    """
    return _PLACES.of(number)


def territories_of(numbers: Iterable[str]) -> list[str | None]:
    """The territory of each, in their order: for chunks."""
    return _PLACES.of_many(numbers)


def is_landline(number: str) -> bool:
    """Whether a number in E.164, or its first eight characters, is known to be a fixed line, which
    gets no texts. Only France is known; of all others it is not said.
    """
    return _LANDLINE.match(number) is not None
