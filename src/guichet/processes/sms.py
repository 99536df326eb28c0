"""The ``sms`` role: carries messages in mass. Any number of processes may have it: they share the
binds of every route, and take over from one that ends.
"""

from guichet.campaigns.results.answers import CampaignsAnswered
from guichet.gateway.carriers.alarms import Telling, Watch
from guichet.gateway.carriers.heard import Heard
from guichet.gateway.carriers.kinds import discover
from guichet.gateway.carriers.runner import TERM, CarrierRunner, Carrying
from guichet.gateway.carriers.standing import Standing
from guichet.gateway.clients.server import Doors, SmppServer
from guichet.gateway.clients.service import KEY_PURPOSE
from guichet.gateway.leases.service import Leases
from guichet.gateway.mass.accepting import Acceptor
from guichet.gateway.mass.care import Clearance
from guichet.gateway.mass.depot import KnownIds, Store
from guichet.gateway.mass.feeding import Feeder
from guichet.gateway.mass.reporting import Reports
from guichet.gateway.mass.reviews.gate import Gate
from guichet.gateway.mass.settling import Settling
from guichet.gateway.mass.shelves import Shelves
from guichet.gateway.mass.writing import Writer
from guichet.gateway.telephones.office import Means, Office
from guichet.gateway.telephones.progress import Progress
from guichet.gateway.telephones.reader import Reader
from guichet.kit.limits.service import RateLimiter
from guichet.kit.work import UnitOfWork
from guichet.processes import campaigns
from guichet.processes.channels import Channels, holder
from guichet.processes.foundation import Foundation
from guichet.processes.parts import Part
from guichet.processes.people import PeopleKnown


def parts(foundation: Foundation, found: Channels) -> list[Part]:
    """Background parts of the role."""
    ground = foundation.ground
    across, clock = ground.system_db.transaction, ground.clock
    writer = Writer(across, clock, Settling(clock, ground.ids).settle)
    heard = Heard(across, clock)
    store = Store(across, clock, Shelves(), writer, KnownIds(), heard.take_in)
    standing = Standing()
    feeder = Feeder(store, standing.choose, Clearance(ground.cipher, Gate(clock, ground.ids)))
    tools = found.at_hand.tools
    assert tools is not None  # the channels of a process have them
    kinds = discover(cipher=ground.cipher)
    telling = Telling(ground.ids, ground.outbox, ground.settings.base_url)
    watch = Watch(store, standing, telling)
    carrying = Carrying(store, standing, kinds, tools, foundation.bus.publish, watch)
    runner = CarrierRunner(carrying, Leases(across, holder(), TERM), feeder, holder())
    return [
        *_smpp_server(foundation),
        Part("carriers", runner.run),
        Part("telephones", _reader(foundation, found).run),
        campaigns.runner(ground),
        campaigns.lister(ground),
        Part("answers by text", _progress(foundation, found).run),
    ]


def _smpp_server(foundation: Foundation) -> list[Part]:
    """Where companies' own systems bind to, if the settings name a port."""
    ground = foundation.ground
    settings, across = ground.settings, ground.system_db.transaction
    if settings.smpp_port is None and settings.smpp_tls_port is None:
        return []
    server = SmppServer(
        across,
        ground.clock,
        ground.ids,
        acceptor=Acceptor(across, ground.clock, ground.ids, ground.cipher),
        limiter=RateLimiter(ground.system_db, ground.clock),
        hashing_key=ground.cipher.derive(KEY_PURPOSE),
        doors=Doors(
            settings.smpp_host,
            settings.smpp_port,
            settings.smpp_tls_port,
            settings.smpp_tls_certificate,
            settings.smpp_tls_key,
        ),
        bus=foundation.bus,
    )
    return [Part("smpp server", server.run)]


def _progress(foundation: Foundation, found: Channels) -> Progress:
    """Tells conversations what became of answers by text."""
    ground = foundation.ground
    return Progress(
        UnitOfWork(ground.request_db, ground.clock, ground.ids),
        Reports(ground.system_db.transaction, ground.clock, "line"),
        directory=found.directory,
        sink=found.sink,
        clock=ground.clock,
    )


def _reader(foundation: Foundation, found: Channels) -> Reader:
    """Reads what telephones wrote."""
    ground = foundation.ground
    across, tools = ground.system_db.transaction, found.at_hand.tools
    assert tools is not None  # the channels of a process have them
    open_work = UnitOfWork(ground.request_db, ground.clock, ground.ids)
    means = Means(
        across,
        ground.clock,
        ground.ids,
        ground.cipher,
        found.registry,
        tools,
        found.sink,
        found.directory,
        PeopleKnown(open_work),
        found.is_active,
        CampaignsAnswered(open_work),
        campaigns.listening(ground),
    )
    return Reader(across, Office(means), Leases(across, holder(), TERM))
