"""Statements over interactions and messages."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, cast
from uuid import UUID

import msgspec
from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Row,
    Select,
    Table,
    Text,
    Uuid,
    and_,
    any_,
    bindparam,
    case,
    delete,
    func,
    insert,
    or_,
    select,
    text,
    tuple_,
    update,
)
from sqlalchemy import cast as as_type
from sqlalchemy.ext.asyncio import AsyncSession

from guichet.gateway.context import Context
from guichet.gateway.types import Identity, Medium, Since
from guichet.interactions import rows
from guichet.interactions.contexts import context_json, context_of
from guichet.interactions.models import (
    ContextRow,
    GuestRow,
    InteractionRow,
    MergeRow,
    MessageRow,
    TagRow,
)
from guichet.interactions.states import HELD_BY_AGENT, OWNED, UNASSIGNED, State
from guichet.interactions.types import Agent, FactName, Interaction, Merge, Message, Way
from guichet.kit.db.many import inserting, send_many
from guichet.kit.db.pipeline import Prepared, send
from guichet.kit.ids import TenantId, lowest_id_at
from guichet.kit.work import Work

LATEST_CONVERSATIONS = 5
"""How far back a returning person is shown what was said."""
UNDELIVERED = ("queued", "sent", "failed")
"""How far words to a person have come who may not have them."""
LATEST_MESSAGES = 100
MOST_IN_INBOX = 1_000
_OVER = (State.WRAP_UP, State.CLOSED)
_LOW, _HIGH = 2, 4
"""Stars of who is unhappy at most, of who is happy at least."""
_APART = timedelta(hours=1)
"""How far an id may be from the instant its row says, at the very most."""


@dataclass(frozen=True, slots=True)
class Filter:
    """Which interactions a list shows; what is none does not matter."""

    state: State | None = None
    agent_id: UUID | None = None
    contact_id: UUID | None = None
    queue_id: UUID | None = None
    tag: str | None = None
    contact_ids: Sequence[UUID] | None = None
    """One of these contacts'."""


_ONE = select(*InteractionRow.__table__.columns).where(
    InteractionRow.tenant_id == bindparam("tenant", type_=Uuid()),
    InteractionRow.id == bindparam("id", type_=Uuid()),
)
_GET, _LOCK = Prepared(_ONE), Prepared(_ONE.with_for_update())


async def add_all(work: Work, several: Sequence[Interaction]) -> None:
    """New rows, with their tags."""
    values = [rows.interaction(one) for one in several]
    await send_many(work.session, _ADD_ALL, work.tenant_id, values)
    tags = [{"tag": tag, "interaction_id": one.id} for one in several for tag in one.tags]
    if tags:
        await send_many(work.session, _ADD_TAGS, work.tenant_id, tags)


_ADD_ALL = Prepared(
    inserting(
        InteractionRow,
        [one.name for one in InteractionRow.__table__.columns if one.name != "tenant_id"],
    )
)
_ADD_TAGS = Prepared(inserting(TagRow, ("tag", "interaction_id")))
_ADD_CONTEXTS = Prepared(inserting(ContextRow, ("interaction_id", "version", "context")))


async def get(work: Work, interaction_id: UUID) -> Interaction | None:
    """One."""
    return await _by_id(work, _GET, interaction_id)


async def lock(work: Work, interaction_id: UUID) -> Interaction | None:
    """One, for change: whoever else wants to change it waits."""
    return await _by_id(work, _LOCK, interaction_id)


async def _by_id(work: Work, statement: Prepared, interaction_id: UUID) -> Interaction | None:
    found = await send(work.session, statement, {"tenant": work.tenant_id, "id": interaction_id})
    return next(map(_of, await found.rows()), None)


def _of(row: Row[Any]) -> Interaction:
    """From columns by the names of the mapper's, whose objects would cost more than the rest."""
    return rows.to_interaction(cast(InteractionRow, row))


async def lock_open(
    work: Work, people: Collection[UUID], entry_point_id: UUID, media: Collection[Medium]
) -> Interaction | None:
    """The newest open one of a person at an entry point, of one of these media, for change."""
    statement = (
        select(InteractionRow)
        .where(
            InteractionRow.tenant_id == work.tenant_id,
            InteractionRow.contact_id.in_(people),
            InteractionRow.entry_point_id == entry_point_id,
            InteractionRow.state != State.CLOSED.value,
            InteractionRow.medium.in_([medium.value for medium in media]),
        )
        .order_by(InteractionRow.id.desc())
        .limit(1)
        .with_for_update()
    )
    return await _one(work, statement)


_LOCK_FREE = Prepared(
    select(*InteractionRow.__table__.columns)
    .where(
        InteractionRow.tenant_id == bindparam("tenant_id", type_=Uuid()),
        InteractionRow.id == any_(bindparam("ids", type_=ARRAY(Uuid()))),
    )
    .with_for_update(key_share=True, skip_locked=True)
)


async def lock_free(work: Work, ids: Collection[UUID]) -> list[Interaction]:
    """Those of these that nobody else is changing, for change, in no order. Waits for nobody."""
    values = {"tenant_id": work.tenant_id, "ids": list(ids)}
    found = await send(work.session, _LOCK_FREE, values)
    return [_of(row) for row in await found.rows()]


_WRITE_SPOKEN = Prepared(
    text("""
UPDATE interaction i SET
    version = n.version, preview_from = n.preview_from, preview_text = n.preview_text,
    preview_at = n.preview_at, unanswered = n.unanswered, message_count = n.message_count,
    last_message_at = n.last_message_at
FROM jsonb_to_recordset(CAST(:rows AS jsonb)) AS n (
    id uuid, version int, preview_from text, preview_text text, preview_at timestamptz,
    unanswered int, message_count int, last_message_at timestamptz
)
WHERE i.tenant_id = :tenant_id AND i.id = n.id
""").bindparams(bindparam("tenant_id", type_=Uuid()))
)


async def write_spoken(work: Work, spoken: Sequence[Interaction]) -> None:
    """Store what words of a person change of these, which the caller holds locked."""
    values = [rows.spoken(one) for one in spoken]
    given = {"tenant_id": work.tenant_id, "rows": _json(values)}
    await send(work.session, _WRITE_SPOKEN, given)


async def write(work: Work, before: Interaction, changed: Interaction) -> None:
    """Store what changed of one, which the caller holds locked."""
    values = rows.changed(before, changed)
    given = {"tenant": work.tenant_id, "one": changed.id, **rows.as_sent(values)}
    await send(work.session, _writing(tuple(sorted(values))), given)


@lru_cache(maxsize=256)
def _writing(names: Sequence[str]) -> Prepared:
    """Each kind of move changes columns of its own."""
    table: Table = cast(Table, InteractionRow.__table__)
    return Prepared(
        update(table)
        .where(
            table.c.tenant_id == bindparam("tenant", type_=Uuid()),
            table.c.id == bindparam("one", type_=Uuid()),
        )
        .values({name: bindparam(name, type_=table.c[name].type) for name in names})
    )


async def page(
    work: Work, wanted: Filter, before: UUID | None, limit: int
) -> Sequence[Interaction]:
    """The newest first, older than ``before``."""
    statement = select(InteractionRow).where(InteractionRow.tenant_id == work.tenant_id)
    if wanted.state is not None:
        statement = statement.where(InteractionRow.state == wanted.state.value)
    if wanted.agent_id is not None:
        statement = statement.where(InteractionRow.agent_id == wanted.agent_id)
    if wanted.contact_id is not None:
        statement = statement.where(InteractionRow.contact_id == wanted.contact_id)
    if wanted.queue_id is not None:
        statement = statement.where(InteractionRow.queue_id == wanted.queue_id)
    if wanted.contact_ids is not None:
        statement = statement.where(InteractionRow.contact_id.in_(wanted.contact_ids))
    if wanted.tag is not None:
        statement = statement.where(InteractionRow.id.in_(_tagged(work, wanted.tag)))
    if before is not None:
        statement = statement.where(InteractionRow.id < before)
    found = await work.session.execute(statement.order_by(InteractionRow.id.desc()).limit(limit))
    return [rows.to_interaction(row) for row in found.scalars()]


async def inbox(
    session: AsyncSession,
    tenant_id: TenantId,
    agent_id: UUID,
    queues: Sequence[UUID] | None = None,
) -> list[Interaction]:
    """What concerns the agent alone, and the oldest thousand of what waits in ``queues`` (none:
    anywhere) or in no queue; by id.
    """
    found: dict[UUID, InteractionRow] = {}
    for concerned in _concerning(tenant_id, agent_id, queues):
        statement = select(InteractionRow).where(InteractionRow.tenant_id == tenant_id, concerned)
        oldest = statement.order_by(InteractionRow.id).limit(MOST_IN_INBOX)
        found |= {row.id: row for row in (await session.execute(oldest)).scalars()}
    return [rows.to_interaction(found[one]) for one in sorted(found)]


def _concerning(
    tenant_id: TenantId, agent_id: UUID, queues: Sequence[UUID] | None
) -> Iterator[ColumnElement[bool]]:
    """One condition for each way to concern an agent; each has its index."""
    one = InteractionRow
    owned, unassigned = _among(OWNED), _among(UNASSIGNED)
    yield and_(one.agent_id == agent_id, owned)
    yield and_(one.offer_agent_id == agent_id, unassigned)
    yield and_(one.preferred_agent_id == agent_id, unassigned)
    guests = select(GuestRow.interaction_id).where(
        GuestRow.tenant_id == tenant_id, GuestRow.agent_id == agent_id
    )
    yield and_(one.id.in_(guests), owned)
    if queues is None:
        yield unassigned
        return
    yield and_(one.queue_id.is_(None), unassigned)
    if queues:
        yield and_(one.queue_id.in_(queues), unassigned)


def _among(states: Collection[State]) -> ColumnElement[bool]:
    return InteractionRow.state.in_(sorted(state.value for state in states))


async def of_contacts(
    work: Work, contact_ids: Sequence[UUID], before: UUID | None, limit: int
) -> list[Interaction]:
    """Those of these contacts, the newest first, older than ``before``."""
    statement = select(InteractionRow).where(
        InteractionRow.tenant_id == work.tenant_id, InteractionRow.contact_id.in_(contact_ids)
    )
    if before is not None:
        statement = statement.where(InteractionRow.id < before)
    found = await work.session.execute(statement.order_by(InteractionRow.id.desc()).limit(limit))
    return [rows.to_interaction(row) for row in found.scalars()]


def people_of_whom(
    tenant_id: TenantId,
    fact: FactName,
    value: str | None,
    bounds: tuple[datetime | None, datetime | None],
) -> Select[UUID]:
    """A statement for whoever selects people by their requests: the contacts with one, begun within
    ``bounds``, of which ``fact`` is true.
    """
    row = InteractionRow
    about = or_(row.subject == value, row.subject_name == value)
    stars = row.rating_stars
    meant: Mapping[FactName, list[ColumnElement[bool]]] = {
        "open": [row.state.not_in(_OVER), *([] if value is None else [about])],
        "asked": [],
        "medium": [row.medium == value],
        "topic": [about],
        "rated": [stars.is_not(None) if value is None else as_type(stars, Text) == value],
        "rated_low": [stars <= _LOW],
        "rated_high": [stars >= _HIGH],
    }
    first, after = bounds
    conditions = [row.tenant_id == tenant_id, *meant[fact]]
    if first is not None:  # ids are of when the row was made: they have an index
        conditions += [row.created_at >= first, row.id >= lowest_id_at(first - _APART)]
    if after is not None:
        conditions += [row.created_at < after, row.id < lowest_id_at(after + _APART)]
    return select(row.contact_id).where(*conditions)


async def ids_of_contacts(work: Work, contact_ids: Sequence[UUID]) -> list[UUID]:
    """All of these contacts, the oldest first."""
    statement = select(InteractionRow.id).where(
        InteractionRow.tenant_id == work.tenant_id, InteractionRow.contact_id.in_(contact_ids)
    )
    return list((await work.session.execute(statement.order_by(InteractionRow.id))).scalars())


async def first_words(work: Work, interaction_ids: Sequence[UUID]) -> Mapping[UUID, str]:
    """What each began with, where it began with words."""
    row = MessageRow
    statement = select(row.interaction_id, row.text).where(
        row.tenant_id == work.tenant_id,
        row.interaction_id.in_(interaction_ids),
        row.seq == 1,
        row.text.is_not(None),
    )
    found = await work.session.execute(statement)
    return {interaction_id: words or "" for interaction_id, words in found}


async def read_open(session: AsyncSession, tenant_id: TenantId) -> list[Interaction]:
    """All that wait, are offered or in somebody's hands, in no order."""
    statement = select(InteractionRow).where(
        InteractionRow.tenant_id == tenant_id, _among(UNASSIGNED | HELD_BY_AGENT)
    )
    return [rows.to_interaction(row) for row in (await session.execute(statement)).scalars()]


async def read_ways(
    session: AsyncSession, tenant_id: TenantId, interaction_ids: Collection[UUID]
) -> Mapping[UUID, Way]:
    """How the persons of these are reached."""
    row = InteractionRow
    columns = (row.id, row.entry_point_id, row.channel, row.entry_point_title)
    statement = select(*columns, row.address_kind, row.address).where(
        row.tenant_id == tenant_id, row.id.in_(interaction_ids)
    )
    found = await session.execute(statement)
    return {
        one.id: Way(
            one.entry_point_id,
            one.channel,
            one.entry_point_title,
            Identity(one.address_kind, one.address),
        )
        for one in found
    }


async def read_latest_closed(
    session: AsyncSession, tenant_id: TenantId, limit: int
) -> list[Interaction]:
    """The ``limit`` that are over and began last, the newest first."""
    statement = (
        select(InteractionRow)
        .where(InteractionRow.tenant_id == tenant_id, InteractionRow.state == State.CLOSED)
        .order_by(InteractionRow.id.desc())
        .limit(limit)
    )
    return [rows.to_interaction(row) for row in (await session.execute(statement)).scalars()]


async def tenants_with_open(session: AsyncSession) -> list[TenantId]:
    """Every tenant for whom something waits, is offered or in somebody's hands. Across tenants."""
    tenants = select(InteractionRow.tenant_id).where(text("state <> 'closed'")).distinct()
    return [TenantId(one) for one in (await session.execute(tenants)).scalars()]


async def read(
    session: AsyncSession, tenant_id: TenantId, interaction_id: UUID
) -> Interaction | None:
    """One, in a session bound to its tenant."""
    statement = select(InteractionRow).where(
        InteractionRow.tenant_id == tenant_id, InteractionRow.id == interaction_id
    )
    row = (await session.execute(statement)).scalar()
    return rows.to_interaction(row) if row else None


async def read_latest(
    session: AsyncSession, tenant_id: TenantId, interaction_id: UUID, limit: int
) -> list[Message]:
    """The last ``limit`` messages of one, the newest first."""
    statement = (
        select(MessageRow)
        .where(MessageRow.tenant_id == tenant_id, MessageRow.interaction_id == interaction_id)
        .order_by(MessageRow.seq.desc())
        .limit(limit)
    )
    return [rows.to_message(row) for row in (await session.execute(statement)).scalars()]


_ADD_MESSAGES = Prepared(
    text("""
INSERT INTO message (
    tenant_id, id, interaction_id, seq, version, kind, author_kind, author_id, author_name, text,
    notice, client_id, created_at, delivery_state, delivery_at, failure, outbound_id, internal,
    mentions, files, quick
)
SELECT
    :tenant_id, id, interaction_id, seq, version, kind, author_kind, author_id, author_name, text,
    notice, client_id, created_at, delivery_state, delivery_at, failure, outbound_id, internal,
    mentions, files, quick
FROM jsonb_to_recordset(CAST(:rows AS jsonb)) AS n (
    id uuid, interaction_id uuid, seq int, version int, kind text, author_kind text,
    author_id uuid, author_name text, text text, notice jsonb, client_id text,
    created_at timestamptz, delivery_state text, delivery_at timestamptz, failure jsonb,
    outbound_id uuid, internal boolean, mentions jsonb, files jsonb, quick jsonb
)
""").bindparams(bindparam("tenant_id", type_=Uuid()))
)


async def add_messages(work: Work, several: Sequence[Message]) -> None:
    """New rows of timelines."""
    values = [rows.message(one) for one in several]
    given = {"tenant_id": work.tenant_id, "rows": _json(values)}
    await send(work.session, _ADD_MESSAGES, given)


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()


async def message(work: Work, message_id: UUID) -> Message | None:
    """One message."""
    statement = select(MessageRow).where(
        MessageRow.tenant_id == work.tenant_id, MessageRow.id == message_id
    )
    row = (await work.session.execute(statement)).scalar()
    return rows.to_message(row) if row else None


async def lock_message(work: Work, message_id: UUID) -> Message | None:
    """One message, for change."""
    statement = (
        select(MessageRow)
        .where(MessageRow.tenant_id == work.tenant_id, MessageRow.id == message_id)
        .with_for_update()
    )
    row = (await work.session.execute(statement)).scalar()
    return rows.to_message(row) if row else None


async def write_delivery(work: Work, changed: Message) -> None:
    """Store how far a message has come."""
    values = rows.message(changed)
    kept: Mapping[str, Any] = {
        name: values[name]
        for name in ("version", "delivery_state", "delivery_at", "failure", "parts")
    }
    statement = (
        update(MessageRow)
        .where(MessageRow.tenant_id == work.tenant_id, MessageRow.id == changed.id)
        .values(**kept)
    )
    await work.session.execute(statement)


async def messages(
    work: Work, interaction_id: UUID, before_seq: int | None, limit: int
) -> list[Message]:
    """Of one interaction, the newest first, older than ``before_seq``."""
    statement = select(MessageRow).where(
        MessageRow.tenant_id == work.tenant_id, MessageRow.interaction_id == interaction_id
    )
    if before_seq is not None:
        statement = statement.where(MessageRow.seq < before_seq)
    found = await work.session.execute(statement.order_by(MessageRow.seq.desc()).limit(limit))
    return [rows.to_message(row) for row in found.scalars()]


async def last_words_at(work: Work, interaction_id: UUID, author_id: UUID) -> datetime | None:
    """When somebody last wrote in one, among its last hundred messages."""
    newest = (
        select(MessageRow.author_id, MessageRow.created_at)
        .where(MessageRow.tenant_id == work.tenant_id, MessageRow.interaction_id == interaction_id)
        .order_by(MessageRow.seq.desc())
        .limit(LATEST_MESSAGES)
        .subquery()
    )
    statement = select(func.max(newest.c.created_at)).where(newest.c.author_id == author_id)
    found: datetime | None = (await work.session.execute(statement)).scalar()
    return found


async def latest_of(
    work: Work, people: Collection[UUID], entry_point_id: UUID
) -> list[Interaction]:
    """A person's latest conversations at an entry point, the newest first."""
    statement = (
        select(InteractionRow)
        .where(
            InteractionRow.tenant_id == work.tenant_id,
            InteractionRow.contact_id.in_(people),
            InteractionRow.entry_point_id == entry_point_id,
        )
        .order_by(InteractionRow.id.desc())
        .limit(LATEST_CONVERSATIONS)
    )
    return [rows.to_interaction(row) for row in (await work.session.execute(statement)).scalars()]


async def latest_of_contact(work: Work, contact_id: UUID, limit: int) -> list[Interaction]:
    """A contact's latest conversations anywhere, the newest first."""
    statement = (
        select(InteractionRow)
        .where(InteractionRow.tenant_id == work.tenant_id, InteractionRow.contact_id == contact_id)
        .order_by(InteractionRow.id.desc())
        .limit(limit)
    )
    return [rows.to_interaction(row) for row in (await work.session.execute(statement)).scalars()]


async def messages_of(
    work: Work, interaction_ids: Sequence[UUID], since: Since | None, limit: int
) -> list[Message]:
    """What the person may see of several interactions, the newest first: after ``since``, and what
    was said to them before and is not known to have reached them.
    """
    statement = select(MessageRow).where(
        MessageRow.tenant_id == work.tenant_id,
        MessageRow.interaction_id.in_(interaction_ids),
        MessageRow.internal.is_(False),
    )
    if since is not None:
        place = tuple_(MessageRow.interaction_id, MessageRow.seq)
        newer = place > (since.interaction_id, since.seq)
        statement = statement.where(newer | MessageRow.delivery_state.in_(UNDELIVERED))
    newest = statement.order_by(MessageRow.interaction_id.desc(), MessageRow.seq.desc())
    found = await work.session.execute(newest.limit(limit))
    return [rows.to_message(row) for row in found.scalars()]


async def add_contexts(work: Work, several: Mapping[UUID, Context]) -> None:
    """What new requests brought along."""
    values = [
        {"interaction_id": one, "version": 1, "context": context_json(context)}
        for one, context in several.items()
    ]
    await send_many(work.session, _ADD_CONTEXTS, work.tenant_id, values)


async def context(work: Work, interaction_id: UUID) -> tuple[int, Context] | None:
    """What a request brought along, with its version."""
    return await read_context(work.session, work.tenant_id, interaction_id)


async def read_context(
    session: AsyncSession, tenant_id: TenantId, interaction_id: UUID
) -> tuple[int, Context] | None:
    """What a request brought along, with its version, in a session bound to its tenant."""
    statement = select(ContextRow.version, ContextRow.context).where(
        ContextRow.tenant_id == tenant_id, ContextRow.interaction_id == interaction_id
    )
    row = (await session.execute(statement)).one_or_none()
    return (row.version, context_of(row.context)) if row else None


async def write_context(work: Work, interaction_id: UUID, version: int, context: Context) -> None:
    """What is known now; the caller holds the interaction locked."""
    statement = (
        update(ContextRow)
        .where(ContextRow.tenant_id == work.tenant_id, ContextRow.interaction_id == interaction_id)
        .values(version=version, context=context_json(context))
    )
    await work.session.execute(statement)


async def set_guests(work: Work, interaction_id: UUID, agents: Sequence[UUID]) -> None:
    """Exactly these agents are consulted."""
    await work.session.execute(
        delete(GuestRow).where(
            GuestRow.tenant_id == work.tenant_id, GuestRow.interaction_id == interaction_id
        )
    )
    if agents:
        values = [
            {"tenant_id": work.tenant_id, "agent_id": agent, "interaction_id": interaction_id}
            for agent in agents
        ]
        await work.session.execute(insert(GuestRow), values)


async def set_tags(work: Work, interaction_id: UUID, tags: Sequence[str]) -> None:
    """It bears exactly these tags."""
    await work.session.execute(
        delete(TagRow).where(
            TagRow.tenant_id == work.tenant_id, TagRow.interaction_id == interaction_id
        )
    )
    if tags:
        values = [
            {"tenant_id": work.tenant_id, "tag": tag, "interaction_id": interaction_id}
            for tag in tags
        ]
        await work.session.execute(insert(TagRow), values)


async def forget_words(work: Work, interaction_id: UUID) -> list[UUID]:
    """Nothing of what was said in it and of what it brought along is left; gives what was sent."""
    await work.session.execute(
        delete(ContextRow).where(
            ContextRow.tenant_id == work.tenant_id, ContextRow.interaction_id == interaction_id
        )
    )
    bare = (
        update(MessageRow)
        .where(MessageRow.tenant_id == work.tenant_id, MessageRow.interaction_id == interaction_id)
        .values(
            version=MessageRow.version + 1,
            text=None,
            author_name=case(
                (MessageRow.author_kind == "contact", None), else_=MessageRow.author_name
            ),
            client_id=None,
            failure=None,
            files=None,
            quick=None,
        )
        .returning(MessageRow.outbound_id)
        .execution_options(synchronize_session=False)
    )
    sent = (await work.session.execute(bare)).scalars()
    return [one for one in sent if one is not None]


async def add_merge(work: Work, merge: Merge) -> None:
    """One was merged into another."""
    values = {name: getattr(merge, name) for name in MERGE_COLUMNS}
    work.session.add(
        MergeRow(tenant_id=work.tenant_id, by_id=merge.by.id, by_name=merge.by.name, **values)
    )
    await work.session.flush()


async def last_merge(work: Work, source_id: UUID) -> Merge | None:
    """The merging of one that holds."""
    statement = (
        select(MergeRow)
        .where(MergeRow.tenant_id == work.tenant_id, MergeRow.source_id == source_id)
        .order_by(MergeRow.id.desc())
        .limit(1)
    )
    row = (await work.session.execute(statement)).scalar()
    if row is None or row.undone_at is not None:
        return None
    return Merge(
        **{name: getattr(row, name) for name in MERGE_COLUMNS}, by=Agent(row.by_id, row.by_name)
    )


async def undo_merge(work: Work, merge_id: UUID) -> None:
    """The merging holds no longer."""
    statement = (
        update(MergeRow)
        .where(MergeRow.tenant_id == work.tenant_id, MergeRow.id == merge_id)
        .values(undone_at=work.now)
    )
    await work.session.execute(statement)


MERGE_COLUMNS = ("id", "source_id", "target_id", "was_open", "reason", "at")


def _tagged(work: Work, tag: str) -> Select[UUID]:
    return select(TagRow.interaction_id).where(
        TagRow.tenant_id == work.tenant_id, TagRow.tag == tag
    )


async def _one(work: Work, statement: Select[InteractionRow]) -> Interaction | None:
    # populate_existing: another transaction may have changed it while this one waited for it
    found = await work.session.execute(statement.execution_options(populate_existing=True))
    row = found.scalar()
    return rows.to_interaction(row) if row else None
