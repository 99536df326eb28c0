"""The ``router`` role: who gets which request."""

from contextlib import AbstractAsyncContextManager

from guichet.accounts.works import SystemWorks
from guichet.agents.holidays import is_holiday
from guichet.gateway.leases.service import Leases
from guichet.gateway.performer import Performer
from guichet.kit.events.feed import EventFeed
from guichet.kit.ids import TenantId
from guichet.kit.work import SYSTEM, Work
from guichet.processes.channels import holder
from guichet.processes.foundation import Foundation
from guichet.processes.parts import Part
from guichet.routing.announcer import Announcer
from guichet.routing.availability import AvailabilitySpeaker
from guichet.routing.runner import TERM, Means, RoutingRunner, Watcher
from guichet.routing.watching import LinesWatcher


def parts(foundation: Foundation, feed: EventFeed, performer: Performer) -> list[Part]:
    """Background parts of the role. Any number of processes may have them: each shard of tenants
    is led by one.
    """
    bus, open_snapshot = foundation.bus, foundation.ground.request_db.snapshot
    announcer = Announcer(performer, bus, open_snapshot)
    speaker = AvailabilitySpeaker(bus.publish)
    watcher = LinesWatcher(open_snapshot, foundation.ground.clock, (speaker, announcer))
    return [
        Part("announcer", announcer.run),
        Part("router", RoutingRunner(means(foundation, feed, watcher)).run),
    ]


def means(foundation: Foundation, feed: EventFeed, *watchers: Watcher) -> Means:
    """What the router needs of this process."""
    ground = foundation.ground
    works = SystemWorks(ground.system_db, ground.clock, ground.ids)

    def open_work(tenant_id: TenantId) -> AbstractAsyncContextManager[Work]:
        return works(SYSTEM, tenant_id)

    across = ground.system_db.transaction
    return Means(
        feed=feed,
        bus=foundation.bus,
        leases=Leases(across, holder(), TERM),
        across=across,
        open_work=open_work,
        open_snapshot=ground.request_db.snapshot,
        clock=ground.clock,
        is_holiday=is_holiday,
        watchers=watchers,
    )
