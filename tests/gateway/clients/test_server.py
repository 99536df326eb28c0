"""Companies' own systems bind, submit and get their receipts, whatever they do wrong."""

import asyncio
import struct
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from guichet.gateway.clients import server as serving
from guichet.gateway.clients import service
from guichet.gateway.clients.connection import CANCEL_FAILED, REPLACE_FAILED
from guichet.gateway.clients.models import SmppPartRow
from guichet.gateway.clients.types import Draft
from guichet.gateway.mass.contract import CarrierReceipt
from guichet.kit.clock import ManualClock
from guichet.kit.db.sessions import SystemDatabase
from guichet.kit.ids import IdMaker
from guichet.protocols.smpp import pdus, status
from guichet.protocols.smpp.numbers import MessageState
from guichet.protocols.smpp.pdus import SubmitSm
from guichet.protocols.smpp.receipts import receipt_of
from guichet.protocols.smpp.texts import user_text
from guichet.protocols.smpp.tlvs import Tag, make
from tests.conftest import MakeTenant, MakeWork
from tests.gateway.clients.esme import Esme, esme, text
from tests.gateway.clients.place import KEY, ROUTE, Place, stored
from tests.gateway.mass.line import house, takes
from tests.waiting import eventually


async def test_a_text_is_answered_once_it_is_committed_and_its_receipt_comes_back(
    place: Place, system_db: SystemDatabase, clock: ManualClock, ids: IdMaker
) -> None:
    async with house(system_db, clock, ids, [ROUTE]) as one, place.client() as client:
        line = one.line(ROUTE, takes())
        answer = await client.ask(text("Votre code: 12"))
        assert isinstance(answer, pdus.SubmitSmResp)
        (row,) = await stored(system_db)
        assert (answer.status, answer.message_id) == (0, row.id.hex.encode())
        await eventually(lambda: len(line.taken) == 1)
        assert line.taken[0].text == "Votre code: 12"
        await one.heard(line, CarrierReceipt("id1", "delivered"))
        await eventually(lambda: len(client.delivered) == 1)
        receipt = receipt_of(client.delivered[0])
        assert receipt is not None
        assert (receipt.message_id, receipt.state) == (answer.message_id, MessageState.DELIVERED)


async def test_receipts_wait_while_nobody_is_bound_and_come_again_until_they_are_taken(
    place: Place, system_db: SystemDatabase, clock: ManualClock, ids: IdMaker
) -> None:
    async with house(system_db, clock, ids, [ROUTE]) as one:
        line = one.line(ROUTE, takes())
        async with place.client() as client:
            await client.ask(text())
        await eventually(lambda: len(line.taken) == 1)
        await one.heard(line, CarrierReceipt("id1", "delivered"))
        async with place.client(status.TEMPORARY_APP_ERROR) as busy:

            async def refused() -> bool:
                clock.advance(timedelta(seconds=6))  # it may have gone to who left a moment ago
                return len(busy.delivered) >= 1

            await eventually(refused)
        async with place.client(None) as silent:

            async def again() -> bool:
                clock.advance(timedelta(seconds=6))
                return len(silent.delivered) >= 1

            await eventually(again)
        async with place.client() as ready:

            async def told() -> bool:
                clock.advance(timedelta(seconds=6))
                return len(ready.delivered) >= 1

            await eventually(told)
        async with esme(place.port) as transmitter:
            account = place.new.account
            assert (
                await transmitter.bind(account.system_id, place.new.password, pdus.BindTransmitter)
                == 0
            )


async def test_parts_of_a_text_are_joined_and_each_gets_its_receipt(
    place: Place, system_db: SystemDatabase, clock: ManualClock, ids: IdMaker
) -> None:
    def part(number: int, words: bytes) -> SubmitSm:
        udh = bytes([5, 0, 3, 77, 2, number])
        return text(esm_class=0x40, short_message=udh + words)

    async with house(system_db, clock, ids, [ROUTE]) as one, place.client() as client:
        line = one.line(ROUTE, takes())
        second = await client.ask(part(2, b"le monde"))  # one at a time, as some clients do
        assert (await stored(system_db), second.status) == ([], 0)
        first = await client.ask(part(1, b"Bonjour tout "))
        await eventually(lambda: len(line.taken) == 1)
        assert line.taken[0].text == "Bonjour tout le monde"
        await one.heard(line, CarrierReceipt("id1", "delivered"))
        await eventually(lambda: len(client.delivered) == 2)
        told = {receipt.message_id for one in client.delivered if (receipt := receipt_of(one))}
        assert isinstance(first, pdus.SubmitSmResp)
        assert isinstance(second, pdus.SubmitSmResp)
        assert told == {first.message_id, second.message_id}
        async with system_db.transaction() as session:
            assert (await session.execute(select(SmppPartRow))).all() == []


async def test_a_part_whose_others_never_come_is_forgotten(
    place: Place, system_db: SystemDatabase, clock: ManualClock
) -> None:
    async with place.client() as client:
        lonely = text(esm_class=0x40, short_message=bytes([5, 0, 3, 8, 2, 1]) + b"Bonjour")
        assert (await client.ask(lonely)).status == 0
    clock.advance(timedelta(days=1, seconds=1))
    async with system_db.transaction() as session:
        assert await service.forget_parts(session, clock.now()) == 1
        assert await service.forget_parts(session, clock.now()) == 0


async def test_one_text_for_several_says_who_cannot_be_reached(
    place: Place, system_db: SystemDatabase
) -> None:
    several = (
        pdus.Destination(1, 1, b"262692000001"),
        pdus.Destination(1, 1, b"12"),
        pdus.Destination(dl_name=b"friends"),
        pdus.Destination(1, 1, b"262692000002"),
    )
    async with place.client() as client:
        answer = await client.ask(
            pdus.SubmitMulti(
                source_addr_ton=5,
                source_addr=b"BOUTIQUE",
                dest_addresses=several,
                short_message=b"Bonjour",
            )
        )
        assert isinstance(answer, pdus.SubmitMultiResp)
        assert [(one.destination_addr, one.error_status_code) for one in answer.unsuccess_sme] == [
            (b"12", status.INVALID_DESTINATION),
            (b"", status.INVALID_LIST_NAME),
        ]
        data = pdus.DataSm(
            source_addr_ton=5,
            source_addr=b"BOUTIQUE",
            dest_addr_ton=1,
            destination_addr=b"262692000003",
            tlvs=(make(Tag.MESSAGE_PAYLOAD, b"Salut"),),
        )
        assert (await client.ask(data)).status == 0
    assert [row.address[-1] for row in await stored(system_db)] == ["1", "2", "3"]


async def test_a_message_is_asked_about_called_back_and_never_replaced(place: Place) -> None:
    async with place.client() as client:
        late = text(schedule_delivery_time=b"000000010000000R")
        answer = await client.ask(late)
        assert isinstance(answer, pdus.SubmitSmResp)
        name = answer.message_id or b""
        asked = await client.ask(pdus.QuerySm(message_id=name))
        assert isinstance(asked, pdus.QuerySmResp)
        assert (asked.message_state, asked.final_date) == (MessageState.ACCEPTED, b"")
        replaced = await client.ask(pdus.ReplaceSm(message_id=name, short_message=b"x"))
        assert replaced.status == REPLACE_FAILED
        cancel = pdus.CancelSm(message_id=name)
        assert (await client.ask(cancel)).status == 0
        gone = await client.ask(pdus.QuerySm(message_id=name))
        assert isinstance(gone, pdus.QuerySmResp)
        assert (gone.message_state, len(gone.final_date)) == (MessageState.DELETED, 16)
        unknown = UUID(int=77).hex.encode()
        assert (await client.ask(pdus.QuerySm(message_id=unknown))).status == (
            status.INVALID_MESSAGE_ID
        )
        assert (await client.ask(pdus.QuerySm(message_id=b"17"))).status == (
            status.INVALID_MESSAGE_ID
        )
        assert (await client.ask(pdus.CancelSm(message_id=unknown))).status == CANCEL_FAILED
        assert (await client.ask(pdus.CancelSm())).status == CANCEL_FAILED


async def test_what_has_several_names_is_asked_about_and_called_back_by_each(
    place: Place, system_db: SystemDatabase
) -> None:
    def part(number: int) -> SubmitSm:
        udh = bytes([5, 0, 3, 77, 2, number])
        late = text(schedule_delivery_time=b"000000010000000R", registered_delivery=0)
        return late._replace(esm_class=0x40, short_message=udh + b"Bonjour ")

    several = [pdus.Destination(1, 1, b"26269200000%d" % n) for n in range(3)]
    later = b"000000020000000R"
    multi = pdus.SubmitMulti(
        dest_addresses=tuple(several), schedule_delivery_time=later, short_message=b"Salut"
    )

    async def state(client: Esme, name: bytes) -> int:
        answer = await client.ask(pdus.QuerySm(message_id=name))
        assert isinstance(answer, pdus.QuerySmResp)
        return answer.message_state

    async with place.client() as client:
        names: list[bytes] = []
        for pdu in (part(1), part(2), multi):
            answer = await client.ask(pdu)
            assert isinstance(answer, pdus.SubmitSmResp | pdus.SubmitMultiResp)
            names.append(answer.message_id or b"")
            assert await state(client, names[-1]) == MessageState.ACCEPTED
        for name in names[1:]:
            assert (await client.ask(pdus.CancelSm(message_id=name))).status == 0
        for name in names:
            assert await state(client, name) == MessageState.DELETED
        assert (await client.ask(pdus.CancelSm(message_id=names[0]))).status == 0
    assert len(await stored(system_db)) == 4


async def test_what_is_wrong_with_one_text_is_told_for_it_alone(
    place: Place, system_db: SystemDatabase
) -> None:
    async with place.client() as client:
        good = [client.send(text(to=b"26269200000%d" % n)) for n in range(3)]
        bad = client.send(text(to=b"12"))
        banned = client.send(text(source_addr=b"RDV"))
        more = client.send(text())
        assert (await client.answered(bad)).status == status.INVALID_DESTINATION
        assert (await client.answered(banned)).status == status.INVALID_SOURCE
        for one in (*good, more):
            assert (await client.answered(one)).status == 0
    assert len(await stored(system_db)) == 4


async def test_wrong_passwords_are_told_slowly_and_then_not_looked_at(
    place: Place, clock: ManualClock
) -> None:
    account = place.new.account
    for _ in range(serving.WRONG):
        async with esme(place.port) as guesser:
            assert await guesser.bind(account.system_id, "wrong") == status.INVALID_PASSWORD
    async with esme(place.port) as guesser:
        assert await guesser.bind(account.system_id, place.new.password) == status.BIND_FAILED
    clock.advance(serving.FORGIVEN)
    async with place.client():
        pass


async def test_an_account_has_its_limits_and_is_told_of_them(
    place: Place, make_work: MakeWork, clock: ManualClock
) -> None:
    account = place.new.account
    slow = replace(account.draft, most_binds=1, per_second=2, networks=("127.0.0.0/8",))
    async with make_work(place.tenant) as work:
        await service.change(work, account.id, slow)
    async with place.client() as client:
        async with esme(place.port) as second:
            code = await second.bind(account.system_id, place.new.password)
            assert code == status.BIND_FAILED
        asked = [client.send(text()) for _ in range(6)]
        codes = [(await client.answered(one)).status for one in asked]
        assert codes.count(status.THROTTLED) >= 3
        assert codes[:2] == [0, 0]
    async with make_work(place.tenant) as work:
        await service.change(work, account.id, replace(slow, networks=("203.0.113.0/24",)))
    async with esme(place.port) as stranger:
        code = await stranger.bind(account.system_id, place.new.password)
        assert code == status.INVALID_PASSWORD


async def test_a_closed_account_lets_nobody_in_and_asks_to_leave_who_is(
    place: Place, make_work: MakeWork
) -> None:
    async with place.client() as client:
        async with make_work(place.tenant) as work:
            await service.close(work, place.new.account.id)
        await asyncio.wait_for(client.closed.wait(), 20)
    async with esme(place.port) as late:
        assert await late.bind(place.new.account.system_id, place.new.password) != 0


async def test_a_company_sees_who_is_bound_and_when_somebody_was_last(
    place: Place, make_work: MakeWork, clock: ManualClock
) -> None:
    account = place.new.account.id

    async def is_seen(binds: int) -> bool:
        async with make_work(place.tenant) as work:
            found = await service.presence(work.session, place.tenant, work.now)
        return account in found and found[account].binds == binds

    async with place.client(), place.client():
        await eventually(lambda: is_seen(2), what="two binds")
        clock.advance(service.HEARD_OF)
        await eventually(lambda: is_seen(2), what="still two binds, said again")
    await eventually(lambda: is_seen(0), what="nobody is bound")


@pytest.mark.parametrize(
    "octets",
    [
        struct.pack(">IIII", 8, 4, 0, 1),
        b"GET / HTTP/1.1\r\n\r\n" * 10,
        b"\xff" * 200,
        struct.pack(">IIII", 0xFFFFFF, 4, 0, 1),
    ],
)
async def test_what_is_no_smpp_is_answered_and_ended_and_nobody_else_is_disturbed(
    place: Place, octets: bytes
) -> None:
    async with place.client() as neighbour:
        async with esme(place.port) as fuzzer:
            fuzzer.raw(octets)
            await asyncio.wait_for(fuzzer.closed.wait(), 20)
        assert (await neighbour.ask(text())).status == 0


async def test_who_submits_without_binding_or_by_a_receiver_is_refused(place: Place) -> None:
    async with esme(place.port) as stranger:
        assert (await stranger.ask(text())).status == status.INVALID_BIND_STATUS
    async with esme(place.port) as receiver:
        account = place.new.account
        assert await receiver.bind(account.system_id, place.new.password, pdus.BindReceiver) == 0
        assert (await receiver.ask(text())).status == status.INVALID_BIND_STATUS
        again = await receiver.bind(account.system_id, place.new.password)
        assert again == status.ALREADY_BOUND
        assert (await receiver.ask(pdus.EnquireLink())).status == 0
        assert (await receiver.ask(pdus.Unbind())).status == 0
        await asyncio.wait_for(receiver.closed.wait(), 20)


async def test_texts_from_telephones_come_in_order_to_who_is_bound_until_they_are_taken(
    place: Place, clock: ManualClock
) -> None:
    long = "Où est ma commande ? " * 10
    assert await place.text("KDO oui") is None
    assert await place.text(long, "+262262123456") is None

    def read(client: Esme) -> list[tuple[bytes, bytes, str]]:
        return [
            (one.source_addr, one.destination_addr, user_text(one).text) for one in client.delivered
        ]

    async with place.client(status.TEMPORARY_APP_ERROR) as busy:
        await eventually(lambda: len(busy.delivered) >= 1)
    async with place.client() as client:

        async def all_there() -> bool:
            clock.advance(timedelta(seconds=6))
            return len(client.delivered) == 3

        await eventually(all_there)
        assert await place.text("Merci €") is None
        await eventually(lambda: len(client.delivered) == 4)
        first, *parts, last = read(client)
        assert first == (b"262692123456", b"38100", "KDO oui")
        assert "".join(words for _, _, words in parts) == long
        assert [one.esm_class for one in client.delivered] == [0, 0x40, 0x40, 0]
        assert last[2] == "Merci €"
    async with place.client() as again:
        assert await place.text("Encore") is None
        await eventually(lambda: [words for _, _, words in read(again)] == ["Encore"])


async def test_a_long_text_comes_whole_where_the_window_has_no_room_for_its_parts(
    place: Place, make_work: MakeWork
) -> None:
    account = place.new.account
    async with make_work(place.tenant) as work:
        await service.change(work, account.id, replace(account.draft, window=1))
    await place.text("x" * 200)
    async with place.client() as client:
        await eventually(lambda: len(client.delivered) == 1)
        assert user_text(client.delivered[0]).text == "x" * 200


async def test_no_text_goes_to_an_account_that_is_full_closed_or_of_somebody_else(
    place: Place, make_tenant: MakeTenant, make_work: MakeWork, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = await make_tenant()
    async with make_work(other) as work:
        theirs = await service.create(work, Draft("Theirs"), KEY)
    assert await place.text("Bonjour", account=theirs.account.system_id) == "no_such_smpp_account"
    monkeypatch.setattr(service, "MOST_WAITING", 2)
    told = [await place.text("Bonjour") for _ in range(3)]
    assert told == [None, None, "smpp_account_full"]
    async with make_work(place.tenant) as work:
        await service.close(work, place.new.account.id)
    assert await place.text("Bonjour") == "no_such_smpp_account"
