"""Somebody signs up: what is kept until they confirm, and how they are asked to.

Whoever signs up gets the same answer, known or not, asked or not: nobody learns from a page who is
on a list. Nobody is asked more than a few times a day, whatever page somebody else wrote their
number into.
"""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final
from uuid import UUID

from guichet.accounts.tenants import service as tenants
from guichet.campaigns.signups import repository
from guichet.campaigns.signups.confirming import confirm
from guichet.campaigns.signups.judging import DAY, PATIENCE, Standing, may_ask
from guichet.campaigns.signups.types import (
    BESIDE,
    CONFIRM,
    EXPIRES,
    Came,
    ConfirmedBy,
    Figures,
    Given,
    Page,
    SignUp,
)
from guichet.gateway.mass import service as mass
from guichet.gateway.mass.types import Asked, Order, Recipient, Wording
from guichet.kit.cipher import Cipher
from guichet.kit.errors import Refusal
from guichet.kit.i18n import sentence
from guichet.kit.mail.letters import letter
from guichet.kit.mail.service import Outbox
from guichet.kit.tokens import token_digest
from guichet.kit.work import Work
from guichet.protocols.gsm7.economy import economise

_LETTERS: Final = "23456789ABCDEFGHJKMNPQRSTUVWXYZabcdefghjkmnpqrstuvwxyz"
_TOKEN: Final = 14
"""Characters of the link of a confirmation: 80 bits, good for two days, and tried by the thousand
at the most: see ``doorway``.
"""


@dataclass(frozen=True, slots=True)
class Means:
    """What asking needs."""

    outbox: Outbox
    cipher: Cipher
    base_url: str


async def sign_up(
    work: Work,
    means: Means,
    page: Page,
    given: Given,
    came: Came,
    *,
    elsewhere: Sequence[datetime] = (),
) -> SignUp | None:
    """Keep it and ask for confirmation; none: nothing is kept, because the address or the page was
    asked for often enough, or the text cannot be sent. ``elsewhere``: when the address was asked
    by any company. The same source again is the same sign-up.
    """
    known = await repository.of_source(work, page.id, came.source)
    if known is not None:
        return known
    await repository.wait_for_turn(work, given.address)
    if not page.draft.enabled or await _is_enough(work, page, given, elsewhere):
        return None
    if await _is_too_much(work, page):
        await _count(work, page, Figures(unsent=1))
        return None
    one = SignUp(work.ids.new(), page.id, "pending", given, came, work.now, work.now + EXPIRES)
    if came.way == "keyword" and not page.draft.keyword_asks:
        return await _agreed_by_keyword(work, means, page, one)
    token = "".join(secrets.choice(_LETTERS) for _ in range(_TOKEN))
    asked = replace(one, message_id=work.ids.new())
    if not await repository.add(work, asked, token_digest(token)):
        return await repository.of_source(work, page.id, came.source)
    link = f"{means.base_url}{CONFIRM}{token}"
    if given.medium == "sms":
        await _text(work, page, asked, link)
    else:
        await _mail(work, means, page, asked, link)
    if not came.is_beside:
        await _count(work, page, Figures(signed=1))
    return asked


async def _is_enough(work: Work, page: Page, given: Given, elsewhere: Sequence[datetime]) -> bool:
    """Whether the address is not asked any more: today, or for the very same just now."""
    mine = await repository.lately(work, given.address, work.now - DAY)
    asked = [one for one in mine if one.message_id is not None]
    if not may_ask([*{*elsewhere, *(one.at for one in asked)}], work.now):
        return True
    return any(
        one.page_id == page.id and one.state == "pending" and one.at > work.now - PATIENCE
        for one in asked
    )


async def _is_too_much(work: Work, page: Page) -> bool:
    """Whether the page asked enough for a day, or is asked for by machines."""
    now = work.now
    lately = await repository.asked_of_page(work, page.id, now - DAY, now - PATIENCE)
    return lately.asked >= page.draft.day_cap or lately.is_abused()


async def _count(work: Work, page: Page, more: Figures) -> None:
    await repository.count_up(work.session, {(work.tenant_id, page.id): more}, work.now)


async def _agreed_by_keyword(work: Work, means: Means, page: Page, one: SignUp) -> SignUp | None:
    if not await repository.add(work, one, None):
        return await repository.of_source(work, page.id, one.came.source)
    await _count(work, page, Figures(signed=1))
    shown = {"source": one.came.source}
    _, done = await confirmed(work, means, page, one.id, by="keyword", shown=shown)
    return done


async def confirmed(
    work: Work,
    means: Means,
    page: Page,
    signup_id: UUID,
    *,
    by: ConfirmedBy,
    shown: Mapping[str, str],
) -> tuple[Standing, SignUp | None]:
    """Confirm a sign-up; ``shown`` is what proves it. What was confirmed stays as it is: again
    changes nothing, and tells ``done``. A mail address that was given beside the telephone is asked
    about by a letter of its own: until its link is followed nothing may be sent to it.
    """
    found, done = await confirm(work, means.cipher, page, signup_id, by=by, shown=shown)
    if found == "open" and done is not None and done.given.email and done.given.medium == "sms":
        given = Given("mail", done.given.email)
        came = replace(done.came, source=f"{done.came.source}{BESIDE}")
        await sign_up(work, means, page, given, came)
    return found, done


async def _text(work: Work, page: Page, one: SignUp, link: str) -> None:
    """A service text, counted and priced as one; it is refused with the sign-up if it cannot go."""
    number = one.came.number or page.draft.sender
    name = (await tenants.get(work, work.tenant_id)).name
    key = "signup.ask.number" if number else "signup.ask.link"
    said = sentence(one.came.language, key, {"name": name, "link": link})
    about: Asked | None = "answer" if one.came.way == "keyword" else None
    wording = Wording(number, economise(said).applied(), "service", about=about)
    order = Order(work.tenant_id, wording, [Recipient(one.given.address)], named=one.message_id)
    await mass.send(work, order)


async def _mail(work: Work, means: Means, page: Page, one: SignUp, link: str) -> None:
    name = (await tenants.get(work, work.tenant_id)).name
    params = {"name": name, "page": page.words(one.came.language).title}
    mail = letter("signup", one.given.address, one.came.language, params, link)
    await means.outbox.post(work, mail)


async def not_sent(work: Work, page: Page) -> None:
    """Count that a confirmation could not be asked for: the company sees it beside its page."""
    await _count(work, page, Figures(unsent=1))


def code_of(refused: Refusal) -> str:
    """Why a confirmation could not be sent."""
    return refused.faults[0].code if refused.faults else refused.code
