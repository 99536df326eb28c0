"""The law, a company's own rules on sending and the names it sends under, over HTTP."""

from dataclasses import replace
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Path, Query

from guichet.accounts.audit import service as audit
from guichet.accounts.http import PlatformWork, require
from guichet.accounts.rights import Right
from guichet.accounts.tenants import service as tenants
from guichet.accounts.types import Principal
from guichet.consent.care_schemas import (
    CareBody,
    NewSenderName,
    PolicyOut,
    SenderNameDecision,
    SenderNameOut,
    VerdictIn,
    VerdictOut,
)
from guichet.kit.errors import Conflict, FieldFault, Forbidden, Invalid, NotFound
from guichet.kit.http.deps import CallerLanguage, TenantWork
from guichet.kit.http.paging import Page, Paging, page_of
from guichet.kit.http.problems import refusals
from guichet.kit.http.routes import api_router
from guichet.kit.ids import TenantId
from guichet.kit.phones import e164
from guichet.kit.work import Work
from guichet.policies.care import service as care
from guichet.policies.care.events import CARE_CHANGED
from guichet.policies.contents import facts_of
from guichet.policies.names import service as names
from guichet.policies.names.events import NAME_DECIDED
from guichet.policies.names.types import NameState
from guichet.policies.presets import shipped
from guichet.policies.senders import folded, is_number
from guichet.policies.territories import territory_of
from guichet.policies.types import Question, SenderRules, TextFacts
from guichet.policies.verdicts import evaluate, policy_at

router = api_router("care")

Reader = Annotated[Principal, Depends(require(Right.CARE_READ))]
Manager = Annotated[Principal, Depends(require(Right.CARE_MANAGE))]
Warden = Annotated[Principal, Depends(require(Right.PLATFORM_SENDING))]
PathId = Annotated[UUID, Path(alias="id")]
NameId = Annotated[UUID, Path(alias="name_id")]
_FORBIDDEN = Forbidden("missing_right", right=Right.PLATFORM_SENDING.value)
_BAD_NUMBER = Invalid(None, (FieldFault("phone", "not_a_phone"),))


@router.get("/policies", responses=refusals(Forbidden()))
async def list_policies(
    _who: Reader,
    country: Annotated[
        str | None, Query(pattern="^[A-Z]{2}$", description="Only rows of this country.")
    ] = None,
) -> Page[PolicyOut]:
    """The dated rows of the law, charters, practice and prudence that Guichet keeps to."""
    rows = [one for one in shipped().rows if country is None or one.country == country]
    return Page(items=[PolicyOut.of(one) for one in rows])


@router.post("/policies/verdict", responses=refusals(Forbidden(), _BAD_NUMBER))
async def ask_verdict(
    _who: Reader, work: TenantWork, language: CallerLanguage, body: VerdictIn
) -> VerdictOut:
    """Whether a message may go, when, and why, without sending anything."""
    home = (await tenants.get(work, work.tenant_id)).settings.territory
    phone = e164(body.phone, home)
    if phone is None:
        raise Invalid(None, (FieldFault("phone", "not_a_phone"),))
    territory = territory_of(phone)
    known = await names.registered(work.session, work.tenant_id)
    question = Question(
        at=body.at or work.now,
        territory=territory,
        channel=body.channel,
        category=body.category,
        consent=body.consent,
        sender=body.sender,
        registered=body.sender is not None and folded(body.sender) in known,
        text=_facts(body),
        stricter=(await care.of(work.session, work.tenant_id)).stricter,
    )
    return VerdictOut.of(evaluate(shipped(), question), territory, language)


@router.get("/care", responses=refusals(Forbidden()))
async def get_care(_who: Reader, work: TenantWork) -> CareBody:
    """Your company's own rules on sending offers."""
    return CareBody.of(await care.of(work.session, work.tenant_id))


@router.put("/care", responses=refusals(Forbidden(), Invalid(), Conflict("changed_meanwhile")))
async def put_care(_who: Manager, work: TenantWork, body: CareBody) -> CareBody:
    """Change your company's own rules on sending offers. They never widen the law."""
    after = await care.put(work, body.read(), body.version)
    await audit.write(work, CARE_CHANGED, f"sending_care:{work.tenant_id}")
    return CareBody.of(after)


@router.get("/sender-names", responses=refusals(Forbidden()))
async def list_sender_names(_who: Reader, work: TenantWork) -> Page[SenderNameOut]:
    """The names your company asked for, and which it may send under."""
    found = await names.names(work.session, work.tenant_id)
    return Page(items=[SenderNameOut.of(one) for one in found])


@router.post(
    "/sender-names",
    status_code=201,
    responses=refusals(Forbidden(), Invalid(), Conflict("sender_name_known", name="VANILLE")),
)
async def ask_sender_name(_who: Manager, work: TenantWork, body: NewSenderName) -> SenderNameOut:
    """Ask for a name to send under; the platform decides. A refused one can be asked for anew."""
    rules = await _rules_at_home(work)
    return SenderNameOut.of(await names.ask(work, body.name, body.proof, rules))


@router.get("/platform/sender-names", responses=refusals(_FORBIDDEN, Invalid()))
async def list_sender_names_of_all(
    _who: Warden,
    work: PlatformWork,
    query: Paging,
    state: Annotated[NameState, Query(description="Only these.")] = "asked",
) -> Page[SenderNameOut]:
    """Names tenants asked for, newest first."""
    after = query.after(tuple[UUID])
    before = after[0] if after else None
    found = await names.in_state(work.session, state, before, query.fetch)
    return page_of(found, query, SenderNameOut.of, lambda one: (one.id,))


@router.post(
    "/platform/tenants/{id}/sender-names/{name_id}/decide",
    responses=refusals(_FORBIDDEN, NotFound("no_such_sender_name")),
)
async def decide_sender_name(
    _who: Warden, work: PlatformWork, tenant_id: PathId, name_id: NameId, body: SenderNameDecision
) -> SenderNameOut:
    """Register or refuse a name. Repeating it is harmless."""
    inside = replace(work, tenant_id=TenantId(tenant_id))
    one = await names.decide(inside, name_id, registered=body.registered, reason=body.reason)
    details = {"name": one.name, "state": one.state}
    await audit.write(inside, NAME_DECIDED, f"sender_name:{one.id}", {**details})
    return SenderNameOut.of(one)


def _facts(body: VerdictIn) -> TextFacts | None:
    if body.text is None:
        return None
    return facts_of(body.text, answerable=body.sender is not None and is_number(body.sender))


async def _rules_at_home(work: Work) -> SenderRules:
    """What a sender may be where the company is."""
    settings = (await tenants.get(work, work.tenant_id)).settings
    law = shipped()
    place = law.territories.get(settings.territory)
    question = Question(work.now, settings.territory, "sms", "marketing")
    policy = policy_at(law, place, question, work.now) if place else None
    return policy.sender if policy else SenderRules()
