"""A new card as one line of COPY, made while its row is read: nothing of it is an object any more
when it is written. Pure, but for the ids.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Final
from uuid import UUID

from guichet.crm.attributes.types import Attribute
from guichet.crm.imports.people import DraftCard, Person
from guichet.crm.keys import NEVER_IN_KEYS, keys_of, label_keys_of
from guichet.crm.matches import birth_keys, marks_of_new
from guichet.gateway.types import IdentityKind
from guichet.kit.db.copying import NULL, as_json, plain
from guichet.kit.ids import IdMaker

TABLE: Final = "contact_given"
COLUMNS: Final = (
    "n",
    "id",
    "name",
    "language",
    "attributes",
    "tags",
    "identity_ids",
    "kinds",
    "identity_values",
    "keys",
    "marks",
    "asked",
    "reasons",
)
AND: Final = NEVER_IN_KEYS
"""Stands between several in one column."""
_SAID_OTHERWISE: Final = re.compile(r"[\x00\t\n\r\\]")


class Drafter:
    """Writes down people of a list as if nobody were known. Of one thread: it makes ids."""

    def __init__(self, ids: IdMaker, known: Sequence[Attribute]) -> None:
        self._ids = ids
        self._births = birth_keys(known)

    def draft(self, n: int, person: Person) -> DraftCard | None:
        """The card of somebody; none where it is not of the plain kind, or nobody could be found
        again.
        """
        identities = person.identities
        values = AND.join([one.value for one in identities])
        tags = _tags(person.tags)
        if not identities or tags is None or _is_odd(values, len(identities)):
            return None
        first, *others = self._ids.run(1 + len(identities))
        number = f"{first:032x}"
        known = [(one.kind, one.value) for one in identities]
        keys = keys_of(person.name, number[-4:].upper(), known) | _labels(person.tags)
        marks = marks_of_new(person.name, identities, person.attributes, self._births)
        name, language, attributes = person.name, person.language, person.attributes
        line = "\t".join(
            (
                str(n),
                number,
                NULL if name is None else plain(name),
                language or NULL,
                as_json(attributes) if attributes else "{}",
                tags,
                ",".join([f"{one:032x}" for one in others]),
                _kinds(tuple([one.kind for one in identities])),
                values,
                _all(keys),
                _all(marks.kept),
                _all(marks.asked),
                reasons(person) if person.faults else NULL,
            )
        )
        return DraftCard(UUID(int=first), line + "\n")


def reasons(person: Person) -> str:
    """What is wrong with a row, as the table of results keeps it."""
    return as_json([[one.column, one.code, dict(one.params)] for one in person.faults])


def _is_odd(several: str, count: int) -> bool:
    """Whether one holds what parts them, or what COPY reads as something else."""
    return several.count(AND) != count - 1 or _SAID_OTHERWISE.search(several) is not None


def _all(several: Sequence[str] | frozenset[str]) -> str:
    text = AND.join(several)
    return plain(text) if _SAID_OTHERWISE.search(text) else text


@lru_cache(maxsize=256)
def _tags(several: tuple[str, ...]) -> str | None:
    return None if any(AND in one for one in several) else _all(several)


@lru_cache(maxsize=256)
def _kinds(several: tuple[IdentityKind, ...]) -> str:
    return AND.join(several)


@lru_cache(maxsize=256)
def _labels(tags: tuple[str, ...]) -> frozenset[str]:
    return label_keys_of(tags, None)
