"""Everything out: contacts with their identities and attributes, consents, events; page by page,
each in a transaction of its own, so that a million rows hold nothing up.
"""

import asyncio
import tempfile
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from uuid import UUID

import msgspec

from guichet.accounts.types import Principal
from guichet.consent import service as consents
from guichet.crm import repository as contacts
from guichet.crm.attributes import service as attributes
from guichet.crm.attributes.types import Attribute, AttributeValue
from guichet.crm.companies import service as companies
from guichet.crm.imports import content, repository, service
from guichet.crm.imports.cells import BOM, as_lines, harmless
from guichet.crm.imports.readers.tables import Table
from guichet.crm.imports.types import Fault, Import, RowResult
from guichet.crm.occurrences import service as occurrences
from guichet.crm.types import Contact
from guichet.gateway.types import Identity
from guichet.kit.ground import Ground
from guichet.kit.i18n import Language, sentence
from guichet.kit.work import UnitOfWork, Work

PAGE = 500
MOST_OF_A_SHEET = 1_000_000
"""Rows a spreadsheet can hold, nearly."""
_PIECE = 1 << 18
Rows = AsyncIterator[Sequence[Sequence[str]]]


@dataclass(frozen=True, slots=True)
class Taker:
    """Who takes it out, and in which language its columns are named."""

    ground: Ground
    who: Principal
    language: Language

    def word(self, name: str) -> str:
        """A column's name."""
        return sentence(self.language, f"export.{name}")

    def work(self) -> UnitOfWork:
        """Opens the transaction of a page."""
        return UnitOfWork(self.ground.request_db, self.ground.clock, self.ground.ids)


async def contact_rows(taker: Taker) -> Rows:
    """Every contact that stands for a person, the newest first."""
    tenant = taker.who.tenant_id
    async with taker.work()(tenant, taker.who.actor) as work:
        known = await attributes.all_of(work)
    names = ("id", "name", "phone", "email", "external_id", "language", "company", "tags")
    labels = [one.label.fr if taker.language == "fr" else one.label.en for one in known]
    yield [[*map(taker.word, names), *labels, taker.word("created_at"), taker.word("last_seen_at")]]
    before: UUID | None = None
    while True:
        async with taker.work()(tenant, taker.who.actor) as work:
            people = await contacts.newest(work, before, PAGE)
            if not people:
                return
            yield await _contacts(work, people, known)
        before = people[-1].id


async def _contacts(
    work: Work, people: Sequence[Contact], known: Sequence[Attribute]
) -> Sequence[Sequence[str]]:
    held = await repository.identities_of(work, [one.id for one in people])
    wanted = [one.company_id for one in people if one.company_id is not None]
    names = await companies.names_of(work, wanted)
    return [_contact(one, held.get(one.id, ()), names, known) for one in people]


def _contact(
    one: Contact,
    identities: Sequence[Identity],
    companies_: Mapping[UUID, str],
    known: Sequence[Attribute],
) -> Sequence[str]:
    def of(kind: str) -> str:
        return ", ".join(identity.value for identity in identities if identity.kind == kind)

    return [
        str(one.id),
        one.name or "",
        of("phone"),
        of("email"),
        of("external"),
        one.language or "",
        companies_.get(one.company_id, "") if one.company_id else "",
        ", ".join(one.tags),
        *(_attribute(attribute, one.attributes.get(attribute.key)) for attribute in known),
        one.created_at.isoformat(" ", "seconds"),
        one.last_seen_at.isoformat(" ", "seconds"),
    ]


def _attribute(definition: Attribute, value: AttributeValue | None) -> str:
    if value is None:
        return ""
    if definition.type == "money" and isinstance(value, int):
        return f"{value / 100:.2f}"
    if isinstance(value, bool):
        return "1" if value else "0"
    return str(value)


async def consent_rows(taker: Taker) -> Rows:
    """Everything that was decided, the oldest first. Addresses are digests: nobody can be read from
    them.
    """
    names = ("contact", "purpose", "medium", "decision", "source", "proof", "at", "recorded_at")
    yield [[*map(taker.word, (*names, "by", "evidence"))]]
    after: UUID | None = None
    while True:
        async with taker.work()(taker.who.tenant_id, taker.who.actor) as work:
            found = await consents.page(work, after, PAGE)
            steps = await consents.evidence(work, [one.id for one in found])
        if not found:
            return
        yield [
            [
                str(one.contact_id or ""),
                one.given.purpose,
                one.given.medium,
                one.given.decision,
                one.given.source,
                one.given.proof or "",
                one.at.isoformat(" ", "seconds"),
                one.recorded_at.isoformat(" ", "seconds"),
                one.by.name or one.by.kind,
                msgspec.json.encode(steps[one.id]).decode() if one.id in steps else "",
            ]
            for one in found
        ]
        after = found[-1].id


async def event_rows(taker: Taker) -> Rows:
    """Everything that happened to people."""
    names = ("contact", "event_id", "event_type", "at", "article", "category", "amount")
    yield [[*map(taker.word, (*names, "currency", "place", "others"))]]
    after: tuple[UUID, UUID] | None = None
    while True:
        async with taker.work()(taker.who.tenant_id, taker.who.actor) as work:
            found = await occurrences.page(work, after, PAGE)
        if not found:
            return
        yield [
            _event(str(one.contact_id), one.external_id, one.type, str(one.at), one.properties)
            for one in found
        ]
        after = (found[-1].contact_id, found[-1].id)


def _event(
    contact: str, event_id: str, type_: str, at: str, properties: Mapping[str, object]
) -> Sequence[str]:
    others = dict(properties)
    words = [others.pop(name, None) for name in ("article", "category", "amount", "currency")]
    place, amount = others.pop("place", None), words[2]
    words[2] = f"{amount / 100:.2f}" if isinstance(amount, int) else None
    shown = ["" if word is None else str(word) for word in (*words, place)]
    rest = msgspec.json.encode(others).decode() if others else ""
    return [contact, event_id, type_, at, *shown, rest]


async def as_csv(rows: Rows) -> AsyncIterator[bytes]:
    """The file, piece by piece."""
    yield BOM
    async for page in rows:
        yield as_lines(page)


async def as_xlsx(rows: Rows) -> AsyncIterator[bytes]:
    """The file, written to this machine row by row and given from there. Every cell is a text: none
    is computed.
    """
    with tempfile.TemporaryDirectory(prefix="guichet-export-") as folder:
        path = Path(folder) / "export.xlsx"
        await _write_sheets(path, rows)
        with await asyncio.to_thread(path.open, "rb") as file:
            while piece := await asyncio.to_thread(file.read, _PIECE):
                yield piece


async def _write_sheets(path: Path, rows: Rows) -> None:
    import xlsxwriter  # for who takes a spreadsheet out, not for every start

    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(str(path), options)
    sheet, at = book.add_worksheet(), 0
    async for page in rows:
        if at + len(page) > MOST_OF_A_SHEET:
            sheet, at = book.add_worksheet(), 0
        for row in page:
            for column, cell in enumerate(row):
                sheet.write_string(at, column, harmless(cell))
            at += 1
    await asyncio.to_thread(book.close)


async def result_rows(taker: Taker, one: Import) -> Rows:
    """The file of an import as it was sent, with what became of each row and why."""
    assert one.layout is not None
    names = [column.name for column in one.columns]
    yield [[*names, taker.word("result"), taker.word("reasons")]]
    async with content.spooled(taker.ground, taker.who.tenant_id, one) as path:
        with await asyncio.to_thread(path.open, "rb") as file:
            table, n = Table(file, one.layout, one.layout.begins), 0
            while cells := await asyncio.to_thread(_next_rows, table):
                async with taker.work()(taker.who.tenant_id, taker.who.actor) as work:
                    found = await service.results(work, one.id, None, n, len(cells))
                results = {result.n: result for result in found}
                yield [
                    [*_padded(row, len(names)), *_told(results.get(n + place), taker, names)]
                    for place, row in enumerate(cells, 1)
                ]
                n += len(cells)


def _next_rows(table: Table) -> list[list[str]]:
    return list(islice(table, PAGE))


def _padded(row: Sequence[str], width: int) -> list[str]:
    return [*row[:width], *[""] * (width - len(row))]


def _told(result: RowResult | None, taker: Taker, names: Sequence[str]) -> tuple[str, str]:
    if result is None:
        return "", ""
    reasons = [_about(one, names, taker.language) for one in result.reasons]
    return taker.word(result.state), " ".join(reasons)


def _about(one: Fault, names: Sequence[str], language: Language) -> str:
    """A reason, with the column it is about."""
    told = _reason(one.code, one.params, language)
    if not 0 <= one.column < len(names):
        return told
    return sentence(language, "import.about_column", {"column": names[one.column], "told": told})


def _reason(code: str, params: Mapping[str, str | int], language: Language) -> str:
    return sentence(language, f"fault.{code}", params)


EXPORTS: Mapping[str, Callable[[Taker], Rows]] = {
    "contacts": contact_rows,
    "consents": consent_rows,
    "events": event_rows,
}
