"""The SMPP link inside TLS: what it trusts, and what it says of what it does not."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from guichet.channels.sms.links.smpp.wire import LinkLost
from guichet.gateway.mass.contract import LinkRefused
from guichet.kit.clock import SystemClock
from guichet.processes.simulated_carrier.carrier import Carrier, listening
from guichet.processes.simulated_carrier.scenario import read
from tests.certificates import Certificate, certificate
from tests.channels.sms.depot import MemoryDepot, kept_open, link, parcels
from tests.channels.sms.open_link import QUICK, settings
from tests.waiting import eventually


@asynccontextmanager
async def carrier_with(shown: Certificate | None) -> AsyncIterator[int]:
    """A carrier that shows this certificate, or speaks no TLS; where it listens."""
    carrier = Carrier(read(QUICK), SystemClock())
    context = shown.server() if shown else None
    async with listening(carrier, "127.0.0.1", 0, context) as port:
        yield port


async def test_a_carrier_whose_authority_is_known_is_carried_by(tmp_path: Path) -> None:
    shown, depot = certificate(tmp_path), MemoryDepot()
    depot.put(parcels(5))
    async with carrier_with(shown) as port:
        trusting = settings(port, tls=True, tls_authority=shown.pem)
        async with kept_open(depot, trusting):
            await eventually(lambda: len(depot.delivered) == 5)
        assert (await link(trusting).probe()).ok


@pytest.mark.parametrize(
    ("days", "host", "trusts", "words"),
    [
        (2, "127.0.0.1", False, "self-signed certificate"),
        (0, "127.0.0.1", True, "certificate has expired"),
        (2, "localhost", True, "Hostname mismatch"),
    ],
)
async def test_a_certificate_that_is_not_right_is_told_and_not_tried_again_at_once(
    tmp_path: Path, days: int, host: str, trusts: bool, words: str
) -> None:
    shown = certificate(tmp_path, days=days)
    more: dict[str, Any] = {"tls_authority": shown.pem} if trusts else {}
    async with carrier_with(shown) as port:
        wary = link(settings(port, tls=True, host=host, **more))
        with pytest.raises(LinkRefused, match=words):
            await wary.run(MemoryDepot())
        told = await wary.probe()
    assert (told.ok, told.code) == (False, "carrier_certificate")
    assert words in str(told.detail)


async def test_a_carrier_that_speaks_no_tls_is_said_to_speak_none(tmp_path: Path) -> None:
    async with carrier_with(None) as port:
        with pytest.raises(LinkLost, match=r"^link_tls: "):
            await link(settings(port, tls=True)).run(MemoryDepot())


def test_an_authority_is_a_certificate() -> None:
    with pytest.raises(ValidationError, match="no certificate"):
        settings(1, tls=True, tls_authority="our own one")
