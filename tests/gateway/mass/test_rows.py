"""Rows in binary say in the database what was said to them."""

from datetime import timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from guichet.gateway.mass import outcome_rows, repository
from guichet.gateway.mass.laying import Line, chunk_line, chunk_row, lot_of, message_rows
from guichet.gateway.mass.models import MessageRow, OutcomeRow
from guichet.gateway.mass.types import Order, Recipient, Wording
from guichet.gateway.mass.wordings import stored
from guichet.gateway.mass.writing import Writer
from guichet.kit.clock import ManualClock
from guichet.kit.db.binary import id_field
from guichet.kit.db.sessions import SystemDatabase
from guichet.kit.ids import IdMaker
from tests.conftest import MakeTenant

ROUTE = UUID(int=7)


@given(st.uuids(), st.uuids())
def test_a_key_names_its_company_and_its_message(tenant: UUID, message: UUID) -> None:
    key = outcome_rows.key_of(tenant, message)
    assert outcome_rows.ids_of(key) == (tenant.hex, message.hex)
    assert outcome_rows.head_of(tenant) + message.bytes == key


async def test_whatever_carriers_say_is_kept_as_they_said_it_but_for_what_cannot_be_kept(
    system_db: SystemDatabase, clock: ManualClock, ids: IdMaker, make_tenant: MakeTenant
) -> None:
    tenant = await make_tenant()
    writer = Writer(system_db.transaction, clock)
    clock.advance(timedelta(microseconds=123_457))
    at = writer.instant()
    message = ids.new()
    key, route = outcome_rows.key_of(tenant, message), id_field(ROUTE)
    odd = 'a\tb\nc\\N "é" \U0001f600 '
    detail = {"words": odd, "held_until": None, "minutes": 5, "of": {"it": [1, 2]}}
    rows = [
        writer.row(key, at, "held", code=odd, detail=detail),
        writer.row(key, at, "cut", part=1, parts=2, route=route),
        writer.handed(key, at, 2, 255, route=route, peer_id=f"{odd}\0"),
        writer.row(key, at, "refused", part=1, parts=1, route=route, peer_id="", code="\ud800"),
    ]
    async with system_db.transaction() as session:
        await repository.append(session, rows[:2])
    async with system_db.transaction() as session:
        await repository.append_again(session, rows)
    async with system_db.transaction() as session:
        wanted = select(OutcomeRow).where(OutcomeRow.tenant_id == tenant)
        found = (await session.scalars(wanted.order_by(OutcomeRow.seq))).all()
    assert {(one.message_id, one.at) for one in found} == {(message, clock.now())}
    assert at.text == clock.now().isoformat()
    shown = [
        (one.kind, one.part, one.parts, one.route_id, one.peer_id, one.code, one.detail)
        for one in found
    ]
    assert shown == [
        ("held", 0, 0, None, None, odd, detail),
        ("cut", 1, 2, ROUTE, None, None, None),
        ("handed", 2, 255, ROUTE, odd, None, None),
        ("refused", 1, 1, ROUTE, "", "?", None),
    ]


async def test_messages_by_the_thousand_are_kept_with_all_that_is_their_own(
    system_db: SystemDatabase, clock: ManualClock, ids: IdMaker, make_tenant: MakeTenant
) -> None:
    tenant, odd = await make_tenant(), 'a\tb\nc\\N "é" \U0001f600'
    wording = Wording("VANILLE", odd, "service")
    people = [
        Recipient("+262692000001", {"prénom": odd}, odd),
        Recipient("+262692000002", {}, None),
    ]
    lot = lot_of(Order(tenant, wording, people), (), "EUR", clock.now())
    own, alike = ids.new(), ids.new()
    chunks = [(own, None), (alike, wording)]
    lines = [
        Line(tenant, ids.new(), chunk, person, micros, None if shared else stored(wording))
        for chunk, shared in chunks
        for person, micros in zip(people, (50_000, None), strict=True)
    ]
    async with system_db.transaction() as session:
        rows = [chunk_row(lot, chunk, 2, shared, clock.now()) for chunk, shared in chunks]
        await repository.copy_in(
            session, [chunk_line(tenant, row) for row in rows], message_rows(lines)
        )
    async with system_db.transaction() as session:
        wanted = select(MessageRow).where(MessageRow.tenant_id == tenant).order_by(MessageRow.id)
        found = (await session.scalars(wanted)).all()
    assert [
        (one.id, one.chunk_id, one.address, one.given, one.reference, one.micros, one.wording)
        for one in found
    ] == [
        (
            line.id,
            line.chunk_id,
            line.person.address,
            line.person.values or None,
            line.person.reference,
            line.micros,
            line.wording,
        )
        for line in lines
    ]
