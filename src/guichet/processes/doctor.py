"""``guichet doctor``: looks at everything Guichet stands on, and says what to mend."""

import asyncio
import platform
import shutil
import socket
import urllib.request
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import nats
from nats.errors import Error as NatsError

import guichet
from guichet.kit.clock import Clock, SystemClock
from guichet.kit.db import probe
from guichet.kit.db.checkup import Checkup, NoAnswer, Relay, look
from guichet.kit.engines import binaries
from guichet.kit.engines.home import DataHome
from guichet.kit.faults import OperatorFault
from guichet.kit.settings import Settings
from guichet.processes import listener
from guichet.processes.servers import Servers, reach_servers

_LITTLE_ROOM, _NO_ROOM = 2 * 10**9, 3 * 10**8
"""Bytes of free disk below which the doctor warns, and below which it wants it mended."""
_EVERYWHERE = ("0.0.0.0", "::")  # noqa: S104 - compared with, not listened on
_SKEW = 2.0
"""Seconds two clocks may differ."""
_LAG = 5.0
"""Seconds an event may wait for the relay."""


class Level(StrEnum):
    """How bad it is."""

    OK = "ok"
    NOTE = "note"
    MEND = "mend"


@dataclass(frozen=True)
class Finding:
    """One thing looked at."""

    level: Level
    area: str
    words: str
    mend: str = ""
    """What to do; empty when nothing."""


def ok(area: str, words: str) -> Finding:
    """Nothing to do."""
    return Finding(Level.OK, area, words)


def mend(area: str, words: str, what_to_do: str) -> Finding:
    """Guichet cannot work well before this is mended."""
    return Finding(Level.MEND, area, words, what_to_do)


def note(area: str, words: str, what_to_do: str) -> Finding:
    """Worth knowing."""
    return Finding(Level.NOTE, area, words, what_to_do)


async def examine(settings: Settings, say: Callable[[str], None]) -> AsyncIterator[Finding]:
    """Everything looked at, one after another. Starts the embedded servers for the time of the
    look when Guichet does not run.
    """
    for finding in around(settings):
        yield finding
    try:
        async with reach_servers(settings, say) as servers:
            for finding in await asyncio.to_thread(_database, servers, settings, SystemClock()):
                yield finding
            yield await _nats(servers)
    except OperatorFault as fault:
        yield mend("servers", str(fault), "as it says; then look again")


def around(settings: Settings) -> Iterator[Finding]:
    """What can be seen without any server."""
    yield ok("guichet", f"{guichet.__version__} on Python {platform.python_version()}")
    yield _assets(Path(guichet.__file__).parent / "static")
    yield from _engines(settings)
    home = DataHome(settings.data_dir)
    try:
        home.make()
    except OperatorFault as fault:
        yield mend("data", str(fault), "choose another directory, or mend its owner")
        return
    yield ok("data", str(home.folder))
    yield disk(str(home.folder), shutil.disk_usage(home.folder).free)
    yield _port(settings, home)
    yield from _advice(settings)


def _assets(folder: Path) -> Finding:
    if (folder / "console" / "index.html").is_file():
        return ok("console", "built")
    return mend("console", "the web console is not built", "./dev up builds it; wheels carry it")


def _engines(settings: Settings) -> Iterator[Finding]:
    wanted: list[tuple[str, str | None, Callable[[], Path]]] = [
        ("postgresql", settings.database_url, binaries.postgres_folder),
        ("nats", settings.nats_url, binaries.nats_program),
    ]
    for name, url, find in wanted:
        if url:
            yield ok(name, "a server of yours")
            continue
        try:
            yield ok(name, f"embedded, {find()}")
        except OperatorFault as fault:
            yield mend(name, str(fault), "pip install guichet brings it")


def disk(folder: str, free: int) -> Finding:
    """What free space means."""
    words = f"{free / 1e9:.1f} GB free at {folder}"
    if free < _NO_ROOM:
        return mend("disk", words, "make room now: the database stops when the disk is full")
    if free < _LITTLE_ROOM:
        return note("disk", words, "make room soon")
    return ok("disk", words)


def _port(settings: Settings, home: DataHome) -> Finding:
    where = f"{settings.http_host}:{settings.http_port}"
    if _answers(settings):
        return ok("port", f"Guichet answers at {where}")
    try:
        with listener.bind(settings):
            return ok("port", f"{where} is free")
    except OperatorFault as fault:
        running = " (this Guichet starts or stops just now)" if home.is_held() else ""
        return mend("port", f"{fault}{running}", "set GUICHET_HTTP_PORT to a free port")


def _answers(settings: Settings) -> bool:
    host = "127.0.0.1" if settings.http_host in _EVERYWHERE else settings.http_host
    try:
        with urllib.request.urlopen(
            f"http://{host}:{settings.http_port}/healthz", timeout=3
        ) as answer:
            return bool(answer.read() == b"alive\n")
    except (OSError, ValueError):
        return False


def _advice(settings: Settings) -> Iterator[Finding]:
    if settings.database_url and settings.secret_key is None:
        yield note(
            "secret",
            "the database is a server of yours, the master secret is generated on this machine",
            "set GUICHET_SECRET_KEY, so that another machine can take over",
        )
    if settings.http_host not in ("127.0.0.1", "::1", "localhost") and settings.public_url is None:
        yield note(
            "address",
            f"listens on {settings.http_host} and does not know its public address",
            "set GUICHET_PUBLIC_URL: links in mails, cookies and passkeys need it",
        )


def _database(servers: Servers, settings: Settings, clock: Clock) -> list[Finding]:
    place = probe.place(servers.owner_url)
    try:
        found = look(servers.owner_url, clock)
        return [*of_database(found, clock), *of_mails(found, settings, clock)]
    except NoAnswer as fault:
        return [
            mend(
                "database",
                f"{place}: {fault}",
                "start it, or mend GUICHET_DATABASE_URL",
            )
        ]


def of_database(found: Checkup, clock: Clock) -> Iterator[Finding]:
    """What the state of the database means."""
    if int(found.version.split(".")[0]) < probe.OLDEST_SERVER:
        needed = f"install PostgreSQL {probe.OLDEST_SERVER} or later"
        yield mend("database", f"PostgreSQL {found.version} is too old", needed)
    else:
        yield ok("database", f"PostgreSQL {found.version}")
    if found.revision == found.newest:
        yield ok("schema", f"revision {found.revision}")
    else:
        words = f"revision {found.revision or 'none'}, this Guichet has {found.newest}"
        yield note("schema", words, "guichet migrate, or guichet serve, brings it up to date")
    if abs(found.ahead) > _SKEW:
        words = f"the database's clock differs by {found.ahead:+.1f} s"
        yield mend("clock", words, "set both machines by NTP")
    else:
        yield ok("clock", f"agrees with the database's within {abs(found.ahead):.3f} s")
    if found.relay is not None:
        yield from of_relay(found.relay, clock)


def of_relay(relay: Relay, clock: Clock) -> Iterator[Finding]:
    """What the state of the relay means."""
    waits = (clock.now() - relay.waiting_since).total_seconds() if relay.waiting_since else 0.0
    words = f"{relay.waiting + relay.unpublished} events wait, the oldest for {max(waits, 0):.1f} s"
    if waits > _LAG and not relay.leads:
        yield note("relay", f"{words}; no relay runs", "start a process with the role worker")
    elif waits > _LAG:
        yield mend("relay", words, relay.blocker or "see the log of the worker")
    else:
        yield ok("relay", words)
    if relay.dead_letters:
        count = f"{relay.dead_letters} events were given up on"
        yield note("dead letters", count, "look at them under Platform, Health")


def of_mails(found: Checkup, settings: Settings, clock: Clock) -> Iterator[Finding]:
    """What the outbox of mails means where no SMTP server is set. The demo needs none."""
    if settings.smtp_url is not None or settings.demo:
        return
    what_to_do = "set GUICHET_SMTP_URL for invitations and resets"
    if found.mails_since is None:
        yield note("mail", "no mail can be sent", what_to_do)
        return
    since = (clock.now() - found.mails_since).total_seconds()
    waits = f"{found.mails} mails wait for an SMTP server, the oldest for {since / 3600:.1f} h"
    yield mend("mail", waits, what_to_do)


async def _nats(servers: Servers) -> Finding:
    try:
        client = await asyncio.wait_for(
            nats.connect(servers.nats_url, allow_reconnect=False, error_cb=_quiet), 5
        )
    except (OSError, NatsError, TimeoutError, socket.gaierror) as fault:
        return mend(
            "nats",
            f"does not answer ({str(fault) or type(fault).__name__})",
            "start it, or mend GUICHET_NATS_URL",
        )
    try:
        info = await client.jetstream().account_info()
    except NatsError as fault:
        return mend("nats", f"has no JetStream ({fault})", "start it with JetStream (-js)")
    finally:
        await client.close()
    met = client.connected_server_version
    version = f"{met.major}.{met.minor}.{met.patch}"
    return ok("nats", f"NATS {version}, {info.streams} streams, {info.storage / 1e6:.1f} MB")


async def _quiet(_fault: Exception) -> None:
    """What goes wrong is reported once, by the call itself."""
