"""``guichet simulate carrier``, as a process, and its door over HTTP."""

import asyncio
import re
import signal
import sys

import httpx

from guichet.protocols.smpp import pdus
from tests.processes.simulated_carrier.client import connected, submit

_WHERE = re.compile(rb"SMPP on 127.0.0.1:(\d+), control on (http://\S+)")


async def test_the_command_is_a_carrier_until_it_is_stopped() -> None:
    words = ("-m", "guichet", "simulate", "carrier", "--port", "0")
    process = await asyncio.create_subprocess_exec(
        sys.executable, *words, stderr=asyncio.subprocess.PIPE
    )
    assert process.stderr is not None
    told = _WHERE.search(await process.stderr.readline())
    assert told is not None
    async with (
        connected(int(told[1])) as client,
        httpx.AsyncClient(base_url=told[2].decode(), trust_env=False) as control,
    ):
        await client.bind()
        client.send(submit(2))
        await client.until(pdus.DeliverSm)
        assert (await control.get("/counters")).json()["accepted"] == 1
        shown = (await control.get("/telephones/33611111111")).json()["texts"]
        assert [(one["sender"], one["text"]) for one in shown] == [("GUICHET", "Bonjour")]
        typed = {"to": "38100", "text": "STOP"}
        assert (await control.post("/telephones/33611111111", json=typed)).status_code == 202
        assert (await client.until(pdus.DeliverSm, 2))[1].short_message == b"STOP"
        bad = await control.put("/scenario", content="[[faults]]\nkind='thunder'\n")
        assert bad.status_code == 422
        assert "thunder" in bad.json()["detail"]
        process.send_signal(signal.SIGTERM)
        assert await process.wait() == 0
