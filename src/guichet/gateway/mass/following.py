"""Follows what the platform decides and what runs out: wakes what may go again, and tells those
concerned by mail, each time once.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import urljoin

from sqlalchemy.ext.asyncio import AsyncSession

from guichet.accounts.members import service as members
from guichet.accounts.tenants import service as tenants
from guichet.gateway.mass import waking
from guichet.gateway.mass.reviews.events import REVIEW_ASKED, REVIEW_DECIDED
from guichet.kit.clock import Clock
from guichet.kit.events.consumers import Consumer
from guichet.kit.events.types import Event, Json
from guichet.kit.i18n import Language
from guichet.kit.ids import IdMaker
from guichet.kit.mail.letters import letter
from guichet.kit.mail.service import Outbox
from guichet.kit.money import Money
from guichet.kit.work import SYSTEM, Work
from guichet.usage.events import LOW, RESUMED, STOPPED

Item = Mapping[str, Json]
Params = dict[str, str | int]
Say = Callable[[Item, Language], tuple[str, Params]]
"""The letter about an event, and what stands in its blanks."""
KINDS: Final = frozenset({LOW, RESUMED, STOPPED, REVIEW_ASKED, REVIEW_DECIDED})


@dataclass(frozen=True, slots=True)
class Post:
    """What letters need: who takes them, where links lead, whose company the platform's people are
    of.
    """

    outbox: Outbox
    base_url: str
    operator: str
    """Their company's short name."""


class SendingFollower:
    """Hears of sending, under the system role."""

    def __init__(self, clock: Clock, ids: IdMaker, post: Post) -> None:
        self._clock = clock
        self._ids = ids
        self._post = post

    def consumer(self) -> Consumer:
        """To be run by a ``ConsumerRunner``."""
        return Consumer("gateway.sending", KINDS, self.handle)

    async def handle(self, session: AsyncSession, event: Event) -> None:
        """Apply one event. A repeat would wake and tell once more."""
        item = event.payload["item"]
        assert isinstance(item, dict)
        work = Work(session, event.tenant_id, self._clock, self._ids, SYSTEM)
        if event.kind == RESUMED:
            await waking.wake(work)
        said = _LETTERS.get(event.kind)
        if said is not None:
            await self._tell(work, said, item, platform=event.kind == REVIEW_ASKED)

    async def _tell(self, work: Work, said: Say, item: Item, *, platform: bool) -> None:
        """Write to the administrators of the company, or to those of the platform's own, in their
        company's first language.
        """
        company = await tenants.get(work, work.tenant_id)
        readers, at_home, place = work, company, f"/t/{company.slug}/"
        if platform:
            operators = await tenants.find(work, self._post.operator)
            if operators is None:
                return
            at_home, place = operators, "/platform/tenants"
            readers = replace(work, tenant_id=operators.id)
        language: Language = "fr" if at_home.settings.languages[0] == "fr" else "en"
        name, params = said(item, language)
        link = urljoin(self._post.base_url, place)
        for one in await members.administrators(readers):
            told = letter(
                name, one.email, language, {**params, "tenant": company.settings.name}, link
            )
            await self._post.outbox.post(readers, told)


def _low(item: Item, language: Language) -> tuple[str, Params]:
    currency = str(item["currency"])
    return "balance_low", {
        "left": _amount(item["free"], currency, language),
        "limit": _amount(item["low_at"], currency, language),
    }


def _stopped(item: Item, _language: Language) -> tuple[str, Params]:
    return "sending_stopped", {"reason": str(item["stopped_reason"])}


def _resumed(_item: Item, _language: Language) -> tuple[str, Params]:
    return "sending_resumed", {}


def _asked(item: Item, _language: Language) -> tuple[str, Params]:
    samples = item["samples"]
    assert isinstance(samples, list)
    first = samples[0]
    assert isinstance(first, dict)
    return "review_asked", {"count": int(str(item["recipients"])), "text": str(first["text"])}


def _decided(item: Item, _language: Language) -> tuple[str, Params]:
    if item["state"] == "approved":
        return "review_approved", {}
    return "review_refused", {"reason": str(item["reason"])}


_LETTERS: Final[Mapping[str, Say]] = {
    LOW: _low,
    STOPPED: _stopped,
    RESUMED: _resumed,
    REVIEW_ASKED: _asked,
    REVIEW_DECIDED: _decided,
}


def _amount(micros: Json, currency: str, language: Language) -> str:
    return Money(int(str(micros or 0)), currency).rounded().shown(language)
