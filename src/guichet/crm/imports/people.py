"""Rows of a file as people: each cell in normal form, with what is wrong with it. Pure."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import get_args
from uuid import UUID

import msgspec

from guichet.crm.attributes.types import (
    LONGEST_VALUE,
    Attribute,
    AttributeType,
    AttributeValue,
    Choice,
    Draft,
    Label,
    Meaning,
)
from guichet.crm.attributes.verdicts import KEY
from guichet.crm.imports.columns import MEANT
from guichet.crm.imports.recognition import plain
from guichet.crm.imports.types import Column, Fault, Plan
from guichet.crm.imports.values import (
    amount_of,
    date_of,
    language_of,
    number_of,
    phones_of,
    postcode_of,
    sex_of,
    truth_of,
)
from guichet.crm.keys import normal
from guichet.crm.normal_forms import LONGEST_EMAIL, normal_form
from guichet.crm.occurrences.types import Told
from guichet.crm.types import LONGEST_NAME, LONGEST_TAG, MOST_TAGS
from guichet.gateway.types import Identity

_REMEMBERED = 10_000
"""Cells of a column whose meaning is remembered: most stand there again and again."""
MOST_ADDRESSES = 10
"""Numbers and mail addresses taken from one row."""
WHOLE_ROW = -1
"""The column of a fault that concerns no single one."""
_TAGS = re.compile(r"\s*[,;|]\s*")
_PLAIN_MAIL = re.compile(r"[\w.%+-]{1,64}@[a-z0-9-]+(?:\.[a-z0-9-]+)+", re.ASCII | re.IGNORECASE)
"""One address as nearly all are: nothing to be cut off or looked for."""
_MAILS = re.compile(r"[\s,;|/]+")
_SEX_LABELS = {"female": ("Femme", "Woman"), "male": ("Homme", "Man"), "other": ("Autre", "Other")}
MEANT_DRAFTS: Mapping[str, Draft] = {
    "birth_date": Draft("birth_date", Label("Né(e) le", "Born on"), "date", (), "birth_date"),
    "sex": Draft(
        "sex",
        Label("Sexe", "Sex"),
        "choice",
        tuple(Choice(key, Label(*words)) for key, words in _SEX_LABELS.items()),
        "sex",
    ),
    "postcode": Draft("postcode", Label("Code postal", "Postcode"), "text", (), "postcode"),
    "commune": Draft("commune", Label("Commune", "Town"), "text", (), "commune"),
    "longitude": Draft("longitude", Label("Longitude", "Longitude"), "number", (), "longitude"),
    "latitude": Draft("latitude", Label("Latitude", "Latitude"), "number", (), "latitude"),
}


@dataclass(slots=True)
class Person:
    """Who stands in a row."""

    identities: list[Identity] = field(default_factory=list)
    """The strongest first: external id, mail addresses, phones."""
    name: str | None = None
    language: str | None = None
    attributes: dict[str, AttributeValue] = field(default_factory=dict)
    tags: tuple[str, ...] = ()
    agreed_on: date | None = None
    faults: list[Fault] = field(default_factory=list)
    """Cells that were left out; of somebody known by nothing, why."""

    @property
    def refused(self) -> bool:
        """Known by nothing: could not be found again, nor written to."""
        return not self.identities


class DraftCard(msgspec.Struct, frozen=True):
    """A card as it will be written: under which id, and as what line of COPY."""

    id: UUID
    line: str


@dataclass(slots=True)
class Numbered:
    """A row on its way in. Not frozen, for there are millions."""

    n: int
    cells: Sequence[str]
    person: Person
    ends: int
    """Where the next row begins in the file, in bytes."""
    told: Told | None = None
    """Of past events: what happened."""
    draft: DraftCard | None = None
    """The card as it will be written, if nobody is found to be this person."""


def resolved(
    columns: Sequence[Column], plan: Plan, known: Sequence[Attribute]
) -> tuple[tuple[str, ...], tuple[Draft, ...]]:
    """The meanings of the columns with attributes by their keys, and the attributes to be made."""
    by_meaning = {one.meaning: one.key for one in known if one.meaning}
    taken = {one.key for one in known}
    labels = {plain(text): one for one in known for text in (one.label.fr, one.label.en, one.key)}
    drafts: list[Draft] = []
    meanings: list[str] = []
    for column, wanted in zip(columns, plan.meanings, strict=False):
        meaning = wanted
        word, _, of = wanted.partition(":")
        if word in MEANT and word not in by_meaning:
            draft = MEANT_DRAFTS[word]
            key = _free(draft.key, taken)
            drafts.append(Draft(key, draft.label, draft.type, draft.choices, draft.meaning))
            by_meaning[_as_meaning(word)] = key
        if word in MEANT:
            meaning = f"attribute:{by_meaning[_as_meaning(word)]}"
        elif word == "new_attribute":
            held = labels.get(plain(column.name))
            key = held.key if held and held.type == of else _free(_key(column.name), taken)
            if held is None or held.type != of:
                label = Label(column.name[:80], column.name[:80])
                drafts.append(Draft(key, label, _as_type(of)))
            meaning = f"attribute:{key}"
        meanings.append(meaning)
    return tuple(meanings), tuple(drafts)


def _as_meaning(word: str) -> Meaning:
    return next(one for one in get_args(Meaning) if one == word)


def _as_type(word: str) -> AttributeType:
    return next(one for one in get_args(AttributeType) if one == word)


def _key(name: str) -> str:
    found = plain(name).replace(" ", "_")[:36]
    return found if KEY.fullmatch(found) else f"c_{found}"[:36].rstrip("_") or "column"


def _free(wanted: str, taken: set[str]) -> str:
    key, n = wanted, 2
    while key in taken:
        key, n = f"{wanted}_{n}", n + 1
    taken.add(key)
    return key


def drafted(draft: Draft) -> Attribute:
    """A definition about to be made, as if it were: for the preview."""
    return Attribute(
        UUID(int=0), 0, draft.key, draft.label, draft.type, tuple(draft.choices), draft.meaning
    )


_Take = Callable[[Person, str, int], None]


class PeopleReader:
    """Makes people of rows, as a plan says whose attributes all exist."""

    def __init__(
        self,
        meanings: Sequence[str],
        attributes: Sequence[Attribute],
        territory: str,
        today: date,
        tags: Sequence[str] = (),
        *,
        month_first: bool = False,
    ) -> None:
        self._month_first = month_first
        self._territory = territory
        self._today = today
        self._tags = tuple(tags)
        self._definitions = {one.key: one for one in attributes}
        self._width = len(meanings)
        names = {word: n for n, word in reversed(list(enumerate(meanings)))}
        self._names = [names[one] for one in ("name", "first_name", "last_name") if one in names]
        # The strongest identities first, whatever the order of the columns.
        order = {"external_id": 0, "email": 1, "phone": 2}
        used = [(n, word) for n, word in enumerate(meanings) if word != "ignore"]
        used.sort(key=lambda one: order.get(one[1], 3))
        self._takers = [(n, taker) for n, word in used if (taker := self._taker(word))]

    def person(self, cells: Sequence[str]) -> Person:
        """Who stands in a row."""
        found = Person(tags=self._tags)
        width = len(cells)
        for n, take in self._takers:
            if n < width:
                cell = cells[n].strip()
                if cell:
                    take(found, cell, n)
        found.name = self._name(cells)
        if width > self._width and any(map(str.strip, cells[self._width :])):
            found.faults.append(Fault(WHOLE_ROW, "too_many_cells"))
        if not found.identities and not any(one.column >= 0 for one in found.faults):
            found.faults.append(Fault(WHOLE_ROW, "known_by_nothing"))
        return found

    def row(self, n: int, cells: Sequence[str], ends: int) -> Numbered:
        """Who stands in a row, with its place."""
        return Numbered(n, cells, self.person(cells), ends)

    def _name(self, cells: Sequence[str]) -> str | None:
        words = [cells[n] for n in self._names if n < len(cells)]
        return " ".join(" ".join(words).split())[:LONGEST_NAME] or None

    def _taker(self, word: str) -> _Take | None:
        simple: Mapping[str, _Take] = {
            "external_id": self._external,
            "email": self._email,
            "phone": self._phone,
            "language": self._language,
            "tags": self._own_tags,
            "consent_date": self._agreed,
        }
        if word in simple:
            return simple[word]
        name, _, key = word.partition(":")
        definition = self._definitions.get(key) if name == "attribute" else None
        return self._attribute(definition) if definition else None

    def _external(self, person: Person, cell: str, column: int) -> None:
        value = normal_form("external", cell, self._territory)
        if value is None or not value.isprintable():
            person.faults.append(Fault(column, "bad_external_id"))
        else:
            person.identities.append(Identity("external", value))

    def _email(self, person: Person, cell: str, column: int) -> None:
        if len(cell) <= LONGEST_EMAIL and _PLAIN_MAIL.fullmatch(cell):
            self._add(person, Identity("email", cell.lower()))
            return
        for piece in _MAILS.split(cell) if _MAILS.search(cell) else (cell,):
            value = normal_form("email", piece.strip("<>()\"'").removeprefix("mailto:"), "")
            if value is not None:
                self._add(person, Identity("email", value))
            elif "@" in piece or piece == cell:
                person.faults.append(Fault(column, "not_an_email"))

    def _phone(self, person: Person, cell: str, column: int) -> None:
        numbers, fault = phones_of(cell, self._territory)
        for number in numbers:
            self._add(person, Identity("phone", number))
        if fault:
            person.faults.append(Fault(column, fault))

    @staticmethod
    def _add(person: Person, one: Identity) -> None:
        if one not in person.identities and len(person.identities) < MOST_ADDRESSES:
            person.identities.append(one)

    @staticmethod
    def _language(person: Person, cell: str, column: int) -> None:
        person.language = language_of(cell)
        if person.language is None:
            person.faults.append(Fault(column, "not_a_language"))

    @staticmethod
    def _own_tags(person: Person, cell: str, column: int) -> None:
        own = [" ".join(one.split()) for one in _TAGS.split(cell)]
        good = [one for one in own if 0 < len(one) <= LONGEST_TAG]
        if len(good) < len([one for one in own if one]):
            person.faults.append(Fault(column, "too_long", {"limit": LONGEST_TAG}))
        person.tags = tuple(dict.fromkeys((*person.tags, *good)))[:MOST_TAGS]

    def _agreed(self, person: Person, cell: str, column: int) -> None:
        found = date_of(cell, self._month_first)
        if found is None:
            person.faults.append(Fault(column, "not_a_date"))
        elif date.fromisoformat(found) > self._today:
            person.faults.append(Fault(column, "in_the_future"))
        else:
            person.agreed_on = date.fromisoformat(found)

    def _attribute(self, definition: Attribute) -> _Take:
        key, read, fault = definition.key, self._reading(definition), _FAULTS[definition.type]
        if definition.type != "text" or definition.meaning:
            read = lru_cache(maxsize=_REMEMBERED)(read)

        def take(person: Person, cell: str, column: int) -> None:
            value = read(cell)
            if value is None:
                person.faults.append(Fault(column, fault))
            else:
                person.attributes[key] = value

        return take

    def _reading(self, definition: Attribute) -> Callable[[str], AttributeValue | None]:
        by_type: Mapping[AttributeType, Callable[[str], AttributeValue | None]] = {
            "text": lambda cell: cell[:LONGEST_VALUE],
            "number": number_of,
            "money": amount_of,
            "date": self._born if definition.meaning == "birth_date" else self._date,
            "boolean": truth_of,
            "choice": _choosing(definition),
        }
        if definition.meaning == "sex":
            kept = {choice.key for choice in definition.choices}
            return lambda cell: found if (found := sex_of(cell)) in kept else None
        if definition.meaning == "postcode":
            return lambda cell: postcode_of(cell, self._territory)
        return by_type[definition.type]

    def _date(self, cell: str) -> str | None:
        return date_of(cell, self._month_first)

    def _born(self, cell: str) -> str | None:
        """Nobody was born in the future: then two digits meant the century before."""
        found = self._date(cell)
        if found is None or found <= self._today.isoformat():
            return found
        year = str(int(found[:4]) - 100)
        return date_of(f"{year}{found[4:]}") if found[:4] not in cell else None


_FAULTS: Mapping[str, str] = {
    "text": "wrong_value",
    "number": "not_a_number",
    "date": "not_a_date",
    "boolean": "not_a_boolean",
    "choice": "not_a_choice",
    "money": "not_a_number",
}


def _choosing(definition: Attribute) -> Callable[[str], str | None]:
    known = {
        normal(text): choice.key
        for choice in definition.choices
        for text in (choice.label.en, choice.label.fr, choice.key)
    }
    return lambda cell: known.get(normal(cell))
