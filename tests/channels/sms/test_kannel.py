"""Kannel, a gateway written by others, as a client of our simulated carrier: long texts (for which
it wants one receipt each), other alphabets, receipts.
"""

import asyncio
import shutil
import socket
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from pathlib import Path

import httpx
import pytest

from guichet.kit.clock import SystemClock
from guichet.processes.simulated_carrier.carrier import Carrier, listening
from guichet.processes.simulated_carrier.scenario import read
from tests.servers.ports import free_port
from tests.waiting import eventually

_BOXES = tuple(
    shutil.which(name, path="/usr/sbin:/usr/bin:/usr/local/bin:/usr/local/sbin")
    or shutil.which(name, path="/usr/lib/kannel")
    for name in ("bearerbox", "smsbox")
)
installed = pytest.mark.skipif(
    not all(_BOXES), reason="Kannel is not installed: apt-get install kannel"
)
_CONFIG = """\
group = core
admin-port = {admin}
admin-interface = 127.0.0.1
admin-password = bench
smsbox-port = {box}
smsbox-interface = 127.0.0.1
box-allow-ip = "127.0.0.1"
dlr-storage = internal
log-level = 4
log-file = {folder}/bearerbox.log

group = smsc
smsc = smpp
smsc-id = simulated
host = 127.0.0.1
port = {carrier}
transceiver-mode = 1
smsc-username = {name}
smsc-password = {password}
system-type = "VMA"
max-pending-submits = 10
wait-ack = 10

group = smsbox
bearerbox-host = 127.0.0.1
bearerbox-port = {box}
sendsms-port = {http}
sendsms-interface = 127.0.0.1
log-level = 4
log-file = {folder}/smsbox.log

group = sendsms-user
username = u
password = p
max-messages = 10
concatenation = true

group = sms-service
keyword = default
max-messages = 0
text = "."
"""


@asynccontextmanager
async def kannel(
    folder: Path, carrier: int, name: str = "kannel", password: str = "secret"
) -> AsyncIterator[httpx.AsyncClient]:
    """Both of its programs, while the block lasts; gives a client of its sending address."""
    admin, box, http = free_port(), free_port(), free_port()
    config = folder / "kannel.conf"
    config.write_text(
        _CONFIG.format(
            admin=admin,
            box=box,
            http=http,
            carrier=carrier,
            folder=folder,
            name=name,
            password=password,
        )
    )
    async with AsyncExitStack() as stack:
        client = await stack.enter_async_context(
            httpx.AsyncClient(base_url=f"http://127.0.0.1:{http}", trust_env=False)
        )
        for program, port in zip(_BOXES, (box, http), strict=True):
            process = await asyncio.create_subprocess_exec(
                str(program),
                str(config),
                stdout=asyncio.subprocess.DEVNULL,
                stderr=asyncio.subprocess.DEVNULL,
            )
            stack.push_async_callback(_ended, process)
            await eventually(partial(_listens, port), what=str(program))
        yield client


async def _ended(process: asyncio.subprocess.Process) -> None:
    if process.returncode is None:
        process.terminate()
    await process.wait()


def _listens(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), 0.2).close()
    except OSError:
        return False
    return True


async def sent(sending: httpx.AsyncClient, to: str, text: str) -> bool:
    """Whether Kannel took it: not before its two programs found each other."""
    answer = await sending.get(
        "/cgi-bin/sendsms",
        params={
            "username": "u",
            "password": "p",
            "from": "38100",
            "to": to,
            "text": text,
            "charset": "UTF-8",
            "coding": "2" if "Œ" in text else "0",
            "dlr-mask": "31",
            "dlr-url": "http://127.0.0.1:9/never",
        },
    )
    return answer.status_code == 202


@installed
async def test_kannel_sends_through_our_carrier_and_gets_every_receipt(tmp_path: Path) -> None:
    scenario = '[binds]\naccounts = {kannel = "secret"}\n[receipts]\ndelay = 0.01\n'
    carrier = Carrier(read(scenario), SystemClock())
    texts = ["Bonjour, 12 €", "Œuvre d'art", "Votre commande est à retirer samedi. " * 6]
    async with (
        listening(carrier, "127.0.0.1", 0) as port,
        kannel(tmp_path, port) as sending,
    ):
        await eventually(lambda: carrier.counters.binds == 1)
        for number, text in enumerate(texts * 4):
            await eventually(partial(sent, sending, f"3361111{number:04}", text), every=0.1)
        await eventually(lambda: carrier.counters.receipts_acked == 12)
    assert carrier.counters.accepted == 16
    shown = {one.telephone: one.text for one in carrier.telephones.shown()}
    assert shown == {f"3361111{n:04}": text for n, text in enumerate(texts * 4)}
