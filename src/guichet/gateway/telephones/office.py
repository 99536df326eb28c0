"""Deals with texts from telephones, one at a time: wishes first (STOP, START, HELP), then whom it
is for. What is written of a text is written once, with everything that follows from it; only what
goes into a conversation is committed before, under a name that makes a repeat harmless.
"""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from guichet.accounts.tenants import service as tenants
from guichet.consent import service as consents
from guichet.consent.addresses import digester
from guichet.consent.service import Address
from guichet.consent.types import Recorder
from guichet.gateway.across import AcrossTenants
from guichet.gateway.clients import service as clients
from guichet.gateway.context import Context
from guichet.gateway.contract import AnyChannel, AnyDoor, Sink, Tools
from guichet.gateway.directory import Directory, TenantIsActive
from guichet.gateway.leases.service import Token, still_held
from guichet.gateway.numbers.types import Number
from guichet.gateway.received import service as received
from guichet.gateway.received.types import Received
from guichet.gateway.registry import Registry
from guichet.gateway.telephones import repository
from guichet.gateway.telephones.answering import Saying, is_to_be_confirmed, plain, say
from guichet.gateway.telephones.engine import Board, digits_of, telephone_of
from guichet.gateway.telephones.events import text_received
from guichet.gateway.telephones.types import (
    Line,
    NobodySignsUp,
    Person,
    Settled,
    SigningUp,
    SignsUp,
    Stray,
    Text,
    WhatAnswers,
    WhoIs,
    Wrote,
    WroteUs,
    nothing_answered,
)
from guichet.gateway.types import Fate, Identity, Inbound, Occasion, TelephoneText, Treatment
from guichet.kit.cipher import Cipher
from guichet.kit.clock import Clock
from guichet.kit.errors import Refusal
from guichet.kit.i18n import DEFAULT_LANGUAGE, LANGUAGES, Language, sentence
from guichet.kit.ids import IdMaker, TenantId
from guichet.kit.leading import LeaseLost
from guichet.kit.work import SYSTEM, Work
from guichet.policies.stops import wish_of

LEASE: Final = "texts from telephones"
MOST_ANSWERS: Final = 5
"""Automatic answers to one telephone within ``WITHIN``: two machines must not talk for ever."""
WITHIN: Final = timedelta(hours=1)
HOME: Final = "FR"
"""How numbers are read that come to a number nobody knows."""
_NOBODY: Final = Recorder("system", None, None)


@dataclass(frozen=True, slots=True)
class Means:
    """What dealing with texts needs."""

    across: AcrossTenants
    clock: Clock
    ids: IdMaker
    cipher: Cipher
    registry: Registry
    tools: Tools
    sink: Sink
    directory: Directory
    who_is: WhoIs
    is_active: TenantIsActive
    what_answers: WhatAnswers = nothing_answered
    signs: SignsUp = field(default_factory=NobodySignsUp)


@dataclass(frozen=True, slots=True)
class _Case:
    """A text with what is known of it."""

    text: Text
    board: Board
    token: Token

    @property
    def person(self) -> Identity:
        """Who wrote."""
        return Identity("phone", self.text.sender)

    @property
    def wrote_us(self) -> WroteUs:
        """As sign-ups see it."""
        text = self.text
        name, words = self.name, text.text
        return WroteUs(text.sender, text.addressee, words, name, text.at, text.heard_at)

    @property
    def name(self) -> str:
        """Unique for ever."""
        return f"{self.text.key.route_id}:{self.text.key.peer_id}"


class Office:
    """One for a process that reads."""

    def __init__(self, means: Means) -> None:
        self._means = means
        self._kinds = tuple(one.kind for one in means.registry.kinds() if one.hears)

    async def board(self, texts: Sequence[Text]) -> Board:
        """The numbers these are for, and who listens, at this moment."""
        digits = {digits_of(one.addressee) for one in texts}
        written = [*digits, *(f"+{one}" for one in digits)]
        async with self._means.across() as session:
            numbers, holdings = await repository.board(session, written)
        doors = await self._means.directory.connecting(self._kinds)
        lines = [
            Line(door.tenant_id, door.id, claim.number, claim.keyword, channel.passes_to())
            for door in doors
            for channel in (self._channel(door),)
            for claim in channel.claims(door.settings)
        ]
        return Board(numbers, holdings, lines)

    async def deal(self, text: Text, board: Board, token: Token) -> None:
        """Deal with a text for good. Harmless to repeat.

        :raises LeaseLost: nothing was done
        """
        number = board.number(text.addressee)
        telephone = telephone_of(text.sender, number.territory if number else HOME)
        addressee = number.number if number else text.addressee
        if telephone is None:
            return await self._close(text, token, Settled("nobody", "no_telephone"))
        case = _Case(replace(text, sender=telephone, addressee=addressee), board, token)
        wish = wish_of(text.text)
        if wish == "stop":
            return await self._stop(case)
        if await self._confirms(case, number):
            return None
        if wish == "start" and await self._start(case):
            return None
        return await self._give(case, asks_help=wish == "help")

    async def fail(self, text: Text, token: Token, code: str) -> None:
        """It cannot be dealt with: kept, and shown to the platform."""
        await self._close(text, token, Settled("failed", code))

    # Wishes

    async def _stop(self, case: _Case) -> None:
        companies = await self._concerned(case)
        if not companies:
            stray = Settled("nobody", "stop_for_nobody")
            return await self._close(case.text, case.token, stray)
        people = [await self._means.who_is(one, case.person) for one in companies]
        async with self._taking(case.text, case.token) as session:
            if session is None:
                return None
            for company, person in zip(companies, people, strict=True):
                await self._stop_one(self._work(session, company), case, person)
            settled = Settled("stop", _several(companies), companies[0])
            await self._told(session, case, settled, companies, people)
        return None

    async def _stop_one(self, work: Work, case: _Case, person: Person | None) -> None:
        addresses = await self._addresses(work, case, person)
        refused = await consents.suppressed(
            work.session, work.tenant_id, "marketing", "sms", [one.hash for one in addresses]
        )
        await consents.stop(work, addresses, case.text.text, _NOBODY)
        if addresses[0].hash in refused:
            return  # confirmed before
        own, name, language = await self._own_words(work, case, "stopped")
        if own:
            await self._say(work, case, own)
        elif is_to_be_confirmed(work, case.text.sender):
            words = plain(sentence(language, "texts.stopped", {"name": name}))
            saying = Saying(case.text.addressee, case.text.sender, words, "confirmation")
            await say(work, saying)

    async def _start(self, case: _Case) -> bool:
        """Whether it was one: who never told us to stop says something else by it."""
        companies = await self._concerned(case)
        people = [await self._means.who_is(one, case.person) for one in companies]
        async with self._taking(case.text, case.token) as session:
            if session is None:
                return True
            found: list[TenantId] = []
            for company, person in zip(companies, people, strict=True):
                work = self._work(session, company)
                addresses = await self._addresses(work, case, person)
                if await consents.start(work, addresses, case.text.text, _NOBODY):
                    found.append(company)
                    own, _, _ = await self._own_words(work, case, "started")
                    if own:
                        await self._say(work, case, own)
            if not found:
                return False
            theirs = [people[companies.index(one)] for one in found]
            settled = Settled("start", _several(found), found[0])
            await self._told(session, case, settled, found, theirs)
        return True

    async def _confirms(self, case: _Case, number: Number | None) -> bool:
        """Whether it says yes to a sign-up: that is no conversation."""
        holders = case.board.holders(number) if number is not None else ()
        company = await self._means.signs.agrees(case.wrote_us, holders)
        if company is None:
            return False
        person = await self._means.who_is(company, case.person)
        async with self._taking(case.text, case.token) as session:
            if session is not None:
                settled = Settled("confirmed", tenant_id=company)
                await self._told(session, case, settled, [company], [person])
        return True

    async def _concerned(self, case: _Case) -> Sequence[TenantId]:
        number = case.board.number(case.text.addressee)
        wrote: Sequence[Wrote] = ()
        if number is None or number.shared:
            async with self._means.across() as session:
                wrote = await repository.wrote(session, case.text.sender)
        now = self._means.clock.now()
        return case.board.concerned(number, case.text.text, wrote, now)

    async def _addresses(self, work: Work, case: _Case, person: Person | None) -> Sequence[Address]:
        """The telephone first, then all else its person is known by."""
        digests = await digester(work.session, work.tenant_id, self._means.cipher)
        known = [case.person, *(person.identities if person else ())]
        contact_id = person.contact_id if person else None
        return [
            Address(one.kind, digests.of(one.kind, one.value), contact_id)
            for one in dict.fromkeys(known)
        ]

    # Whom it is for

    async def _give(self, case: _Case, *, asks_help: bool) -> None:
        found = await self._addressed(case)
        if isinstance(found, Stray):
            return await self._close(case.text, case.token, Settled("nobody", found.code))
        if not await self._means.is_active(found.tenant_id):
            suspended = Settled("nobody", "company_suspended", found.tenant_id)
            return await self._close(case.text, case.token, suspended)
        door = await self._means.directory.by_id(found.tenant_id, found.entry_point_id)
        if door is None:
            return await self._close(case.text, case.token, Settled("nobody", "nobody_listens"))
        if asks_help:
            return await self._answer(case, found, door, Settled("help"), "help")
        return await self._treat(case, found, door)

    async def _addressed(self, case: _Case) -> Line | Stray:
        text, board = case.text, case.board
        number = board.number(text.addressee)
        async with self._means.across() as session:
            talk = await repository.talk(session, text)
            shared = number is not None and number.shared
            wrote = await repository.wrote(session, text.sender) if shared else ()
        mine = set(board.holders(number)) if number else set()
        may = [one for one in wrote if one.tenant_id in mine]
        return board.addressed(number, text.text, talk, may, self._means.clock.now())

    async def _treat(self, case: _Case, line: Line, door: AnyDoor) -> None:
        text = case.text
        told = TelephoneText(case.name, text.sender, line.number, text.text, line.keyword, text.at)
        treatment = self._channel(door).treat(told)
        if treatment.signs_up is not None:
            if not self._names_it(case, line):
                return await self._answer(case, line, door, Settled("told"))
            asked = SigningUp(line.tenant_id, treatment.signs_up, line.keyword, door.language)
            reason = await self._means.signs.up(case.wrote_us, asked)
            return await self._answer(case, line, door, Settled("signed_up", reason))
        words, settled = treatment.answer, Settled(_fate(treatment))
        if treatment.inbound is not None:
            try:
                inbound = await self._with_campaign(line.tenant_id, text, treatment.inbound)
                accepted = await self._means.sink.receive(door, inbound)
            except Refusal as refused:
                code = refused.faults[0].code if refused.faults else refused.code
                return await self._close(text, case.token, Settled("failed", code))
            words = words if accepted.seq == 1 else None
            settled = replace(settled, interaction_id=accepted.interaction_id)
        return await self._answer(case, line, door, settled, words=words)

    def _names_it(self, case: _Case, line: Line) -> bool:
        """Whether the text says the keyword it came here by: other words sign nobody up."""
        if line.keyword is None:
            return True
        number = case.board.number(case.text.addressee)
        return number is not None and case.board.named(number, case.text.text) == line

    async def _with_campaign(self, tenant_id: TenantId, text: Text, inbound: Inbound) -> Inbound:
        """What a telephone wrote, with the campaign it answers, if it answers one."""
        answered = await self._means.what_answers(tenant_id, text.sender, text.at)
        if answered is None:
            return inbound
        return replace(inbound, context=Context(answers=answered))

    async def _answer(
        self,
        case: _Case,
        line: Line,
        door: AnyDoor,
        settled: Settled,
        occasion: Occasion | None = None,
        *,
        words: str | None = None,
    ) -> None:
        """Note what became of a text, and answer it unless it was answered enough."""
        person = await self._means.who_is(line.tenant_id, case.person)
        async with self._taking(case.text, case.token) as session:
            if session is None:
                return
            work = self._work(session, line.tenant_id)
            if occasion is not None:
                own, name, language = await self._own_words(work, case, occasion, door)
                words = own or plain(sentence(language, f"texts.{occasion}", {"name": name}))
            reason = await self._say(work, case, words) if words else settled.reason
            settled = replace(
                settled,
                reason=reason,
                tenant_id=line.tenant_id,
                entry_point_id=line.entry_point_id,
                keyword=line.keyword,
            )
            await self._told(session, case, settled, [line.tenant_id], [person])

    async def _say(self, work: Work, case: _Case, words: str) -> str | None:
        text = case.text
        since = work.now - WITHIN
        if await repository.answered(work.session, text, since) >= MOST_ANSWERS:
            return "answered_enough"
        return await say(work, Saying(text.addressee, text.sender, words))

    async def _own_words(
        self, work: Work, case: _Case, occasion: Occasion, door: AnyDoor | None = None
    ) -> tuple[str | None, str, Language]:
        """The company's words for an occasion, if it has any, its name and its language."""
        tenant = await tenants.get(work, work.tenant_id)
        if door is None:
            number = case.board.number(case.text.addressee)
            line = case.board.line_of(number, work.tenant_id) if number else None
            if line is not None:
                door = await self._means.directory.by_id(work.tenant_id, line.entry_point_id)
        own = self._channel(door).words_for(occasion, tenant.name) if door else None
        spoken = door.language if door else tenant.settings.languages[0]
        language = next((one for one in LANGUAGES if one == spoken), DEFAULT_LANGUAGE)
        return own, tenant.name, language

    # Writing

    @asynccontextmanager
    async def _taking(self, text: Text, token: Token) -> AsyncIterator[AsyncSession | None]:
        """A transaction that has the text for itself; none when it was dealt with meanwhile."""
        async with self._means.across() as session:
            if not await still_held(session, LEASE, token):
                raise LeaseLost
            yield session if await repository.claim(session, text.key) else None

    async def _close(self, text: Text, token: Token, settled: Settled) -> None:
        async with self._taking(text, token) as session:
            if session is not None:
                await self._settle(session, text, settled)

    async def _settle(self, session: AsyncSession, text: Text, settled: Settled) -> UUID:
        text_id = self._means.ids.new()
        await repository.settle(session, text, text_id, settled, self._means.clock.now())
        return text_id

    async def _told(
        self,
        session: AsyncSession,
        case: _Case,
        settled: Settled,
        companies: Sequence[TenantId],
        people: Sequence[Person | None],
    ) -> None:
        """Settle, and tell each company it concerns."""
        for company in companies:
            reason = await self._pass_on(self._work(session, company), case, settled)
            settled = replace(settled, reason=settled.reason or reason)
        text_id = await self._settle(session, case.text, settled)
        for company, person in zip(companies, people, strict=True):
            contact = person.contact_id if person else None
            await received.note(session, company, _noted(case.text, text_id, settled, contact))
            event = text_received(case.text, text_id, company, settled, contact)
            await self._work(session, company).record(event)

    async def _pass_on(self, work: Work, case: _Case, settled: Settled) -> str | None:
        """Have a company's own system get the text, where it wants it; the code of why not, if it
        cannot be.
        """
        number, entry_point_id = case.board.number(case.text.addressee), settled.entry_point_id
        if entry_point_id is None and number is not None:
            line = case.board.line_of(number, work.tenant_id)
            entry_point_id = line.entry_point_id if line else None
        if entry_point_id is None:
            return None
        account = case.board.account_of(entry_point_id)
        if account is None:
            return None
        text = case.text
        return await clients.pass_on(work, account, text.sender, text.addressee, text.text)

    def _work(self, session: AsyncSession, tenant_id: TenantId) -> Work:
        return Work(session, tenant_id, self._means.clock, self._means.ids, SYSTEM)

    def _channel(self, door: AnyDoor) -> AnyChannel:
        return self._means.registry.make(door, self._means.tools)


def _noted(one: Text, text_id: UUID, settled: Settled, contact_id: UUID | None) -> Received:
    return Received(
        text_id,
        one.at,
        one.sender,
        one.addressee,
        one.text,
        settled.fate,
        settled.keyword,
        settled.entry_point_id,
        settled.interaction_id,
        contact_id,
    )


def _several(companies: Sequence[TenantId]) -> str | None:
    return "concerns_several" if len(companies) > 1 else None


def _fate(treatment: Treatment) -> Fate:
    if treatment.inbound is not None:
        return "conversation"
    return "answered" if treatment.answer else "told"
