"""The channels of a process: what comes in goes to intake, what goes out is dispatched."""

import os
import socket
from dataclasses import dataclass
from pathlib import Path

from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.types import Receive, Scope, Send

import guichet
from guichet.accounts.tenants import service as tenants
from guichet.accounts.works import SystemWorks
from guichet.desk import service as desk
from guichet.files.addresses import FileAddresses
from guichet.files.deps import uploads_on
from guichet.gateway.carriers.calls import CarrierCalls
from guichet.gateway.carriers.heard import Heard
from guichet.gateway.carriers.kinds import LinkKinds
from guichet.gateway.carriers.kinds import discover as link_kinds
from guichet.gateway.contract import Front, PeerRoute, Signals, Sink, TextsPort, Tools
from guichet.gateway.deps import ChannelsAtHand
from guichet.gateway.directory import Directory, TenantIsActive
from guichet.gateway.dispatcher import Dispatcher
from guichet.gateway.leases.service import Leases
from guichet.gateway.mass.contract import CallFront
from guichet.gateway.mass.depot import KnownIds, Store
from guichet.gateway.mass.shelves import Shelves
from guichet.gateway.mass.writing import Writer
from guichet.gateway.performer import Performer
from guichet.gateway.registry import Registry, discover
from guichet.gateway.runner import Runner
from guichet.gateway.telephones.texting import Texting
from guichet.insight.invitations.book import InvitationBook
from guichet.intake.sink import IntakeSink
from guichet.interactions.service import record_progress
from guichet.kit.bus import Bus
from guichet.kit.ground import Ground
from guichet.kit.ids import TenantId
from guichet.kit.limits.service import RateLimiter
from guichet.kit.work import UnitOfWork
from guichet.processes.files import VisitorFiles
from guichet.processes.foundation import Foundation
from guichet.processes.parts import Part
from guichet.routing.announcer import Places
from guichet.routing.availability import KnownAvailability

STATIC = Path(guichet.__file__).parent / "static"


@dataclass(frozen=True)
class Channels:
    """Everything channels need of a process."""

    registry: Registry
    at_hand: ChannelsAtHand
    """For the endpoints: ``app.state.channels``."""
    routes: list[BaseRoute]
    """For the web role: outside the API."""
    runner: Runner
    """Holds connections. A part of the process: ``run`` until cancelled."""
    dispatcher: Dispatcher
    """Sends what is due. A part of the process, in every role that queues something."""
    performer: Performer
    """For background parts that want something shown now."""
    calls: CarrierCalls
    """Takes what carriers tell over HTTP. A part of the process: it writes what was told."""
    sink: Sink
    """Where what people say goes."""
    directory: Directory
    """Finds entry points across tenants."""
    is_active: TenantIsActive
    availability: KnownAvailability
    """Hears whether somebody would answer. A part of the process."""


def channels(ground: Ground, bus: Bus, secret: bytes, tenant_is_active: TenantIsActive) -> Channels:
    """The channels found, wired to intake and to the database. ``secret`` is derived for channels
    alone.
    """
    signals: Signals = bus
    availability = KnownAvailability(bus, ground.clock)
    registry = discover(cipher=ground.cipher)
    across = ground.system_db.transaction
    open_work = UnitOfWork(ground.request_db, ground.clock, ground.ids)
    tools = _tools(ground, signals, secret, Texting(open_work))
    directory = Directory(across, registry, ground.clock, tenant_is_active)
    gone = desk.ended_by_person
    sink = IntakeSink(
        open_work, registry, signals, record_progress, ground.outbox, person_gone=gone
    )
    runner = Runner(directory, registry, Leases(across, holder()), tools, sink)
    dispatcher = Dispatcher(
        across,
        open_work,
        directory=directory,
        registry=registry,
        tools=tools,
        tell=record_progress,
        connections=runner,
    )
    files = VisitorFiles(uploads_on(ground))
    places, invitations = Places(bus.publish), InvitationBook(open_work)
    quotas = RateLimiter(ground.system_db, ground.clock)
    front = Front(tools, sink, directory, availability, files, invitations, places, quotas)
    links = link_kinds(cipher=ground.cipher)
    calls = _calls(ground, links)
    called = links.routes(CallFront(tools, calls))
    routes = [route(one) for one in (*registry.routes(front), *called)]
    at_hand = ChannelsAtHand(registry, tools)
    performer = Performer(directory, registry, tools)
    return Channels(
        registry,
        at_hand,
        routes,
        runner,
        dispatcher,
        performer,
        calls,
        sink,
        directory,
        tenant_is_active,
        availability,
    )


def _calls(ground: Ground, links: LinkKinds) -> CarrierCalls:
    """What carriers tell over HTTP is written by this process, which carries nothing by it."""
    across, clock = ground.system_db.transaction, ground.clock
    heard = Heard(across, clock)
    writer = Writer(across, clock)
    store = Store(across, clock, Shelves(), writer, KnownIds(), heard.take_in)
    return CarrierCalls(store, links)


def of(foundation: Foundation) -> Channels:
    """The channels of this process."""
    ground = foundation.ground
    works = SystemWorks(ground.system_db, ground.clock, ground.ids)

    async def is_active(tenant_id: TenantId) -> bool:
        async with works() as work:
            return (await tenants.get(work, tenant_id)).status == "active"

    return channels(ground, foundation.bus, ground.cipher.derive("channels"), is_active)


def parts(found: Channels) -> list[Part]:
    """Background parts, in every process: whoever queues something to send sends it."""
    return [
        Part("channels", found.runner.run),
        Part("dispatcher", found.dispatcher.run),
        Part("availability", found.availability.run),
        Part("calls of carriers", found.calls.run),
    ]


def _tools(ground: Ground, signals: Signals, secret: bytes, texts: TextsPort) -> Tools:
    return Tools(
        clock=ground.clock,
        ids=ground.ids,
        signals=signals,
        secret=secret,
        public_url=ground.settings.base_url,
        static=STATIC,
        file_address=FileAddresses(ground),
        texts=texts,
    )


def holder() -> str:
    """This process, in words an operator understands."""
    return f"{socket.gethostname()}:{os.getpid()}"


def route(peer: PeerRoute) -> BaseRoute:
    """As the edge mounts it. An object, not a function: Starlette takes it for plain ASGI."""
    if not peer.methods:
        return WebSocketRoute(peer.path, _Asgi(peer))
    return Route(peer.path, _Asgi(peer), methods=list(peer.methods))


class _Asgi:
    def __init__(self, peer: PeerRoute) -> None:
        self._app = peer.app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._app(scope, receive, send)
