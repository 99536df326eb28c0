"""Sign-in providers' front door: what an administrator sets up, and the two ends of a flow.

Between ``begin`` and ``enter`` the provider is asked over the network: never inside one of these
transactions.
"""

import secrets
from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from guichet.accounts.audit import service as audit
from guichet.accounts.audit.types import Details
from guichet.accounts.entitlements import service as entitlements
from guichet.accounts.entitlements.types import Feature
from guichet.accounts.members import invitations
from guichet.accounts.members import service as members
from guichet.accounts.members.types import Member
from guichet.accounts.oidc import protocol, repository
from guichet.accounts.oidc.events import CHANGED, CREATED, REMOVED, item_of
from guichet.accounts.oidc.linking import Known, Step, step
from guichet.accounts.oidc.types import (
    FLOW_LASTS,
    Endpoints,
    Flow,
    Identity,
    Offered,
    Provider,
    Settings,
    Started,
)
from guichet.accounts.users import service as users
from guichet.accounts.users.types import NewUser, User
from guichet.kit.cipher import Cipher
from guichet.kit.errors import Conflict, Forbidden, NotFound
from guichet.kit.events.types import EventKind, NewEvent
from guichet.kit.i18n import DEFAULT_LANGUAGE
from guichet.kit.ids import TenantId, UserId
from guichet.kit.tokens import new_token, token_digest
from guichet.kit.work import Work

MOST_PER_TENANT = 10
_MOST_OFFERED = 20


async def create(work: Work, settings: Settings, secret: str, cipher: Cipher) -> Provider:
    """Connect a provider to the tenant of ``work``.

    :raises Forbidden: ``feature_not_included``.
    :raises Conflict: ``too_many_providers``.
    """
    await entitlements.require_feature(work, Feature.OIDC)
    if await repository.count(work.session, work.tenant_id) >= MOST_PER_TENANT:
        raise Conflict("too_many_providers", limit=MOST_PER_TENANT)
    provider = Provider(work.tenant_id, work.ids.new(), settings, work.now, 1)
    box = cipher.encrypt(secret.encode(), provider.secret_context)
    await repository.add(work.session, provider, box)
    await _tell(work, CREATED, provider)
    return provider


async def change(
    work: Work, provider_id: UUID, settings: Settings, secret: str | None, cipher: Cipher
) -> Provider:
    """Replace a provider's settings, and the client's secret if one is given.

    Another issuer is another provider: identities are only unique within one, so the issuer
    cannot change (`Conflict` ``provider_identity_fixed``).

    :raises NotFound: the tenant has no such provider.
    """
    before = await _locked(work, provider_id)
    if settings.issuer != before.settings.issuer:
        raise Conflict("provider_identity_fixed")
    after = replace(before, settings=settings, version=before.version + 1)
    box = None if secret is None else cipher.encrypt(secret.encode(), after.secret_context)
    await repository.put(work.session, after, box)
    await _tell(work, CHANGED, after)
    return after


async def get(work: Work, provider_id: UUID) -> Provider:
    """A provider of the tenant.

    :raises NotFound: there is none of this id.
    """
    return await _locked(work, provider_id)


async def remove(work: Work, provider_id: UUID) -> None:
    """Disconnect a provider: nobody signs in through it from now on.

    :raises NotFound: the tenant has no such provider.
    """
    provider = await _locked(work, provider_id)
    await repository.remove(work.session, work.tenant_id, provider_id)
    await _tell(work, REMOVED, replace(provider, version=provider.version + 1))


async def page(
    session: AsyncSession, tenant: TenantId, before: UUID | None, limit: int
) -> Sequence[Provider]:
    """Providers of ``tenant``, newest first."""
    return await repository.page(session, tenant, before, limit)


async def offered(session: AsyncSession) -> Sequence[Offered]:
    """Enabled providers, for the sign-in page (system role)."""
    found = await repository.offered(session, _MOST_OFFERED)
    return [Offered(provider.id, provider.settings.title) for provider in found]


async def enabled(work: Work, provider_id: UUID, cipher: Cipher) -> tuple[Provider, str]:
    """A provider people may sign in through, and the client's secret (system role).

    :raises NotFound: there is none, or it is switched off.
    """
    found = await repository.find(work.session, provider_id)
    if found is None or not found[0].settings.enabled:
        raise NotFound("no_such_provider")
    provider, box = found
    return provider, cipher.decrypt(box, provider.secret_context).decode()


async def begin(
    work: Work, provider: Provider, found: Endpoints, redirect_uri: str, next_path: str
) -> Started:
    """Begin a flow (system role): where the browser goes, and what it keeps in a cookie."""
    state, browser_secret = new_token(), new_token()
    flow = Flow(
        id=work.ids.new(),
        provider_id=provider.id,
        tenant_id=provider.tenant_id,
        nonce=secrets.token_urlsafe(24),
        verifier=secrets.token_urlsafe(48),
        next_path=protocol.safe_next(next_path),
        expires_at=work.now + FLOW_LASTS,
    )
    await repository.add_flow(work.session, flow, token_digest(state), token_digest(browser_secret))
    client_id = provider.settings.client_id
    location = protocol.authorization_address(found, client_id, redirect_uri, flow, state)
    return Started(location, browser_secret)


async def come_back(work: Work, state: str, browser_secret: str) -> Flow:
    """The flow a browser comes back from; it can do so once (system role; commit it before the
    provider is asked).

    :raises Forbidden: ``oidc_flow_unknown``: another browser began it, it is over, or was used.
    """
    flow = await repository.take_flow(
        work.session, token_digest(state), token_digest(browser_secret), work.now
    )
    if flow is None:
        raise Forbidden("oidc_flow_unknown")
    return flow


async def enter(work: Work, provider: Provider, identity: Identity) -> UserId:
    """The user an identity signs in as, made a member where the rules of ``linking`` say so.
    ``work`` is of the provider's tenant, under the system role.

    :raises Forbidden: the rules say no; the code tells which.
    """
    linked = await repository.linked(work.session, provider.id, identity.subject)
    if linked is not None:
        known = Known(linked=True, linked_is_member=await _member(work, linked) is not None)
        step(identity, provider.settings, known)
        return linked
    user = await _user_of(work, identity)
    known = await _known(work, provider, identity, user)
    user = await _admitted(work, provider, identity, user, step(identity, provider.settings, known))
    await repository.link(work.session, provider.id, identity.subject, user.id, work.now)
    told = {"provider": provider.settings.title, "email": user.email}
    await audit.write(work, "accounts.oidc_identity.linked", f"user:{user.id}", told)
    return user.id


async def note_refusal(work: Work, provider: Provider, why: str) -> None:
    """Tell the tenant's administrators that a sign-in through their provider failed, and why."""
    target = f"oidc_provider:{provider.id}"
    told = {"provider": provider.settings.title, "why": why}
    await audit.write(work, "accounts.oidc_sign_in.refused", target, told)


async def forget_flows(work: Work) -> int:
    """Remove flows nobody came back from; gives how many."""
    return await repository.forget_flows(work.session, work.now)


async def _user_of(work: Work, identity: Identity) -> User | None:
    if identity.email is None or not identity.email_verified:
        return None
    found = await users.find(work, identity.email)
    return found.user if found else None


async def _known(work: Work, provider: Provider, identity: Identity, user: User | None) -> Known:
    known = Known(linked=False, linked_is_member=False)
    if identity.email is not None and identity.email_verified:
        invited = await invitations.open_invitation(work, identity.email) is not None
        known = replace(known, invited=invited)
    if user is None:
        return known
    other = await repository.subject_of(work.session, provider.id, user.id)
    member = await _member(work, user.id) is not None
    return replace(known, member=member, linked_otherwise=other is not None)


async def _admitted(
    work: Work, provider: Provider, identity: Identity, user: User | None, how: Step
) -> User:
    if user is None:
        user = await users.create(work, _new_user(identity))
    if how is Step.ACCEPT:
        await invitations.accept_open(work, user)
    if how is Step.PROVISION:
        await members.require_room(work)
        roles = provider.settings.auto_provision or frozenset()
        await members.add(work, user, roles)
    return user


def _new_user(identity: Identity) -> NewUser:
    email = identity.email or ""
    name = identity.name or email.partition("@")[0]
    return NewUser(email=email, name=name, language=DEFAULT_LANGUAGE, password_hash=None)


async def _member(work: Work, user_id: UserId) -> Member | None:
    try:
        return await members.get(work, user_id)
    except NotFound:
        return None


async def _locked(work: Work, provider_id: UUID) -> Provider:
    provider = await repository.locked(work.session, work.tenant_id, provider_id)
    if provider is None:
        raise NotFound("no_such_provider")
    return provider


async def _tell(work: Work, kind: EventKind, provider: Provider) -> None:
    subject = f"oidc_provider:{provider.id}"
    payload = {"item": item_of(provider)}
    await work.record(NewEvent(kind, subject, provider.version, payload))
    settings = provider.settings
    told: Details = {
        "title": settings.title,
        "issuer": settings.issuer,
        "domains": ", ".join(settings.domains),
        "enabled": settings.enabled,
    }
    await audit.write(work, kind, subject, told)
