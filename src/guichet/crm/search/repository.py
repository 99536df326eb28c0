"""The statements of the search.

A contact's keys are an index turned around: one row a word. The rarest word of a question leads;
its rows are read in the order of the index and each is asked for the other words. So what comes
first is what begins exactly as asked, and a page costs a page however many there are.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    ScalarSelect,
    Select,
    and_,
    func,
    intersect,
    literal,
    or_,
    select,
    tuple_,
    union_all,
)
from sqlalchemy.orm import InstrumentedAttribute, aliased

from guichet.crm.keys import Word, end_of
from guichet.crm.models import ContactKeyRow, ContactRow
from guichet.crm.repository import contact_of
from guichet.crm.types import Contact, Place
from guichet.kit.work import Work

COUNTED = 2_000
"""So many rows of a word are counted to find the rarest."""


@dataclass(frozen=True, slots=True)
class Found:
    """A contact, and the key it was found by."""

    key: str
    contact: Contact


async def rarest_first(work: Work, words: Sequence[Word]) -> tuple[list[Word], bool]:
    """The words with the fewest rows first, as far as is worth counting; longer ones before. And
    whether even the first has more rows than are worth asking one by one.
    """
    ordered = sorted(words, key=lambda word: (not word.exact, -len(word.beginnings[0])))
    if len(ordered) < 2:
        return ordered, False
    counts = [_count(work, word) for word in ordered]
    row = (await work.session.execute(select(*counts))).one()
    places = sorted(range(len(ordered)), key=lambda at: (row[at], at))
    return [ordered[at] for at in places], row[places[0]] >= COUNTED


async def page(work: Work, words: Sequence[Word], after: Place | None, limit: int) -> list[Found]:
    """Those who have every word, by the key that the first begins."""
    leading = words[0]
    parts = [_led_by(work, words, one, after, limit) for one in leading.beginnings]
    found = union_all(*parts).subquery()
    statement = (
        select(found.c.key, ContactRow)
        .join(
            ContactRow,
            (ContactRow.tenant_id == work.tenant_id) & (ContactRow.id == found.c.contact_id),
        )
        .order_by(found.c.key, found.c.contact_id)
        .limit(limit)
    )
    rows = await work.session.execute(statement)
    return [Found(key, contact_of(row)) for key, row in rows]


async def together(
    work: Work, words: Sequence[Word], before: UUID | None, limit: int
) -> list[Contact]:
    """Those who have every word, the newest first: for words that many have. Sets of all who have
    one are cut with each other; words of one letter are asked of what is left.
    """
    sets = [word for word in words if word.exact or len(word.beginnings[0]) > 1]
    letters = [word for word in words if word not in sets]
    cut = intersect(*(_everyone(work, word) for word in sets)) if len(sets) > 1 else None
    everyone = (cut if cut is not None else _everyone(work, sets[0])).subquery()
    ordered = select(everyone.c.contact_id)
    if cut is None:  # what was cut holds nobody twice
        ordered = ordered.distinct()
    if before is not None:
        ordered = ordered.where(everyone.c.contact_id < before)
    found = ordered.order_by(everyone.c.contact_id.desc()).offset(0).subquery()
    chosen = (
        select(found.c.contact_id)
        .where(*(_has(work, found.c.contact_id, word) for word in letters))
        .limit(limit)
    )
    ids = list((await work.session.execute(chosen)).scalars())
    rows = select(ContactRow).where(ContactRow.tenant_id == work.tenant_id, ContactRow.id.in_(ids))
    held = {row.id: contact_of(row) for row in (await work.session.execute(rows)).scalars()}
    return [held[one] for one in ids if one in held]


def _everyone(work: Work, word: Word) -> Select[UUID]:
    keys = aliased(ContactKeyRow)
    return select(keys.contact_id).where(keys.tenant_id == work.tenant_id, _begins(keys.key, word))


async def labelled(
    work: Work, words: Sequence[Word], before: UUID | None, limit: int
) -> list[Found]:
    """Those who have every label, the newest first."""
    leading, others = words[0], words[1:]
    keys = aliased(ContactKeyRow)
    label = leading.beginnings[0]
    statement = (
        select(keys.key, ContactRow)
        .join(
            ContactRow,
            (ContactRow.tenant_id == keys.tenant_id) & (ContactRow.id == keys.contact_id),
        )
        .where(keys.tenant_id == work.tenant_id, keys.key == label)
        .where(*(_has(work, keys.contact_id.expression, word) for word in others))
    )
    if before is not None:
        statement = statement.where(keys.contact_id < before)
    rows = await work.session.execute(statement.order_by(keys.contact_id.desc()).limit(limit))
    return [Found(key, contact_of(row)) for key, row in rows]


def _led_by(
    work: Work, words: Sequence[Word], beginning: str, after: Place | None, limit: int
) -> Select[tuple[str, UUID]]:
    leading, others = words[0], words[1:]
    keys, earlier = aliased(ContactKeyRow), aliased(ContactKeyRow)
    met_before = _asked(
        earlier.tenant_id == work.tenant_id,
        earlier.contact_id == keys.contact_id.expression,
        earlier.key < keys.key,
        _begins(earlier.key, leading),
    )
    statement = select(keys.key, keys.contact_id).where(
        keys.tenant_id == work.tenant_id,
        _begins(keys.key, Word((beginning,), leading.exact)),
        met_before.is_(None),
        *(_has(work, keys.contact_id.expression, word) for word in others),
    )
    if after is not None:
        statement = statement.where(tuple_(keys.key, keys.contact_id) > after)
    ordered = statement.order_by(keys.key, keys.contact_id).limit(limit).subquery()
    return select(ordered.c.key, ordered.c.contact_id)


def _has(work: Work, contact_id: ColumnElement[UUID], word: Word) -> ColumnElement[bool]:
    keys = aliased(ContactKeyRow)
    return _asked(
        keys.tenant_id == work.tenant_id,
        keys.contact_id == contact_id,
        _begins(keys.key, word),
    ).is_not(None)


def _asked(*of_one: ColumnElement[bool]) -> ScalarSelect[int]:
    """Asked of one contact at a time, by the index of its keys: a subquery with a limit is not
    turned into a join, which would read the keys of everybody with that word.
    """
    return select(literal(1)).where(*of_one).limit(1).scalar_subquery()


def _begins(key: InstrumentedAttribute[str], word: Word) -> ColumnElement[bool]:
    if word.exact:
        return or_(*(key == one for one in word.beginnings))
    return or_(*(and_(key >= one, key < end_of(one)) for one in word.beginnings))


def _count(work: Work, word: Word) -> ColumnElement[int]:
    parts = []
    for one in word.beginnings:
        keys = aliased(ContactKeyRow)
        some = (
            select(literal(1).label("one"))
            .where(keys.tenant_id == work.tenant_id, _begins(keys.key, Word((one,), word.exact)))
            .limit(COUNTED)
            .subquery()
        )
        parts.append(select(func.count()).select_from(some).scalar_subquery())
    total = parts[0]
    return total if len(parts) == 1 else parts[0] + parts[1]
