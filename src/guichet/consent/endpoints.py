"""Who must not be written to, over HTTP: a tenant's own lists and the platform's."""

from collections.abc import Iterable
from typing import Annotated, get_args
from uuid import UUID

from fastapi import Depends

from guichet.accounts.audit import service as audit
from guichet.accounts.http import PlatformWork, require
from guichet.accounts.rights import Right
from guichet.accounts.tenants import service as tenants
from guichet.accounts.types import Principal
from guichet.consent import service
from guichet.consent.addresses import digester, platform_digester
from guichet.consent.care_endpoints import router as care_router
from guichet.consent.events import GLOBAL_CHANGED
from guichet.consent.schemas import (
    ConsentDecisionOut,
    DecisionList,
    DecisionRow,
    DecisionsTaken,
    GlobalBlockIn,
    GlobalBlockOut,
    NumberIn,
    NumberStandingOut,
    RefusalOut,
)
from guichet.consent.service import Address, Decided
from guichet.consent.types import Given, Purpose, Recorder
from guichet.kit.errors import FieldFault, Forbidden, Invalid
from guichet.kit.http.deps import GroundPart, TenantWork
from guichet.kit.http.paging import Page, Paging, page_of
from guichet.kit.http.problems import refusals
from guichet.kit.http.routes import api_router
from guichet.kit.phones import e164
from guichet.kit.work import Work

router = api_router("consents")

Reader = Annotated[Principal, Depends(require(Right.CONTACTS_READ))]
Writer = Annotated[Principal, Depends(require(Right.CONTACTS_WRITE))]
Warden = Annotated[Principal, Depends(require(Right.PLATFORM_SENDING))]
_FORBIDDEN = Forbidden("missing_right", right=Right.PLATFORM_SENDING.value)
_BAD_NUMBER = Invalid(None, (FieldFault("rows/0/phone", "not_a_phone"),))
MOST_SHOWN = 100


@router.get("/suppressions", responses=refusals(Forbidden(), Invalid()))
async def list_suppressions(_who: Reader, work: TenantWork, query: Paging) -> Page[RefusalOut]:
    """Who told you to stop, the newest first. Numbers are kept unreadable: look one up to see what
    counts for it.
    """
    after = query.after(tuple[UUID])
    found = await service.refusals_of_offers(work, after[0] if after else None, query.fetch)
    return page_of(found, query, lambda one: RefusalOut.of(*one), lambda one: (one[0].id,))


@router.post("/suppressions/look-up", responses=refusals(Forbidden(), _BAD_NUMBER))
async def look_up_suppression(
    _who: Reader, work: TenantWork, ground: GroundPart, body: NumberIn
) -> NumberStandingOut:
    """What counts for a number: for what nobody may text it, and everything that was decided."""
    (phone,) = await _numbers(work, [("phone", body.phone)])
    address = (await digester(work.session, work.tenant_id, ground.cipher)).of("phone", phone)
    purposes: tuple[Purpose, ...] = get_args(Purpose)
    refused = [
        one
        for one in purposes
        if await service.suppressed(work.session, work.tenant_id, one, "sms", [address])
    ]
    decided = [
        entry for one in purposes for entry in await service.decided_about(work, one, address)
    ]
    newest = sorted(decided, key=lambda one: one.id, reverse=True)[:MOST_SHOWN]
    return NumberStandingOut(
        phone=phone, refused=refused, decisions=[*map(ConsentDecisionOut.of, newest)]
    )


@router.post("/suppressions", status_code=201, responses=refusals(Forbidden(), _BAD_NUMBER))
async def import_decisions(
    who: Writer, work: TenantWork, ground: GroundPart, body: DecisionList
) -> DecisionsTaken:
    """Take in a list of who refused or agreed, whole or not at all; each faulty line is told. Who
    agreed needs the day and the proof.
    """
    unproved = [
        FieldFault(f"rows/{place}/{name}", "proof_needed")
        for place, row in enumerate(body.rows)
        if row.decision == "granted"
        for name in ("at", "proof")
        if not getattr(row, name)
    ]
    if unproved:
        raise Invalid(None, tuple(unproved))
    phones = await _numbers(
        work, [(f"rows/{place}/phone", row.phone) for place, row in enumerate(body.rows)]
    )
    digests = await digester(work.session, work.tenant_id, ground.cipher)
    decided = [
        Decided(Address("phone", address), _given(row), row.at or work.now)
        for address, row in zip(digests.of_many("phone", phones), body.rows, strict=True)
    ]
    taken = await service.record_many(work, decided, Recorder(who.kind, who.id, who.name))
    return DecisionsTaken(taken=len(taken))


@router.post("/platform/suppressions", status_code=201, responses=refusals(_FORBIDDEN, _BAD_NUMBER))
async def block_numbers(
    who: Warden, work: PlatformWork, ground: GroundPart, body: GlobalBlockIn
) -> DecisionsTaken:
    """Put numbers on the platform's own list, or take them off: nobody writes to who is on it."""
    phones = _international((f"phones/{place}", one) for place, one in enumerate(body.phones))
    digests = await platform_digester(work.session, ground.cipher)
    hashes = digests.of_many("phone", phones)
    entries = await service.block_everywhere(
        work, hashes, blocked=body.blocked, reason=body.reason, by_name=who.name
    )
    subject = f"suppression_global:{entries[0].id}"
    what = "blocked" if body.blocked else "released"
    await audit.write(work, GLOBAL_CHANGED, subject, {"count": len(entries), "what": what})
    return DecisionsTaken(taken=len(entries))


@router.post("/platform/suppressions/look-up", responses=refusals(_FORBIDDEN, _BAD_NUMBER))
async def look_up_blocked_number(
    _who: Warden, work: PlatformWork, ground: GroundPart, body: NumberIn
) -> GlobalBlockOut:
    """Whether a number is on the platform's own list, and why."""
    (phone,) = _international([("phone", body.phone)])
    digests = await platform_digester(work.session, ground.cipher)
    entry = await service.on_global_list(work.session, digests.of("phone", phone))
    return GlobalBlockOut.of(phone, entry)


async def _numbers(work: Work, said: list[tuple[str, str]]) -> list[str]:
    """The numbers as E.164, read as people of the tenant's territory write them."""
    territory = (await tenants.get(work, work.tenant_id)).settings.territory
    return _read(((place, e164(one, territory)) for place, one in said))


def _international(said: Iterable[tuple[str, str]]) -> list[str]:
    """The numbers as E.164; without a country in front they are none."""
    return _read(((place, e164(one, "ZZ")) for place, one in said))


def _read(found: Iterable[tuple[str, str | None]]) -> list[str]:
    """All numbers.

    :raises Invalid: naming each that is none.
    """
    pairs = list(found)
    faults = [FieldFault(place, "not_a_phone") for place, number in pairs if number is None]
    if faults:
        raise Invalid(None, tuple(faults))
    return [number for _, number in pairs if number is not None]


def _given(row: DecisionRow) -> Given:
    return Given(row.purpose, row.medium, row.decision, row.source, row.proof or None)


ROUTERS = (router, care_router)
"""In the order of the document."""
