"""What telephones write that signs up, or confirms: for whoever reads their texts."""

from collections.abc import Collection
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from guichet.campaigns.signups import repository
from guichet.campaigns.signups.asking import Means, code_of, confirmed, not_sent, sign_up
from guichet.campaigns.signups.judging import DAY, agrees, at_home, is_echo
from guichet.campaigns.signups.types import EXPIRES, Came, Given, Page, SignUp
from guichet.gateway.across import AcrossTenants
from guichet.gateway.mass import service as mass
from guichet.gateway.telephones.types import SigningUp, WroteUs
from guichet.kit.clock import Clock
from guichet.kit.errors import Refusal
from guichet.kit.i18n import DEFAULT_LANGUAGE, LANGUAGES
from guichet.kit.ids import TenantId
from guichet.kit.work import SYSTEM, UnitOfWork

_KEPT: Final = 100
"""Characters of a text that are kept as proof."""
Sent = tuple[UUID, datetime]
"""A message of ours, and when it went."""


class Listening:
    """Fulfils ``gateway.telephones.types.SignsUp``."""

    def __init__(
        self, across: AcrossTenants, open_work: UnitOfWork, clock: Clock, means: Means
    ) -> None:
        self._across = across
        self._open_work = open_work
        self._clock = clock
        self._means = means

    async def agrees(self, heard: WroteUs, companies: Collection[TenantId]) -> TenantId | None:
        """The company whose confirmation this "yes" answers: the question is the last thing that
        went to the telephone from the number it writes to. None: it answers something else.
        """
        if not companies or not agrees(heard.text):
            return None
        now = self._clock.now()
        async with self._across() as session:
            found = await repository.of_telephone(session, heard.telephone, now - EXPIRES)
            last = await self._last(session, heard, companies) if found else None
        for tenant_id, one in found:
            if tenant_id in companies and await self._is_it(tenant_id, one, heard, last):
                return tenant_id
        return None

    async def _last(
        self, session: AsyncSession, heard: WroteUs, companies: Collection[TenantId]
    ) -> Sent | None:
        pair = (heard.number, heard.telephone)
        return await mass.last_from(session, companies, *pair, heard.heard_at)

    async def _is_it(
        self, tenant_id: TenantId, one: SignUp, heard: WroteUs, last: Sent | None
    ) -> bool:
        if one.state == "confirmed":
            return is_echo(one, heard.source, heard.at, last[1] if last else None)
        if last is None or last[0] != one.message_id:
            return False
        shown = {"text": heard.text[:_KEPT], "source": heard.source, "number": heard.number}
        async with self._open_work(tenant_id, SYSTEM) as work:
            page = await repository.page(work, one.page_id, removed=True)
            if page is None:
                return False
            found, _ = await confirmed(work, self._means, page, one.id, by="reply", shown=shown)
        return found in ("open", "done")

    async def up(self, heard: WroteUs, asked: SigningUp) -> str | None:
        """Somebody wrote a keyword that signs up; why nothing came of it, or none."""
        async with self._across() as session:
            page = await repository.by_code(session, asked.page)
            elsewhere = await repository.asked(session, heard.telephone, self._clock.now() - DAY)
        if page is None or page.tenant_id != asked.tenant_id or not page.draft.enabled:
            return "no_such_signup_page"
        if not at_home(heard.telephone, page.draft.territories):
            return "not_served"
        came = _came(page, heard, asked)
        given = Given("sms", heard.telephone)
        try:
            async with self._open_work(asked.tenant_id, SYSTEM) as work:
                made = await sign_up(work, self._means, page, given, came, elsewhere=elsewhere)
        except Refusal as refused:
            async with self._open_work(asked.tenant_id, SYSTEM) as work:
                await not_sent(work, page)
            return code_of(refused)
        return None if made is not None else "answered_enough"


def _came(page: Page, heard: WroteUs, asked: SigningUp) -> Came:
    wanted = next((one for one in LANGUAGES if one == asked.language), DEFAULT_LANGUAGE)
    language = page.spoken(wanted)
    return Came(
        "keyword",
        heard.source,
        language,
        page.wording,
        page.words(language).consent,
        number=heard.number,
        keyword=asked.keyword,
        said=heard.text[:_KEPT],
    )
