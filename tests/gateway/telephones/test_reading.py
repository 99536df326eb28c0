"""Texts from telephones are read in order, once, and given to whom they are for."""

import asyncio
from contextlib import suppress
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import text as statement

from guichet.crm import service as crm
from guichet.gateway.clients import service as clients
from guichet.gateway.clients.types import Draft as SmppDraft
from guichet.gateway.context import Claims
from guichet.gateway.telephones import service
from guichet.gateway.telephones.types import Person
from guichet.gateway.types import Identity
from guichet.kit.clock import ManualClock
from guichet.kit.ground import Ground
from guichet.kit.ids import TenantId
from guichet.kit.leading import LeaseLost
from tests.conftest import MakeTenant, MakeWork
from tests.gateway.telephones.scene import LONG, PHONE, SHORT, Platform, platform

_PEOPLE = statement(
    "SELECT i.contact_id AS person_id, e.contact_id FROM interaction i, event_log e"
    " WHERE e.kind = 'gateway.text.received'"
)


async def company(post: Platform, make_tenant: MakeTenant, **settings: object) -> TenantId:
    """A company with a number of its own and one entry point there."""
    tenant = await make_tenant()
    await post.give(await post.number(LONG), tenant)
    await post.door(tenant, number=LONG, **settings)
    return tenant


async def test_words_become_a_conversation_and_more_words_go_on_in_it(
    post: Platform, make_tenant: MakeTenant
) -> None:
    await company(post, make_tenant)
    await post.says("Bonjour", LONG)
    await post.says("Vous êtes ouverts ?", LONG.removeprefix("+"))
    await post.read()
    assert await post.words() == ["Bonjour", "Vous êtes ouverts ?"]
    assert [one[1] for one in await post.fates()] == ["conversation", "conversation"]
    told = await post.told()
    assert [(one["from"], one["to"], one["text"]) for one in told] == [
        (PHONE, LONG, "Bonjour"),
        (PHONE, LONG, "Vous êtes ouverts ?"),
    ]


async def test_who_chats_and_texts_with_one_verified_telephone_is_one_person(
    post: Platform, make_tenant: MakeTenant, make_work: MakeWork
) -> None:
    tenant = await company(post, make_tenant)
    async with make_work(tenant) as work:
        vouched = Claims(verified=True, phone=PHONE, name="Éloïse")
        visitor = await crm.meet(work, Identity("visitor", "v1"), None, "fr", vouched)
    await post.says("C'est encore moi", LONG)
    await post.read()
    (told,) = await post.rows(_PEOPLE)
    assert (told.person_id, told.contact_id) == (visitor.id, visitor.id)


_FOR_ACCOUNTS = statement(
    "SELECT address, reference FROM mass_report WHERE kind = 'account' ORDER BY id"
)


async def test_a_companys_own_system_gets_the_texts_of_the_entry_point_too_and_stops_as_well(
    post: Platform, make_tenant: MakeTenant, make_work: MakeWork
) -> None:
    tenant = await make_tenant()
    async with make_work(tenant) as work:
        account = (await clients.create(work, SmppDraft("Kannel"), b"k" * 32)).account
    await post.give(await post.number(LONG), tenant)
    await post.door(tenant, number=LONG, account=account.system_id)
    await post.door(tenant, number=LONG, keywords=["KDO"], does="tell", account="nobodys")
    for words in ("Bonjour", "STOP", "KDO oui"):
        await post.says(words, LONG)
    await post.read()
    told = [(one.address, one.reference) for one in await post.rows(_FOR_ACCOUNTS)]
    assert told == [(PHONE, f"text:{LONG}:Bonjour"), (PHONE, f"text:{LONG}:STOP")]
    assert [one[1:] for one in await post.fates()] == [
        ("conversation", None),
        ("stop", None),
        ("told", "no_such_smpp_account"),
    ]


async def test_an_automatic_answer_comes_from_the_number_and_not_for_ever(
    post: Platform, make_tenant: MakeTenant
) -> None:
    await company(post, make_tenant, does="answer", answer="Ouvert de 9 h à 18 h.")
    for _ in range(7):
        await post.says("Horaires ?", LONG)
        await post.read()
    sent = await post.sent()
    assert sent == [(PHONE, LONG, "Ouvert de 9 h à 18 h.", "answer")] * 5
    assert [one[1:] for one in await post.fates()][-2:] == [("answered", "answered_enough")] * 2
    assert await post.words() == []


async def test_a_conversation_is_greeted_once(post: Platform, make_tenant: MakeTenant) -> None:
    await company(post, make_tenant, answer="Bien reçu, nous répondons vite.")
    await post.says("Bonjour", LONG)
    await post.says("Allô ?", LONG)
    await post.read()
    assert len(await post.sent()) == 1


async def test_some_texts_are_only_told_to_systems(post: Platform, make_tenant: MakeTenant) -> None:
    await company(post, make_tenant, does="tell")
    await post.says("VOTE 3", LONG)
    await post.read()
    assert (await post.words(), await post.sent()) == ([], [])
    assert [one["fate"] for one in await post.told()] == ["told"]


async def test_stop_is_no_conversation_and_counts_for_all_a_person_is_known_by(
    ground: Ground, make_tenant: MakeTenant
) -> None:
    async def who_is(_tenant: TenantId, _identity: Identity) -> Person | None:
        return Person(UUID(int=9), [Identity("email", "eloise@example.com")])

    post = platform(ground, who_is)
    tenant = await company(post, make_tenant)
    await post.says("Stop svp", LONG)
    await post.read()
    assert await post.decisions() == [(tenant, "withdrawn")] * 2
    assert (await post.words(), await post.sent()) == ([], [])
    assert [one["fate"] for one in await post.told()] == ["stop"]


@pytest.mark.parametrize(
    ("sender", "stopped", "expected"),
    [
        ("+262692123456", "", []),
        ("+12025550123", "", ["confirmation"]),
        ("+262692123456", "C'est noté.", ["answer"]),
    ],
    ids=["the law wants none", "the law wants one", "the company's own words"],
)
async def test_a_stop_is_confirmed_where_the_law_or_the_company_wants_it(
    post: Platform, make_tenant: MakeTenant, sender: str, stopped: str, expected: list[str]
) -> None:
    await company(post, make_tenant, stopped=stopped)
    for _ in range(2):
        await post.says("STOP", LONG, sender)
    await post.read()
    assert [one[3] for one in await post.sent()] == expected


async def test_start_lifts_a_stop_and_is_plain_words_to_who_never_said_it(
    post: Platform, make_tenant: MakeTenant
) -> None:
    tenant = await company(post, make_tenant, started="Bon retour !")
    for text in ("oui", "STOP", "oui"):
        await post.says(text, LONG)
    await post.read()
    assert await post.words() == ["oui"]
    assert await post.decisions() == [(tenant, "withdrawn"), (tenant, "granted")]
    assert [one[2] for one in await post.sent()] == ["Bon retour !"]
    assert [one[1] for one in await post.fates()] == ["conversation", "stop", "start"]


async def test_help_says_who_writes_and_how_to_stop_it(
    post: Platform, make_tenant: MakeTenant
) -> None:
    await company(post, make_tenant)
    await post.says("AIDE", LONG)
    await post.read()
    ((to, sender, words, about),) = await post.sent()
    assert (to, sender, about) == (PHONE, LONG, "answer")
    assert words.startswith("Maison Vanille : répondez STOP")
    assert "\u00a0" not in words
    assert [one[1] for one in await post.fates()] == ["help"]


async def test_on_a_shared_number_each_company_gets_its_own(
    post: Platform, make_tenant: MakeTenant
) -> None:
    one, other = await make_tenant(), await make_tenant()
    shared = await post.number(SHORT, shared=True)
    await post.give(shared, one, "VANILLE")
    await post.give(shared, other, "RECIF")
    mine = await post.door(one, number=SHORT, keywords=["VANILLE"])
    theirs = await post.door(other, number=SHORT, keywords=["RECIF"])
    for text in ("vanille bonjour", "et demain ?", "Bonjour"):
        await post.says(text)
    await post.says("récif", sender="+262692999999")
    await post.says("Bonjour", sender="+262692888888")
    await post.says("STOP RECIF", sender="+262692888888")
    await post.read()
    assert await post.places() == [mine.id, mine.id, mine.id, theirs.id, None, None]
    assert [one[1:] for one in await post.fates()][-2:] == [
        ("nobody", "no_keyword"),
        ("stop", None),
    ]
    assert await post.decisions() == [(other, "withdrawn")]


async def test_what_is_for_nobody_is_kept_with_its_reason(
    post: Platform, make_tenant: MakeTenant
) -> None:
    await company(post, make_tenant)
    await post.says("Bonjour", "99999")
    await post.says("Votre crédit", LONG, "Orange")
    await post.says("STOP", "99999")
    await post.read()
    assert await post.fates() == [
        ("Bonjour", "nobody", "no_such_number"),
        ("Votre crédit", "nobody", "no_telephone"),
        ("STOP", "nobody", "stop_for_nobody"),
    ]
    assert await post.told() == []


async def test_who_lost_the_right_to_read_changes_nothing(
    post: Platform, make_tenant: MakeTenant
) -> None:
    await company(post, make_tenant, does="answer", answer="Oui.")
    await post.says("STOP", LONG)
    await post.says("Horaires ?", LONG)
    lost = await post.token()
    await post.leases.give_back("texts from telephones", lost)
    with pytest.RaisesGroup(LeaseLost, flatten_subgroups=True, allow_unwrapped=True):
        await post.reader.read(lost)
    assert (await post.decisions(), await post.sent()) == ([], [])
    await post.read()
    assert len(await post.sent()) == 1


async def test_who_falls_between_conversation_and_note_loses_and_doubles_nothing(
    ground: Ground, make_tenant: MakeTenant
) -> None:
    """As by ``kill -9`` at each step: the reader ends wherever it is, and another one goes on."""
    falls = iter(range(1, 10))
    still_falling = True

    async def who_is(_tenant: TenantId, _identity: Identity) -> Person | None:
        if still_falling and next(falls) < 3:
            raise asyncio.CancelledError
        return None

    post = platform(ground, who_is)
    await company(post, make_tenant, answer="Bien reçu.")
    await post.says("Bonjour", LONG)
    for _ in range(3):
        token = await post.token()
        with suppress(asyncio.CancelledError, BaseExceptionGroup):
            await post.reader.read(token)
        await post.leases.give_back("texts from telephones", token)
    still_falling = False
    await post.read()
    assert await post.words() == ["Bonjour"]
    assert [one[2] for one in await post.sent()] == ["Bien reçu."]
    assert len(await post.told()) == 1


async def test_what_fails_again_and_again_stops_nobody_else(
    ground: Ground, make_tenant: MakeTenant
) -> None:
    async def who_is(_tenant: TenantId, identity: Identity) -> Person | None:
        if identity.value == PHONE:
            raise ValueError("a fault of ours")
        return None

    post = platform(ground, who_is)
    await company(post, make_tenant, does="tell")
    await post.says("Bonjour", LONG)
    await post.says("Bonsoir", LONG, "+262692999999")
    for _ in range(3):
        await post.read()
    assert await post.fates() == [
        ("Bonjour", "failed", "ValueError"),
        ("Bonsoir", "told", None),
    ]


async def test_old_texts_are_forgotten(
    post: Platform, clock: ManualClock, make_tenant: MakeTenant
) -> None:
    await company(post, make_tenant, does="tell")
    await post.says("Bonjour", LONG)
    await post.read()
    clock.advance(timedelta(days=91))
    await post.says("Bonsoir", LONG)
    async with post.work() as work:
        await service.forget_old(work.session, work.now)
    assert [one[0] for one in await post.fates()] == ["Bonsoir"]
