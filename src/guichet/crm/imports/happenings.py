"""Rows of a file as things that happened to people. Pure."""

import hashlib
from collections.abc import Mapping, Sequence
from zoneinfo import ZoneInfo

from guichet.crm.imports.people import WHOLE_ROW, Numbered, PeopleReader, Person
from guichet.crm.imports.types import Fault, Plan
from guichet.crm.imports.values import amount_of, moment_of, number_of, truth_of
from guichet.crm.occurrences.types import (
    LONGEST_ID,
    LONGEST_TYPE,
    LONGEST_VALUE,
    LONGEST_WORD,
    WORDS,
    Scalar,
    Told,
    Who,
)

_WHO = frozenset({"phone", "email", "external_id"})


class EventsReader:
    """Makes events of rows. A row without an id of its own is known by what stands in it: the same
    file taken in twice changes nothing, and two equal rows are one.
    """

    def __init__(
        self, plan: Plan, people: PeopleReader, zone: ZoneInfo, *, month_first: bool = False
    ) -> None:
        self._plan = plan
        self._people = people
        self._zone = zone
        self._month_first = month_first
        self._columns = [(n, word) for n, word in enumerate(plan.meanings) if word != "ignore"]

    def row(self, n: int, cells: Sequence[str], ends: int) -> Numbered:
        """What happened in a row."""
        person = self._people.person(cells)
        given = {word: cells[at].strip() for at, word in self._columns if at < len(cells)}
        faults = [one for one in person.faults if one.column >= 0 or person.refused]
        told = None if person.refused else self._told(cells, given, person, faults)
        kept = person if told else Person(faults=faults)
        return Numbered(n, cells, kept, ends, told)

    def _told(
        self,
        cells: Sequence[str],
        given: Mapping[str, str],
        person: Person,
        faults: list[Fault],
    ) -> Told | None:
        type_ = (given.get("event_type") or self._plan.event_type or "")[:LONGEST_TYPE]
        at = None
        if given.get("event_at"):
            at = moment_of(given["event_at"], self._zone, month_first=self._month_first)
            if at is None:
                faults.append(Fault(self._column("event_at"), "not_a_date"))
        else:
            faults.append(Fault(WHOLE_ROW, "when_is_missing"))
        if not type_:
            faults.append(Fault(WHOLE_ROW, "what_is_missing"))
        properties = self._properties(given, faults)
        if any(one.code in _FATAL for one in faults):
            return None
        own = given.get("event_id") or f"row:{_digest([type_, *cells])}"
        return Told(own[:LONGEST_ID], type_, _who(person), at, properties)

    def _properties(self, given: Mapping[str, str], faults: list[Fault]) -> dict[str, Scalar]:
        found: dict[str, Scalar] = {}
        for word, cell in given.items():
            name, _, of = word.partition(":")
            if not cell:
                continue
            if word in WORDS:
                found[word] = cell[:LONGEST_WORD]
            elif word == "currency":
                found[word] = cell.upper()
            elif word == "amount":
                amount = amount_of(cell)
                if amount is None:
                    faults.append(Fault(self._column(word), "not_a_number"))
                else:
                    found[word] = amount
            elif name == "property":
                found[of] = _scalar(cell)
        return found

    def _column(self, wanted: str) -> int:
        return next((n for n, word in self._columns if word == wanted), WHOLE_ROW)


_FATAL = frozenset({"not_a_date", "when_is_missing", "what_is_missing", "not_a_number"})


def _who(person: Person) -> Who:
    first = {one.kind: one.value for one in reversed(person.identities)}
    return Who(None, first.get("external"), first.get("email"), first.get("phone"))


def _scalar(cell: str) -> Scalar:
    number = number_of(cell)
    leading = len(cell) > 1 and cell[0] == "0" and cell.isdigit()
    if number is not None and not leading:
        return number
    truth = truth_of(cell) if cell.isalpha() and len(cell) > 1 else None
    return cell[:LONGEST_VALUE] if truth is None else truth


def _digest(words: Sequence[str]) -> str:
    text = "\x1f".join(words).encode("utf-8", "replace")
    return hashlib.blake2b(text, digest_size=16).hexdigest()
