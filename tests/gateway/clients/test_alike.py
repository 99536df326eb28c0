"""Texts that differ in their numbers alone go together, and each is answered for itself."""

from guichet.gateway.clients.connection import alike_of
from guichet.gateway.mass.types import MOST_RECIPIENTS
from guichet.kit.clock import ManualClock
from guichet.kit.db.sessions import SystemDatabase
from guichet.kit.ids import IdMaker
from guichet.protocols.smpp import pdus, status
from guichet.protocols.smpp.tlvs import Tag, make
from tests.gateway.clients.esme import text
from tests.gateway.clients.place import Place, stored
from tests.gateway.mass.test_accepting import charge


def test_only_what_differs_in_nothing_but_sequence_and_number_is_alike() -> None:
    first = text(to=b"262692000001")
    same = [first._replace(sequence=n, destination_addr=b"26269200%04d" % n) for n in range(5)]
    others = [
        first._replace(source_addr=b"OTHER"),
        first._replace(short_message=b"Autre"),
        first._replace(registered_delivery=0),
        first._replace(service_type=b"OTP"),
        first._replace(tlvs=(make(Tag.USER_MESSAGE_REFERENCE, 7),)),
    ]
    assert alike_of([*same, *others, first]) == [[*same, first], *([one] for one in others)]
    sizes = [len(one) for one in alike_of([first] * (MOST_RECIPIENTS + 1))]
    assert sizes == [MOST_RECIPIENTS, 1]


async def test_one_of_many_alike_that_may_not_go_is_refused_alone(
    place: Place, system_db: SystemDatabase, clock: ManualClock, ids: IdMaker
) -> None:
    await charge(system_db, clock, ids, place.tenant, 1_000_000)
    async with place.client() as client:
        good = [client.send(text(to=b"26269200000%d" % n)) for n in range(3)]
        abroad = client.send(text(to=b"12025550123"))  # its price list leads to one island
        home = client.send(text(to=b"262692000003"))
        assert (await client.answered(abroad)).status == status.INVALID_DESTINATION
        names = set()
        for one in (*good, home):
            answer = await client.answered(one)
            assert isinstance(answer, pdus.SubmitSmResp)
            assert answer.status == 0
            names.add(answer.message_id)
    found = await stored(system_db)
    assert {row.id.hex.encode() for row in found} == names
    assert sorted(row.address[-1] for row in found) == ["0", "1", "2", "3"]
