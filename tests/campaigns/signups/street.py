"""A company with a page to sign up on, and somebody in front of it."""

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import httpx

from guichet.consent import service as consents
from guichet.consent.addresses import digest_of
from guichet.crm import service as contacts
from guichet.crm.types import Contact
from guichet.gateway.types import Identity
from guichet.kit.work import SYSTEM
from tests.campaigns.scene import Scene
from tests.gateway.telephones.scene import LONG, PHONE, Platform

AGREED = "J’accepte de recevoir les offres de Vanille par SMS."
WORDS = {"fr": {"title": "Nos offres", "intro": "Une par mois.", "consent": AGREED}}
PAGE: dict[str, Any] = {
    "name": "Vitrine",
    "words": WORDS,
    "asks": {"phone": "required", "first_name": "optional", "postcode": "optional"},
    "territories": ["RE", "FR"],
    "tags": ["vitrine"],
    "sender": LONG,
}
IPHONE = {"user-agent": "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Safari/604.1"}
_LINK = re.compile(r"https?://[^/\s]+(/s/c/\w+)")
_SHOWN = re.compile(r'name="shown" value="([^"]+)"')


@dataclass
class Street:
    """A company with a number and a page, and somebody in front of it."""

    scene: Scene
    post: Platform
    http: httpx.AsyncClient
    page: dict[str, Any]
    boss: httpx.AsyncClient

    async def fill_in(self, **written: str) -> httpx.Response:
        """Read the page, and send what is written a moment later."""
        return await self.send(await self.look(), **written)

    async def look(self) -> str:
        """What the form holds once the page was read."""
        seen = await self.http.get(f"/s/{self.page['code']}", headers=IPHONE)
        found = _SHOWN.search(seen.text)
        assert found is not None, seen.text
        self.scene.clock.advance(timedelta(seconds=3))
        return found[1]

    async def send(self, shown: str, **written: str) -> httpx.Response:
        """The form."""
        told = {"phone": "0692 12 34 56", "agreed": "1", "shown": shown, **written}
        return await self.http.post(f"/s/{self.page['code']}", data=told)

    async def says(self, text: str, sender: str = PHONE) -> None:
        """The telephone writes to the company, and is read."""
        await self.post.says(text, LONG, sender)
        await self.post.read()

    async def agent_says(self, words: str) -> None:
        """The company answers the telephone."""
        await self.post.answers(self.scene.tenant.id, words)

    async def who(self) -> Contact | None:
        """The card of the telephone."""
        async with self.scene.open_work(self.scene.tenant.id, SYSTEM) as work:
            found = await contacts.known(work, Identity("phone", PHONE))
            return (await contacts.card(work, found)).contact if found else None

    async def allowed(self) -> bool | None:
        """Whether offers may go to the telephone."""
        async with self.scene.open_work(self.scene.tenant.id, SYSTEM) as work:
            digest = await digest_of(work, self.scene.ground.cipher, "phone", PHONE)
            return await consents.allowed(work, "marketing", digest, "sms")

    async def link(self) -> str:
        """That of the newest text."""
        found = _LINK.search((await self.post.sent())[-1][2])
        assert found is not None
        return found[1]

    async def figures(self) -> tuple[int, int, int]:
        """Seen, signed, confirmed."""
        told = (await self.boss.get(f"/signup-pages/{self.page['id']}")).json()["figures"]
        return told["seen"], told["signed"], told["confirmed"]
