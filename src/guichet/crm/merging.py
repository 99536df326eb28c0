"""What a card holds after a merge, and after it was undone. Pure.

A merge fills what the survivor lacks from the loser, or takes what is asked for. It is written
down as the difference it made; undoing takes back exactly that, wherever it was not changed since.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar
from uuid import UUID

from guichet.crm.attributes.types import AttributeValue

T = TypeVar("T")
TAKEABLE = ("name", "language", "company_id")
"""What can be taken from the loser although the survivor has it; attributes as
``attributes.<key>``.
"""


@dataclass(frozen=True, slots=True)
class Profile:
    """What a merge touches of a card."""

    name: str | None = None
    language: str | None = None
    company_id: UUID | None = None
    attributes: Mapping[str, AttributeValue] = field(default_factory=dict)
    tags: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Difference:
    """What one merge made of the survivor's card."""

    before: Profile
    after: Profile


def merged(survivor: Profile, loser: Profile, take: Collection[str] = ()) -> Profile:
    """The survivor's card after the merge."""

    def chosen(name: str, mine: T | None, theirs: T | None) -> T | None:
        first, second = (theirs, mine) if name in take else (mine, theirs)
        return second if first is None else first

    attributes = {**loser.attributes, **survivor.attributes}
    for key, value in loser.attributes.items():
        if f"attributes.{key}" in take:
            attributes[key] = value
    return Profile(
        name=chosen("name", survivor.name, loser.name),
        language=chosen("language", survivor.language, loser.language),
        company_id=chosen("company_id", survivor.company_id, loser.company_id),
        attributes=attributes,
        tags=tuple(dict.fromkeys((*survivor.tags, *loser.tags))),
    )


def undone(now: Profile, made: Difference) -> Profile:
    """The card without what a merge made of it; what was changed since stays."""
    before, after = made.before, made.after
    return Profile(
        name=_back(now.name, before.name, after.name),
        language=_back(now.language, before.language, after.language),
        company_id=_back(now.company_id, before.company_id, after.company_id),
        attributes=_attributes_back(now.attributes, before.attributes, after.attributes),
        tags=_tags_back(now.tags, before.tags, after.tags),
    )


def without(later: Difference, made: Difference) -> Difference:
    """A later merge's difference as it would have been without the one that is undone."""
    return replace(later, before=undone(later.before, made), after=undone(later.after, made))


def _back(now: T, before: T, after: T) -> T:
    return before if now == after else now


def _attributes_back(
    now: Mapping[str, AttributeValue],
    before: Mapping[str, AttributeValue],
    after: Mapping[str, AttributeValue],
) -> dict[str, AttributeValue]:
    found: dict[str, AttributeValue] = {}
    for key in (*before, *(key for key in now if key not in before)):
        value = _back(now.get(key), before.get(key), after.get(key))
        if value is not None:
            found[key] = value
    return found


def _tags_back(now: Sequence[str], before: Sequence[str], after: Sequence[str]) -> tuple[str, ...]:
    brought = set(after) - set(before)
    return tuple(tag for tag in now if tag not in brought)
