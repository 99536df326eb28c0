"""The ``web`` role: HTTP, the live socket, channels' own routes, the console."""

from collections.abc import Sequence
from functools import partial

from fastapi import FastAPI
from starlette.routing import BaseRoute

from guichet.accounts.api_keys.tokens import KEY_PURPOSE
from guichet.accounts.callers.edge import AccountCallers
from guichet.accounts.cookies import SessionCookie
from guichet.accounts.works import SystemWorks
from guichet.api.app import create_app
from guichet.campaigns.erasure import CampaignsErased
from guichet.campaigns.signups.erasure import SignUpsErased
from guichet.campaigns.triggers.service import TriggeredPeople
from guichet.crm.deps import People
from guichet.crm.occurrences.short_way import ShortWay as EventsShortWay
from guichet.desk.erasure import TextsErased, WordsErased
from guichet.gateway.mass.short_way import ShortWay as MessagesShortWay
from guichet.gateway.received.service import ReceivedErased
from guichet.hooks.erasure import HooksErased
from guichet.interactions.erasure import RequestsErased
from guichet.interactions.history import RequestsOfPeople
from guichet.kit.events.feed import EventFeed
from guichet.kit.ground import Ground
from guichet.live.door import AccountDoor
from guichet.live.endpoint import Live
from guichet.processes import platform
from guichet.processes.campaigns import short_links, sign_ups, tills
from guichet.processes.channels import Channels
from guichet.processes.facts import SOURCES
from guichet.processes.files import signed_files
from guichet.processes.foundation import Foundation
from guichet.processes.lists.jobs import fill_list
from guichet.processes.parts import Part


class Web:
    """What the role runs on one foundation."""

    def __init__(
        self,
        foundation: Foundation,
        channels: Channels,
        feed: EventFeed,
        more: Sequence[BaseRoute] = (),
    ) -> None:
        """``more``: pages that stand outside the API, such as the demo's."""
        ground = foundation.ground
        self.settings = ground.settings
        self._bus = foundation.bus
        callers = _callers(ground)
        self._write_uses = platform.write_uses(callers.key_uses, ground.system_db)
        self._live = Live(
            ground,
            AccountDoor(callers),
            foundation.bus,
            feed,
            platform=ground.system_db.snapshot,
        )
        routes = [
            self._live.route(),
            signed_files(ground),
            *channels.routes,
            *short_links(ground),
            *sign_ups(ground),
            *tills(ground),
            *more,
        ]
        self.app: FastAPI = create_app(ground, callers, routes)
        events = EventsShortWay(self.app, ground, callers)
        self.front = MessagesShortWay(self.app, ground, callers, events)
        self.app.state.channels = channels.at_hand
        self.app.state.people = People().with_(
            (RequestsOfPeople(),),
            (
                WordsErased(),
                RequestsErased(),
                TextsErased(),
                HooksErased(),
                TriggeredPeople(),
                CampaignsErased(),
                SignUpsErased(),
                ReceivedErased(),
            ),
        )
        self.app.state.facts = SOURCES
        self.app.state.fill_list = fill_list.defer
        self.app.state.platform_ports = platform.ports(ground, foundation.bus)

    def parts(self) -> list[Part]:
        """Background parts of the role."""
        return [
            Part("live", self._live.run),
            Part("beats", partial(self._live.beat, self._bus.publish)),
            Part("uses of API keys", self._write_uses),
        ]


def _callers(ground: Ground) -> AccountCallers:
    works = SystemWorks(ground.system_db, ground.clock, ground.ids)
    cookie = SessionCookie(ground.settings.base_url)
    return AccountCallers(works, cookie, ground.cipher.derive(KEY_PURPOSE))
