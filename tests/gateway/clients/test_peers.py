"""Clients nobody here wrote submit and get receipts and texts; certificates are looked at."""

import ssl
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import select

from guichet.gateway.clients import server as serving
from guichet.gateway.clients.server import Doors
from guichet.gateway.mass.contract import CarrierReceipt
from guichet.gateway.mass.models import ReportRow
from guichet.kit.clock import ManualClock
from guichet.kit.db.sessions import SystemDatabase
from guichet.kit.faults import OperatorFault
from guichet.kit.ids import IdMaker
from guichet.protocols.smpp import status
from tests.certificates import certificate
from tests.channels.sms.test_kannel import installed, kannel, sent
from tests.channels.sms.test_npm_peers import node
from tests.gateway.clients.esme import esme
from tests.gateway.clients.place import ROUTE, Place
from tests.gateway.mass.line import house, takes
from tests.waiting import eventually


async def test_a_client_that_does_not_trust_our_certificate_stays_outside(place: Place) -> None:
    wary = ssl.create_default_context()
    with pytest.raises(ssl.SSLCertVerificationError):
        async with esme(place.server.ports[1], wary):
            pass
    async with esme(
        place.server.ports[1], ssl.create_default_context(cadata=place.shown.pem)
    ) as one:
        assert await one.bind(place.new.account.system_id, place.new.password) == 0


def test_a_certificate_of_ours_that_cannot_be_used_is_said_in_one_line(
    place: Place, tmp_path: Path
) -> None:
    other = certificate(tmp_path, "other")
    for key, words in ((str(other.key), "holds no certificate"), ("/nowhere", "cannot be read")):
        doors = Doors("127.0.0.1", None, 0, str(place.shown.certificate), key)
        with pytest.raises(OperatorFault, match=words):
            serving.tls_of(doors)


@pytest.mark.parametrize("scheme", ["smpp", "ssmpp"])
async def test_a_client_on_npm_smpp_submits_and_gets_its_receipts_and_texts(
    place: Place,
    system_db: SystemDatabase,
    clock: ManualClock,
    ids: IdMaker,
    scheme: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    script = Path(__file__).with_name("npm_client.cjs")
    port = place.server.ports[scheme == "ssmpp"]
    words = (str(port), place.new.account.system_id, place.new.password, scheme)
    monkeypatch.setenv("NODE_EXTRA_CA_CERTS", str(place.shown.certificate))
    async with (
        house(system_db, clock, ids, [ROUTE]) as one,
        node(str(script), *words) as client,
    ):
        line = one.line(ROUTE, takes())
        assert (await client.first("bound"))["bound"] == 0
        assert (await client.first("refused"))["refused"] == status.INVALID_DESTINATION
        await eventually(lambda: len(line.taken) == 3)
        assert sorted(parcel.text for parcel in line.taken) == [
            "Bonjour tout le monde",
            "Où ? €",
            "x" * 300,
        ]
        await one.heard(line, *(CarrierReceipt(f"id{n}", "delivered") for n in (1, 2, 3)))
        await eventually(lambda: sum("delivered" in one for one in client.said) == 4)
        taken = {one["id"] for one in client.said if one.get("taken") == 0}
        told = {one["delivered"].rstrip("\0") for one in client.said if "delivered" in one}
        assert (len(taken), told) == (4, taken)
        assert {one["state"] for one in client.said if "delivered" in one} == {2}
        await place.text("Où est-ce ? €")
        await eventually(lambda: client.said[-1].get("text") == "Où est-ce ? €")
        assert (client.said[-1]["from"], client.said[-1]["to"]) == ("262692123456", "38100")
        client.tell("leave")


@installed
async def test_kannel_submits_and_gets_every_receipt(
    place: Place, system_db: SystemDatabase, clock: ManualClock, ids: IdMaker, tmp_path: Path
) -> None:
    texts = ["Bonjour, 12 €", "Œuvre d'art", "Votre commande est à retirer samedi. " * 6]
    account = place.new.account
    async with (
        house(system_db, clock, ids, [ROUTE]) as one,
        kannel(tmp_path, place.port, account.system_id, place.new.password) as sending,
    ):
        line = one.line(ROUTE, takes())
        for number, words in enumerate(texts):
            await eventually(partial(sent, sending, f"3361111{number:04}", words), every=0.1)
        await eventually(lambda: len(line.taken) == 3)
        assert {parcel.to: parcel.text for parcel in line.taken} == {
            f"+3361111{n:04}": words for n, words in enumerate(texts)
        }
        await one.heard(line, *(CarrierReceipt(f"id{n}", "delivered") for n in (1, 2, 3)))

        async def all_told() -> bool:
            clock.advance(timedelta(seconds=1))
            async with system_db.transaction() as session:
                return not (await session.execute(select(ReportRow))).all()

        await eventually(all_told)
