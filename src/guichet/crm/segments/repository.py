"""A condition as one statement, and what is kept of segments and lists.

Every condition about something beside the card becomes a table of contact ids, joined to the
contacts from the left: such joins are hashed and may spill, where a subquery within ``or`` and
``not`` would be asked for each contact. Merged contacts count as who they became.
"""

from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, Final, cast
from uuid import UUID

from sqlalchemy import (
    CTE,
    ColumnElement,
    Double,
    Executable,
    Float,
    Numeric,
    Select,
    SelectBase,
    Subquery,
    Text,
    Uuid,
    and_,
    bindparam,
    case,
    delete,
    false,
    func,
    insert,
    join,
    literal,
    literal_column,
    or_,
    select,
    text,
    true,
    union_all,
    update,
)
from sqlalchemy import cast as as_type
from sqlalchemy.dialects.postgresql import JSONB, distinct_on
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import InstrumentedAttribute, aliased
from sqlalchemy.sql import ClauseElement
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.types import UserDefinedType

from guichet.consent import service as consents
from guichet.crm.attributes.types import Meaning
from guichet.crm.models import ContactIdentityRow, ContactRow
from guichet.crm.occurrences.models import OccurrenceRow
from guichet.crm.repository import contact_of
from guichet.crm.segments.estimates import Draw, Drawn
from guichet.crm.segments.language import (
    VERSION,
    Age,
    All,
    Anniversary,
    AnyOf,
    AttributeIs,
    Begins,
    Condition,
    Consented,
    DateIn,
    Fact,
    Happened,
    Has,
    InRange,
    Known,
    LastEvent,
    Listed,
    Not,
    OneOf,
    Place,
    Reachable,
    SameAs,
    Scalar,
    Seen,
    SexIs,
    Speaks,
    Tagged,
    parts_of,
    stored,
)
from guichet.crm.segments.models import ListMemberRow, ListRow, SegmentRow
from guichet.crm.segments.places import within
from guichet.crm.segments.times import (
    Bounds,
    anniversaries,
    bounds_of,
    days_of,
    today_of,
    years_before,
)
from guichet.crm.segments.types import (
    ALL,
    AT_ONCE,
    Asked,
    Filling,
    Segment,
    Span,
    StaticList,
)
from guichet.crm.types import Contact
from guichet.kit.db.faults import lasted_too_long
from guichet.kit.db.pipeline import Prepared, send
from guichet.kit.errors import Unavailable
from guichet.kit.ids import TenantId
from guichet.kit.work import Work

True_ = ColumnElement[bool]
LONGEST: Final = timedelta(seconds=10)
"""After that a question is given up."""
FREEZING: Final = timedelta(seconds=4)
"""Of a transaction that writes, which may last five."""
FEW: Final = 50_000
"""Of as many or fewer people, each card may be looked up."""
SOON: Final = 100_000
"""What a statement of some 300 ms costs, as PostgreSQL reckons."""
QUICKLY: Final = timedelta(milliseconds=700)
"""As long as an exact figure may take where an estimate was asked for."""
_OWN_COLUMNS: Final = ("article", "category", "place", "currency")
_LIMITS = text("""
SELECT set_config('statement_timeout', :longest, true), set_config('work_mem', '64MB', true),
       set_config('jit', 'off', true), set_config('plan_cache_mode', 'force_custom_plan', true),
       set_config('enable_nestloop', :nested, true),
       set_config('enable_partitionwise_aggregate', 'on', true),
       set_config('max_parallel_workers_per_gather', '2', true),
       set_config('parallel_setup_cost', '200', true),
       set_config('parallel_tuple_cost', '0.01', true)
""")
"""A plan kept for whatever is asked next time works out anew for each card what the question says:
that takes up to twice as long.
"""
_LOOKING_UP = text("""
SELECT set_config('enable_nestloop', :looked_up, true),
       set_config('enable_hashjoin', :joined, true), set_config('enable_mergejoin', :joined, true)
""")
_QUICKLY = text("""
SELECT set_config('statement_timeout', :longest, true), set_config('enable_nestloop', 'off', true)
""")


class _Polygon(UserDefinedType[str]):
    cache_ok = True

    def get_col_spec(self, **_options: Any) -> str:
        return "polygon"


@asynccontextmanager
async def patiently(
    session: AsyncSession, longest: timedelta = LONGEST, *, drawn: bool = False
) -> AsyncIterator[None]:
    """Ask within this block: with room to sort and hash, and for ``longest`` at most. Nothing is
    known of how often an attribute has a value, so the planner believes in one person where there
    are thousands: loops within loops are for questions about people ``drawn`` only.

    :raises Unavailable: ``segment_too_slow``
    """
    milliseconds = str(round(longest / timedelta(milliseconds=1)))
    await session.execute(_LIMITS, {"longest": milliseconds, "nested": "on" if drawn else "off"})
    try:
        yield
    except DBAPIError as fault:
        if not lasted_too_long(fault):
            raise
        raise Unavailable("segment_too_slow", seconds=round(longest.total_seconds())) from fault


def members(
    tenant_id: TenantId, condition: Condition, asked: Asked, span: Span = ALL
) -> Select[UUID]:
    """The ids of those who fulfil a condition, of a span."""
    return _Question(tenant_id, asked, span).members(condition)


async def count(
    session: AsyncSession, tenant_id: TenantId, condition: Condition, asked: Asked
) -> int:
    """How many fulfil it."""
    question = _Question(tenant_id, asked)
    people = 0
    async for statement in _in_parts(session, tenant_id, question, condition):
        people += await _count(session, statement)
    return people


async def some_soon(
    session: AsyncSession, tenant_id: TenantId, condition: Condition, asked: Asked, *, limit: int
) -> list[Contact] | None:
    """Any few of those who fulfil it, where they are rare and all events it is about are soon read;
    else none. That is quicker than to look up the events of many people drawn, which lie apart.
    """
    if not any(isinstance(one, Happened) for one, _ in parts_of(condition)):
        return None
    question, ids = _Question(tenant_id, asked), list[UUID]()
    plan = await _planned(session, question.parts(condition)[0])
    if plan["Total Cost"] > SOON or plan["Plan Rows"] > FEW:
        return None
    async for statement in _in_parts(session, tenant_id, question, condition):
        found = statement.subquery()
        every = func.array_agg(found.c.id)  # with a limit it would begin with other indexes
        few = select(every[1:limit]).prefix_with("/* segment */")
        ids += (await session.execute(few)).scalar_one() or ()
    return await _cards(session, tenant_id, ids[:limit])


async def _in_parts(
    session: AsyncSession, tenant_id: TenantId, question: "_Question", condition: Condition
) -> AsyncIterator[Select[UUID]]:
    """Each to be asked in turn. Cards of those to whom few events lead, and those into whom
    somebody was merged, are looked up, with loops.
    """
    alone, *together = question.parts(condition)
    few = question.few(condition)
    if few is not None and (await _planned(session, few[0]))["Plan Rows"] <= FEW:
        await session.execute(_LOOKING_UP, {"looked_up": "on", "joined": "off"})
        yield few[1]
    else:
        yield alone
    if together and await _some_merged(session, tenant_id):
        await session.execute(_LOOKING_UP, {"looked_up": "on", "joined": "on"})
        yield together[0]
    await session.execute(_LOOKING_UP, {"looked_up": "off", "joined": "on"})


class _Planned(Executable, ClauseElement):
    """How a statement would be run; nothing is asked."""

    inherit_cache = False

    def __init__(self, statement: Select[Any]) -> None:
        self.statement = statement


@compiles(_Planned)
def _plan_of(element: _Planned, compiler: SQLCompiler, **options: Any) -> str:
    return f"EXPLAIN (FORMAT JSON) {compiler.process(element.statement, **options)}"


async def _planned(session: AsyncSession, statement: Select[Any]) -> Mapping[str, float]:
    """What PostgreSQL believes of it."""
    (told,) = (await session.execute(_Planned(statement))).scalar_one()
    return cast("Mapping[str, float]", told["Plan"])


async def _count(session: AsyncSession, statement: Select[UUID]) -> int:
    counted = select(func.count()).prefix_with("/* segment */").select_from(statement.subquery())
    return (await session.execute(counted)).scalar_one()


async def _some_merged(session: AsyncSession, tenant_id: TenantId) -> bool:
    statement = select(ContactRow.id).where(*_is_merged(ContactRow, tenant_id)).limit(1)
    return (await session.execute(statement)).first() is not None


async def everybody(session: AsyncSession, tenant_id: TenantId, most: int | None = None) -> int:
    """How many contacts there are, or ``most`` if there are more."""
    shown = select(literal(1)).where(*_shown(tenant_id))
    found = (shown if most is None else shown.limit(most)).subquery()
    statement = select(func.count()).prefix_with("/* segment */").select_from(found)
    return (await session.execute(statement)).scalar_one()


async def count_quickly(
    session: AsyncSession, tenant_id: TenantId, condition: Condition, asked: Asked
) -> int | None:
    """How many fulfil it, if that is known soon."""
    try:
        async with session.begin_nested():
            milliseconds = str(round(QUICKLY / timedelta(milliseconds=1)))
            await session.execute(_QUICKLY, {"longest": milliseconds})
            return await count(session, tenant_id, condition, asked)
    except DBAPIError as fault:
        if not lasted_too_long(fault):
            raise
        return None


async def sampled(
    session: AsyncSession, tenant_id: TenantId, condition: Condition, asked: Asked, draw: Draw
) -> Drawn:
    """How many contacts there are in a draw, and who of them fulfil it."""
    question = _Question(tenant_id, asked)
    everybody, scope = question.draw(condition, draw)
    found = question.members(condition).subquery()
    statement = select(
        select(func.count()).select_from(everybody).scalar_subquery(),
        select(func.count()).select_from(scope).scalar_subquery(),
        select(func.count()).select_from(found).scalar_subquery(),
    ).prefix_with("/* segment */")
    people, possible, fulfil = (await session.execute(statement)).one()
    alone = all(_of_card(one) for one, _ in parts_of(condition))
    return Drawn(people, 0 if alone else possible, fulfil)


async def some(
    session: AsyncSession,
    tenant_id: TenantId,
    condition: Condition,
    asked: Asked,
    *,
    limit: int,
    draw: Draw | None = None,
) -> list[Contact]:
    """Any few of those who fulfil it; with a draw only among these."""
    question = _Question(tenant_id, asked)
    if draw is not None:
        question.draw(condition, draw)
    return await _contacts(session, tenant_id, question.members(condition).limit(limit))


async def page(
    session: AsyncSession,
    tenant_id: TenantId,
    condition: Condition,
    asked: Asked,
    *,
    after: UUID | None,
    limit: int,
) -> list[Contact]:
    """Those who fulfil it, by id."""
    everybody = members(tenant_id, condition, asked, Span(after)).subquery()
    found = select(everybody.c.id).order_by(everybody.c.id).limit(limit)
    return await _contacts(session, tenant_id, found)


def people_in(tenant_id: TenantId, condition: Condition, asked: Asked) -> Select[UUID]:
    """The ids of those who fulfil it, under the name others select people by."""
    found = members(tenant_id, condition, asked).subquery()
    return select(found.c.id.label("contact_id"))


async def end_of_span(work: Work, after: UUID | None, size: int) -> UUID | None:
    """The id of the ``size``-th contact after one; none where there are not so many."""
    statement = select(ContactRow.id).where(*_shown(work.tenant_id))
    if after is not None:
        statement = statement.where(ContactRow.id > after)
    nth = statement.order_by(ContactRow.id).offset(size - 1).limit(1)
    return (await work.session.execute(nth)).scalar()


async def freeze(
    work: Work, list_id: UUID, condition: Condition, asked: Asked, span: Span = ALL
) -> int:
    """Put those who fulfil it into a list; gives how many were new."""
    found = members(work.tenant_id, condition, asked, span).subquery()
    rows = select(literal(work.tenant_id), literal(list_id), found.c.id)
    frozen = (
        upsert(ListMemberRow)
        .from_select(["tenant_id", "list_id", "contact_id"], rows)
        .on_conflict_do_nothing()
        .returning(ListMemberRow.contact_id)
        .cte("frozen")
    )
    statement = select(func.count()).select_from(frozen)
    return (await work.session.execute(statement)).scalar_one()


def _shown(tenant_id: TenantId) -> tuple[True_, ...]:
    return (
        ContactRow.tenant_id == tenant_id,
        ContactRow.merged_into.is_(None),
        ContactRow.erased_at.is_(None),
    )


async def _contacts(
    session: AsyncSession, tenant_id: TenantId, found: Select[UUID]
) -> list[Contact]:
    """Their cards: without loops these few would be joined to everybody's."""
    ids = (await session.execute(found.prefix_with("/* segment */"))).scalars()
    return await _cards(session, tenant_id, list(ids))


async def _cards(session: AsyncSession, tenant_id: TenantId, ids: Sequence[UUID]) -> list[Contact]:
    statement = (
        select(ContactRow)
        .where(ContactRow.tenant_id == tenant_id, ContactRow.id.in_(ids))
        .order_by(ContactRow.id)
    )
    return [contact_of(row) for row in (await session.execute(statement)).scalars()]


class _Question:
    """One condition on its way to a statement."""

    def __init__(self, tenant_id: TenantId, asked: Asked, span: Span = ALL) -> None:
        self._tenant = tenant_id
        self._asked = asked
        self._span = span
        self._scope: CTE | None = None
        self._family: CTE | None = None
        self._joined: list[Subquery] = []

    def draw(self, condition: Condition, draw: Draw) -> tuple[CTE, CTE]:
        """Ask from here on only about those drawn of whom what their card must say is true; gives
        those drawn, and these.
        """
        needed = [self._of(one) for one in _needed_of_card(condition)]
        drawn = (
            select(ContactRow.id, and_(true(), *needed).label("possible"))
            .where(
                *_shown(self._tenant),
                func.uuid_hash(ContactRow.id).between(draw.first, draw.last),
            )
            .cte("drawn")
        )
        scope = select(drawn.c.id).where(drawn.c.possible).cte("scope")
        self._among(scope)
        return drawn, scope

    def _among(self, scope: CTE) -> None:
        """Ask about these alone: each is looked up, with those who were merged into them."""
        merged = aliased(ContactRow)
        among = merged.survivor_id.in_(select(scope.c.id))
        aliases = select(merged.id, merged.survivor_id).where(
            *_is_merged(merged, self._tenant), among
        )
        themselves = select(scope.c.id, scope.c.id.label("root"))
        self._scope, self._family = scope, union_all(themselves, aliases).cte("family")

    def members(self, condition: Condition) -> Select[UUID]:
        """The ids of those who fulfil it."""
        parts = self.parts(condition)
        return parts[0] if len(parts) == 1 else select(union_all(*parts).subquery("members").c.id)

    def parts(self, condition: Condition) -> list[Select[UUID]]:
        """The same in parts. What is told of people is held against cards as it was told, all at
        once; those into whom somebody was merged are few, and are looked up.
        """
        if self._scope is not None or all(_of_card(one) for one, _ in parts_of(condition)):
            return [self._found(condition)]
        merged = aliased(ContactRow)
        roots = select(merged.survivor_id.label("id")).where(*_is_merged(merged, self._tenant))
        together = _Question(self._tenant, self._asked, self._span)
        together._among(roots.distinct().cte("roots"))
        return [self._alone(condition, roots), together._found(condition)]

    def _alone(self, condition: Condition, roots: Select[Any]) -> Select[UUID]:
        """Those into whom nobody was merged."""
        only = _only(condition)
        if only is None:
            return self._found(condition).where(ContactRow.id.not_in(roots))
        if isinstance(only, Happened):
            found = self._counted_of(only).subquery()
            fulfilled = [_compared(found, only)]
        else:
            found = _each_once(only, self._told(only)).subquery()
            fulfilled = self._spanned(found.c.contact_id)
        who = found.c.contact_id
        hidden = select(_HIDDEN.id).where(_HIDDEN.tenant_id == self._tenant, _is_hidden(_HIDDEN))
        return select(who.label("id")).where(*fulfilled, who.not_in(roots), who.not_in(hidden))

    def few(self, condition: Condition) -> tuple[Select[Any], Select[UUID]] | None:
        """Where events lead to people of whom only the card is asked besides: these events, and
        those alone who fulfil it, each card looked up.
        """
        leading = _leading(condition)
        if leading is None or self._scope is not None:
            return None
        event, merged = aliased(OccurrenceRow), aliased(ContactRow)
        events = select(event.contact_id).where(*self._asked_of(event, leading)[1])
        roots = select(merged.survivor_id).where(*_is_merged(merged, self._tenant))
        told = self._counted_of(leading).subquery("told")
        who = told.c.contact_id
        rest = and_(*(self._of(one) for one in _all_of(condition) if one is not leading))
        unknown = case((rest, True), else_=False)  # else it believes in one, and begins with cards
        people = select(ContactRow.id).select_from(told).join(ContactRow, ContactRow.id == who)
        return events, people.where(
            *_shown(self._tenant), _compared(told, leading), who.not_in(roots), unknown
        )

    def _found(self, condition: Condition) -> Select[UUID]:
        fulfilled = self._needed(condition)
        tables: Any = ContactRow.__table__
        for one in self._joined:
            tables = tables.outerjoin(one, one.c.contact_id == ContactRow.id)
        statement = (
            select(ContactRow.id)
            .select_from(tables)
            .where(*_shown(self._tenant), *self._spanned(ContactRow.id), fulfilled)
        )
        if self._scope is not None:
            statement = statement.where(ContactRow.id.in_(select(self._scope.c.id)))
        return statement

    def _spanned(self, contact_id: Any) -> list[True_]:
        found: list[True_] = []
        if self._span.after is not None:
            found.append(contact_id > self._span.after)
        if self._span.until is not None:
            found.append(contact_id <= self._span.until)
        return found

    def _needed(self, condition: Condition) -> True_:
        """What nobody is in without: whom others tell of need not be told apart for it."""
        match condition:
            case All():
                return and_(true(), *(self._needed(one) for one in condition.of))
            case Listed() | Reachable() | Consented() | Fact():
                return ContactRow.id.in_(self._rooted(self._told(condition)))
            case _:
                return self._of(condition)

    def _of(self, condition: Condition) -> True_:
        match condition:
            case All():
                return and_(true(), *(self._of(one) for one in condition.of))
            case AnyOf():
                return or_(false(), *(self._of(one) for one in condition.of))
            case Not():
                return self._of(condition.of).is_not(true())
            case Happened():
                return self._happened(condition)
            case Listed() | Reachable() | Consented() | Fact():
                among = self._rooted(self._told(condition)).distinct()
                return self._join(among).c.contact_id.is_not(None)
            case _:
                return self._on_card(condition)

    def _on_card(
        self, condition: AttributeIs | Age | SexIs | Place | Tagged | Speaks | Seen
    ) -> True_:
        match condition:
            case AttributeIs():
                return self._attribute(condition)
            case Age():
                return self._age(condition)
            case Place():
                return self._place(condition)
            case SexIs():
                return cast(True_, self._meant("sex").astext.in_(condition.one_of))
            case Speaks():
                return ContactRow.language.in_(condition.one_of)
            case _:
                return self._marked(condition)

    def _marked(self, condition: Tagged | Seen) -> True_:
        if isinstance(condition, Tagged):
            tags: Any = ContactRow.tags
            wanted = list(condition.tags)
            held = tags.contains(wanted) if condition.every else tags.overlap(wanted)
            return cast(True_, held)
        spoke = condition.what == "spoke"
        column = ContactRow.last_seen_at if spoke else ContactRow.created_at
        return and_(true(), *self._within(column, self._bounds(condition.window)))

    def _told(self, condition: Listed | Reachable | Consented | Fact) -> Select[UUID]:
        """Of whom something that does not stand on the card is true."""
        match condition:
            case Listed():
                row = aliased(ListMemberRow)
                return select(row.contact_id).where(
                    row.tenant_id == self._tenant, row.list_id == condition.list_id
                )
            case Reachable():
                known = aliased(ContactIdentityRow)
                return select(known.contact_id).where(
                    known.tenant_id == self._tenant, known.kind.in_(condition.one_of)
                )
            case Consented():
                statement = consents.people_who(
                    self._tenant, condition.purpose, condition.medium, condition.decision
                )
                return cast("Select[UUID]", statement)
            case Fact():
                source = self._asked.sources[condition.source]
                bounds = self._bounds(condition.window)
                statement = source.people(self._tenant, condition.fact, condition.value, bounds)
                return cast("Select[UUID]", statement)

    def _attribute(self, condition: AttributeIs) -> True_:
        value = _held(ContactRow.attributes, condition.key)
        match condition.of:
            case OneOf():
                return _one_of(value, condition.of.values)
            case InRange():
                return _in_range(value, condition.of)
            case Begins():
                return _begins(value, condition.of)
            case Known():
                return cast(True_, cast(Any, ContactRow.attributes).has_key(condition.key))
            case DateIn():
                first, last = days_of(condition.of.window, self._asked.now, self._asked.zone)
                return _between_days(value, first, last)
            case Anniversary():
                today = today_of(self._asked.now, self._asked.zone)
                days = anniversaries(condition.of.first, condition.of.last, today)
                return func.substr(value.astext, 6, 5).in_(days)

    def _meant(self, meaning: Meaning) -> Any:
        """The value of the attribute that means this."""
        return _held(ContactRow.attributes, self._asked.meanings[meaning])

    def _age(self, condition: Age) -> True_:
        today = today_of(self._asked.now, self._asked.zone)
        born = self._meant("birth_date")
        latest = earliest = None
        if condition.minimum is not None:
            latest = years_before(today, condition.minimum)
        if condition.maximum is not None:
            earliest = years_before(today, condition.maximum + 1) + timedelta(days=1)
        return _between_days(born, earliest, latest)

    def _place(self, condition: Place) -> True_:
        ways: list[True_] = []
        if condition.postcodes:
            ways.append(self._meant("postcode").astext.in_(condition.postcodes))
        if condition.communes:
            ways.append(self._meant("commune").astext.in_(condition.communes))
        if condition.zone:
            ways.append(self._zone(condition.zone))
        return or_(false(), *ways)

    def _zone(self, zone: Sequence[tuple[float, float]]) -> True_:
        inside = within(zone, self._asked.centres)
        by_postcode: True_ = false()
        if inside and "postcode" in self._asked.meanings:
            by_postcode = self._meant("postcode").astext.in_(inside)
        if not {"longitude", "latitude"} <= self._asked.meanings.keys():
            return by_postcode
        x, y = self._meant("longitude"), self._meant("latitude")
        outline = "(" + ",".join(f"({a!r},{b!r})" for a, b in zone) + ")"
        point: Any = func.point(as_type(x, Float), as_type(y, Float))
        held = as_type(literal(outline), _Polygon()).op("@>", is_comparison=True)(point)
        return case((and_(_is(x, "number"), _is(y, "number")), held), else_=by_postcode)

    def _bounds(self, window: Any) -> Bounds:
        return bounds_of(window, self._asked.now, self._asked.zone)

    def _within(self, column: Any, bounds: Bounds) -> list[True_]:
        first, after = bounds
        found: list[True_] = []
        if first is not None:
            found.append(column >= first)
        if after is not None:
            found.append(column < after)
        return found

    def _rooted(self, statement: Select[UUID]) -> Select[UUID]:
        """Whom these ids lead to."""
        told = statement.subquery()
        root, tables = self._root(told, told.c.contact_id)
        return select(root.label("contact_id")).select_from(tables)

    def _join(self, statement: SelectBase) -> Subquery:
        found = statement.subquery(f"f{len(self._joined) + 1}")
        self._joined.append(found)
        return found

    def _root(self, told: Any, contact_id: Any) -> tuple[ColumnElement[UUID], Any]:
        """Whom an id leads to, and the tables that say so."""
        if self._family is None:
            return contact_id, told
        return self._family.c.root, _joined(told, self._family, self._family.c.id == contact_id)

    def _happened(self, condition: Happened) -> True_:
        return _compared(self._join(self._counted_of(condition)), condition)

    def _counted_of(self, condition: Happened) -> Select[Any]:
        """What is measured of events, by person: as they lie, or of each one who is looked up."""
        if _against_last(condition):
            return self._of_roots(condition)
        if self._family is not None:
            return self._looked_up(condition, self._family)
        event = aliased(OccurrenceRow)
        figures, conditions = self._asked_of(event, condition)
        within = self._spanned(event.contact_id)
        return _counted(event.contact_id, figures).where(*conditions, *within)

    def _looked_up(self, condition: Happened, family: CTE) -> Select[Any]:
        """Each of these ids by itself, counted by whom it leads to."""
        event = aliased(OccurrenceRow)
        value = self._value(event, condition)
        _, conditions = self._asked_of(event, condition)
        told = (
            select((literal(1) if value is None else value).label("value"))
            .where(event.contact_id == family.c.id, *conditions)
            .offset(0)
            .lateral()
        )
        figures = [] if value is None else _figured(condition, told.c.value)
        return _counted(family.c.root, figures).select_from(family.join(told, true()))

    def _of_roots(self, condition: Happened) -> Select[Any]:
        """Where each event is held against another one of the same person."""
        event = aliased(OccurrenceRow)
        root, tables = self._root(event, event.contact_id)
        figures, conditions = self._asked_of(event, condition)
        for has in condition.where:
            if isinstance(has.of, SameAs) and has.of.last is not None:
                last = self._last(has.of.last)
                same = and_(last.c.contact_id == root, last.c.value == _json(event, has.property))
                tables = _joined(tables, last, same)
        return _counted(root, figures).select_from(tables).where(*conditions)

    def _asked_of(
        self, event: Any, condition: Happened
    ) -> tuple[list[ColumnElement[Any]], list[True_]]:
        """What is measured, and of which events, but for what they are held against."""
        value = self._value(event, condition)
        conditions = [
            event.tenant_id == self._tenant,
            event.type == condition.type,
            *self._within(event.at, self._bounds(condition.window)),
        ]
        conditions += [
            self._has(event, has)
            for has in condition.where
            if not (isinstance(has.of, SameAs) and has.of.last is not None)
        ]
        return [] if value is None else _figured(condition, value), conditions

    def _value(self, event: Any, condition: Happened) -> ColumnElement[Any] | None:
        """What is measured; none where it is enough that there is one."""
        name = condition.measure.property
        if name is not None:
            return self._figure(event, name)
        return None if condition.bounds() == (1, None) else literal_column("1")

    def _figure(self, event: Any, name: str) -> ColumnElement[Any]:
        if name == "amount":
            return case((event.currency == self._asked.currency, event.amount))
        if name in _OWN_COLUMNS:
            return as_type(literal(None), Numeric)
        value = _held(event.properties, name)
        return case((_is(value, "number"), as_type(value, Numeric)))

    def _has(self, event: Any, has: Has) -> True_:
        of = has.of
        if isinstance(of, SameAs):
            assert of.parameter is not None
            of = OneOf(values=[self._asked.parameters[of.parameter]])
        if has.property == "amount":
            return and_(event.currency == self._asked.currency, _money(event.amount, of))
        if has.property in _OWN_COLUMNS:
            return _word(getattr(event, has.property), of)
        value = _held(event.properties, has.property)
        match of:
            case OneOf():
                return _one_of(value, of.values)
            case InRange():
                return _in_range(value, of)
            case Begins():
                return _begins(value, of)
            case Known():
                return cast(True_, event.properties.has_key(has.property))

    def _last(self, one: LastEvent) -> Subquery:
        """The property of each person's last event that has it."""
        event = aliased(OccurrenceRow)
        root, tables = self._root(event, event.contact_id)
        value = _json(event, one.property)
        return (
            select(root.label("contact_id"), value.label("value"))
            .select_from(tables)
            .where(
                event.tenant_id == self._tenant,
                event.type == one.type,
                *self._within(event.at, self._bounds(one.window)),
                value.is_not(None),
            )
            .ext(distinct_on(root))
            .order_by(root, event.at.desc(), event.id.desc())
            .subquery()
        )


def _of_card(condition: Condition) -> bool:
    return not isinstance(condition, Happened | Listed | Reachable | Consented | Fact)


def _needed_of_card(condition: Condition) -> list[Condition]:
    """Without which nobody is in, and for which the card is enough."""
    if isinstance(condition, All):
        return [each for one in condition.of for each in _needed_of_card(one)]
    return [condition] if all(_of_card(one) for one, _ in parts_of(condition)) else []


def _all_of(condition: Condition) -> list[Condition]:
    """What must all be true."""
    if isinstance(condition, All):
        return [each for one in condition.of for each in _all_of(one)]
    return [condition]


def _only(condition: Condition) -> Happened | Listed | Reachable | None:
    """What nobody is in without, where nothing else is asked."""
    parts = _all_of(condition)
    only = parts[0] if len(parts) == 1 else None
    if isinstance(only, Happened):
        return only if _takes_some(only) else None
    return only if isinstance(only, Listed | Reachable) else None


def _each_once(only: Listed | Reachable, told: Select[UUID]) -> Select[UUID]:
    """A list has each person once, but one person may have several numbers: in the order of an
    index these need no hash of everybody.
    """
    if isinstance(only, Listed):
        return told
    return told.distinct().order_by(told.selected_columns.contact_id)


def _leading(condition: Condition) -> Happened | None:
    """The events without which nobody is in, where besides only the card is asked."""
    told = [one for one in _all_of(condition) if not all(_of_card(it) for it, _ in parts_of(one))]
    if len(told) != 1 or told == _all_of(condition):
        return None
    one = told[0]
    if isinstance(one, Happened) and _takes_some(one) and not _against_last(one):
        return one
    return None


def _takes_some(condition: Happened) -> bool:
    """Whether who has no such event is out."""
    if condition.measure.figure not in ("count", "sum"):
        return True
    minimum = condition.bounds()[0]
    return minimum is not None and minimum > 0


def _against_last(condition: Happened) -> bool:
    return any(isinstance(has.of, SameAs) and has.of.last for has in condition.where)


def _joined(left: Any, right: Any, condition: True_) -> Any:
    return join(left, right, condition)


def _is_merged(row: Any, tenant_id: TenantId) -> tuple[True_, ...]:
    return row.tenant_id == tenant_id, row.survivor_id.is_not(None)


_HIDDEN: Final = aliased(ContactRow)


def _is_hidden(row: Any) -> True_:
    return or_(row.merged_into.is_not(None), row.erased_at.is_not(None))


def _counted(who: Any, figures: Sequence[ColumnElement[Any]]) -> Select[Any]:
    """One row for each person."""
    return select(who.label("contact_id"), *figures).group_by(who)


def _figured(condition: Happened, value: ColumnElement[Any]) -> list[ColumnElement[Any]]:
    """Amounts are whole: sums of floating point are exact up to 2^53, and a third cheaper than
    those of long numbers. Averages are compared by sum and count.
    """
    figure, money = condition.measure.figure, condition.measure.property == "amount"
    if money and figure in ("sum", "average"):
        total: ColumnElement[Any] = func.sum(as_type(value, Double))
        if figure == "sum":
            return [func.coalesce(total, as_type(literal(0), Double)).label("figure")]
        return [total.label("figure"), func.count(value).label("times")]
    figures: dict[str, Callable[[], ColumnElement[Any]]] = {
        "count": lambda: func.count(value),
        "sum": lambda: func.coalesce(func.sum(value), 0),
        "average": lambda: func.avg(value),
        "minimum": lambda: func.min(value),
        "maximum": lambda: func.max(value),
    }
    return [figures[figure]().label("figure")]


def _compared(found: Subquery, condition: Happened) -> True_:
    minimum, maximum = condition.bounds()
    there = found.c.contact_id.is_not(None)
    if "figure" not in found.c or (minimum, maximum) == (None, None):
        figured = "figure" in found.c and condition.measure.figure not in ("count", "sum")
        return and_(there, found.c.figure.is_not(None)) if figured else there
    figure: Any = found.c.figure
    if condition.measure.figure in ("count", "sum"):
        needed = [there] if _takes_some(condition) else []
        figure = func.coalesce(figure, 0)
    else:
        needed = [there]
    least, most = _limits(found, condition)
    if minimum is not None:
        needed.append(figure >= least(_number(minimum)))
    if maximum is not None:
        needed.append(figure <= most(_number(maximum)))
    return and_(*needed)


Limit = Callable[[ColumnElement[Decimal]], ColumnElement[Any]]


def _limits(found: Subquery, condition: Happened) -> tuple[Limit, Limit]:
    """What a bound is for the figure: of sums of amounts the next whole one."""
    figure, money = condition.measure.figure, condition.measure.property == "amount"
    if not money or figure not in ("sum", "average"):
        return (lambda bound: bound), (lambda bound: bound)
    times: Any = found.c.times if figure == "average" else 1
    return (
        lambda bound: as_type(func.ceil(bound * times), Double),
        lambda bound: as_type(func.floor(bound * times), Double),
    )


def _number(value: float) -> ColumnElement[Decimal]:
    return literal(Decimal(str(value)), Numeric())


def _held(values: Any, key: str) -> Any:
    """What stands under a key. Written as a subscript, which is SQLAlchemy's way, it takes a sixth
    longer of each card.
    """
    return values.op("->", return_type=JSONB())(literal(key, Text()))


def _is(value: Any, kind: str) -> True_:
    return func.jsonb_typeof(value) == kind


def _one_of(value: Any, wanted: Iterable[Scalar]) -> True_:
    return or_(false(), *(value == literal(one, JSONB()) for one in wanted))


def _in_range(value: Any, wanted: InRange) -> True_:
    """What is no number is found out of those in range: it is asked of fewer."""
    found: list[True_] = []
    if wanted.minimum is not None:
        found.append(value >= literal(wanted.minimum, JSONB()))
    if wanted.maximum is not None:
        found.append(value <= literal(wanted.maximum, JSONB()))
    return and_(*found, _is(value, "number"))


def _begins(value: Any, wanted: Begins) -> True_:
    return and_(_is(value, "string"), func.starts_with(value.astext, wanted.beginning))


def _between_days(value: Any, first: date | None, last: date | None) -> True_:
    found = [_is(value, "string")]
    day = value.astext.collate("C")
    if first is not None:
        found.append(day >= first.isoformat())
    if last is not None:
        found.append(day <= last.isoformat())
    return and_(*found)


def _word(column: InstrumentedAttribute[str], of: OneOf | InRange | Begins | Known) -> True_:
    match of:
        case OneOf():
            return column.in_([one for one in of.values if isinstance(one, str)])
        case InRange():
            return false()
        case Begins():
            return func.starts_with(column, of.beginning)
        case Known():
            return column.is_not(None)


def _money(column: Any, of: OneOf | InRange | Begins | Known) -> True_:
    match of:
        case OneOf():
            numbers = [
                one
                for one in of.values
                if isinstance(one, int | float) and not isinstance(one, bool)
            ]
            return or_(false(), *(column == _number(one) for one in numbers))
        case InRange():
            found: list[True_] = [column.is_not(None)]
            if of.minimum is not None:
                found.append(column >= _number(of.minimum))
            if of.maximum is not None:
                found.append(column <= _number(of.maximum))
            return and_(*found)
        case Begins():
            return false()
        case Known():
            return cast(True_, column.is_not(None))


def _json(event: Any, name: str) -> Any:
    """A property as JSON, to be compared with another."""
    if name == "amount" or name in _OWN_COLUMNS:
        return func.to_jsonb(getattr(event, name))
    return _held(event.properties, name)


async def segments(work: Work, before: UUID | None, limit: int) -> list[Segment]:
    """Those in use, the newest first."""
    statement = select(SegmentRow).where(
        SegmentRow.tenant_id == work.tenant_id, SegmentRow.removed_at.is_(None)
    )
    if before is not None:
        statement = statement.where(SegmentRow.id < before)
    rows = await work.session.execute(statement.order_by(SegmentRow.id.desc()).limit(limit))
    return [_segment(row) for row in rows.scalars()]


async def segment(work: Work, segment_id: UUID, *, lock: bool = False) -> Segment | None:
    """One that is in use."""
    statement = (
        select(SegmentRow)
        .where(
            SegmentRow.tenant_id == work.tenant_id,
            SegmentRow.id == segment_id,
            SegmentRow.removed_at.is_(None),
        )
        .execution_options(populate_existing=True)
    )
    found = statement.with_for_update() if lock else statement
    row = (await work.session.execute(found)).scalar()
    return _segment(row) if row else None


async def add_segment(work: Work, one: Segment) -> None:
    """A new row."""
    values = {"tenant_id": work.tenant_id, "id": one.id, **_segment_values(one)}
    await work.session.execute(insert(SegmentRow).values(values))


async def write_segment(work: Work, one: Segment) -> None:
    """Store a changed one, which the caller holds locked."""
    statement = (
        update(SegmentRow)
        .where(SegmentRow.tenant_id == work.tenant_id, SegmentRow.id == one.id)
        .values(**_segment_values(one))
        .execution_options(synchronize_session=False)
    )
    await work.session.execute(statement)


async def lists(work: Work, before: UUID | None, limit: int) -> list[StaticList]:
    """Those in use, the newest first."""
    statement = select(ListRow).where(
        ListRow.tenant_id == work.tenant_id, ListRow.removed_at.is_(None)
    )
    if before is not None:
        statement = statement.where(ListRow.id < before)
    rows = await work.session.execute(statement.order_by(ListRow.id.desc()).limit(limit))
    return [_list(row) for row in rows.scalars()]


async def static_list(work: Work, list_id: UUID, *, lock: bool = False) -> StaticList | None:
    """One that is in use."""
    statement = (
        select(ListRow)
        .where(
            ListRow.tenant_id == work.tenant_id,
            ListRow.id == list_id,
            ListRow.removed_at.is_(None),
        )
        .execution_options(populate_existing=True)
    )
    found = statement.with_for_update() if lock else statement
    row = (await work.session.execute(found)).scalar()
    return _list(row) if row else None


async def unfinished(work: Work, list_ids: Sequence[UUID]) -> bool:
    """Whether one of these lists is not whole yet."""
    statement = (
        select(ListRow.id)
        .where(
            ListRow.tenant_id == work.tenant_id,
            ListRow.id.in_(list_ids),
            ListRow.filling.is_not(None),
        )
        .limit(1)
    )
    return (await work.session.execute(statement)).first() is not None


async def add_list(work: Work, one: StaticList) -> None:
    """A new row."""
    values = {"tenant_id": work.tenant_id, "id": one.id, **_list_values(one)}
    await work.session.execute(insert(ListRow).values(values))


async def write_list(work: Work, one: StaticList) -> None:
    """Store a changed one, which the caller holds locked."""
    statement = (
        update(ListRow)
        .where(ListRow.tenant_id == work.tenant_id, ListRow.id == one.id)
        .values(**_list_values(one))
        .execution_options(synchronize_session=False)
    )
    await work.session.execute(statement)


_ADD_MEMBERS = Prepared(
    text("""
INSERT INTO contact_list_member (tenant_id, list_id, contact_id)
SELECT :tenant_id, :list_id, p.id FROM unnest(CAST(:people AS uuid[])) AS p (id)
ON CONFLICT DO NOTHING
""").bindparams(bindparam("tenant_id", type_=Uuid()), bindparam("list_id", type_=Uuid()))
)


async def add_members(work: Work, list_id: UUID, people: Sequence[UUID]) -> None:
    """These stand in it too."""
    if people:
        values = {"tenant_id": work.tenant_id, "list_id": list_id, "people": sorted(set(people))}
        await send(work.session, _ADD_MEMBERS, values)


async def remove_members(work: Work, list_id: UUID, people: Sequence[UUID]) -> None:
    """These stand in it no longer."""
    statement = (
        delete(ListMemberRow)
        .where(
            ListMemberRow.tenant_id == work.tenant_id,
            ListMemberRow.list_id == list_id,
            ListMemberRow.contact_id.in_(people),
        )
        .execution_options(synchronize_session=False)
    )
    await work.session.execute(statement)


async def forget_members(work: Work, people: Sequence[UUID]) -> None:
    """These stand in no list."""
    statement = (
        delete(ListMemberRow)
        .where(ListMemberRow.tenant_id == work.tenant_id, ListMemberRow.contact_id.in_(people))
        .execution_options(synchronize_session=False)
    )
    await work.session.execute(statement)


def _segment_values(one: Segment) -> dict[str, Any]:
    return {
        "version": one.version,
        "name": one.name,
        "language": VERSION,
        "condition": one.condition.model_dump(mode="json"),
        "created_at": one.created_at,
        "changed_at": one.changed_at,
        "removed_at": one.removed_at,
    }


def _segment(row: SegmentRow) -> Segment:
    condition = stored(row.condition)
    return Segment(
        row.id, row.version, row.name, condition, row.created_at, row.changed_at, row.removed_at
    )


def _list_values(one: StaticList) -> dict[str, Any]:
    return {
        "version": one.version,
        "name": one.name,
        "created_at": one.created_at,
        "removed_at": one.removed_at,
        "filling": None if one.filling is None else _filling_values(one.filling),
    }


def _list(row: ListRow) -> StaticList:
    filling = None if row.filling is None else _filling(row.filling)
    return StaticList(row.id, row.version, row.name, row.created_at, row.removed_at, filling)


def _filling_values(one: Filling) -> dict[str, Any]:
    return {
        "condition": one.condition.model_dump(mode="json"),
        "parameters": dict(one.parameters),
        "at": one.at.isoformat(),
        "contacts": one.contacts,
        "looked_at": one.looked_at,
        "people": one.people,
        "after": None if one.after is None else str(one.after),
        "stopped": one.stopped,
        "size": one.size,
    }


def _filling(held: Mapping[str, Any]) -> Filling:
    return Filling(
        stored(held["condition"]),
        held["parameters"],
        datetime.fromisoformat(held["at"]),
        held["contacts"],
        held["looked_at"],
        held["people"],
        None if held["after"] is None else UUID(held["after"]),
        held["stopped"],
        held.get("size", AT_ONCE),
    )
