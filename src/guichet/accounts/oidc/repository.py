"""Statements over sign-in providers."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from guichet.accounts.oidc.models import OidcFlow, OidcLink, OidcProvider
from guichet.accounts.oidc.types import Flow, Provider, Settings
from guichet.accounts.rights import Role
from guichet.kit.ids import TenantId, UserId


async def add(session: AsyncSession, provider: Provider, secret_box: bytes) -> None:
    """Write a new provider."""
    await session.execute(
        insert(OidcProvider).values(
            tenant_id=provider.tenant_id,
            id=provider.id,
            secret_box=secret_box,
            created_at=provider.created_at,
            version=provider.version,
            **_columns(provider.settings),
        )
    )


async def put(session: AsyncSession, provider: Provider, secret_box: bytes | None) -> None:
    """Replace a provider's settings, and its secret if one is given."""
    secret = {} if secret_box is None else {"secret_box": secret_box}
    await session.execute(
        update(OidcProvider)
        .where(OidcProvider.tenant_id == provider.tenant_id, OidcProvider.id == provider.id)
        .values(version=provider.version, **_columns(provider.settings), **secret)
    )


async def remove(session: AsyncSession, tenant: TenantId, provider_id: UUID) -> None:
    """Remove a provider."""
    await session.execute(
        delete(OidcProvider).where(OidcProvider.tenant_id == tenant, OidcProvider.id == provider_id)
    )


async def locked(session: AsyncSession, tenant: TenantId, provider_id: UUID) -> Provider | None:
    """A provider of one tenant, locked until the end of the transaction."""
    query = select(OidcProvider).where(
        OidcProvider.tenant_id == tenant, OidcProvider.id == provider_id
    )
    row = await session.scalar(query.with_for_update())
    return None if row is None else _provider(row)


async def page(
    session: AsyncSession, tenant: TenantId, before: UUID | None, limit: int
) -> Sequence[Provider]:
    """Providers of ``tenant``, newest first, below the id ``before``."""
    query = select(OidcProvider).where(OidcProvider.tenant_id == tenant)
    if before is not None:
        query = query.where(OidcProvider.id < before)
    rows = await session.scalars(query.order_by(OidcProvider.id.desc()).limit(limit))
    return [_provider(row) for row in rows]


async def count(session: AsyncSession, tenant: TenantId) -> int:
    """How many providers ``tenant`` has."""
    query = select(func.count()).where(OidcProvider.tenant_id == tenant)
    return await session.scalar(query) or 0


async def find(session: AsyncSession, provider_id: UUID) -> tuple[Provider, bytes] | None:
    """A provider of any tenant and its secret's box (system role): one indexed read."""
    row = await session.scalar(select(OidcProvider).where(OidcProvider.id == provider_id))
    return None if row is None else (_provider(row), row.secret_box)


async def offered(session: AsyncSession, limit: int) -> Sequence[Provider]:
    """Enabled providers of all tenants (system role)."""
    query = select(OidcProvider).where(OidcProvider.enabled).order_by(OidcProvider.title)
    return [_provider(row) for row in await session.scalars(query.limit(limit))]


async def add_flow(
    session: AsyncSession, flow: Flow, state_digest: bytes, browser_digest: bytes
) -> None:
    """Keep a flow until the browser comes back."""
    await session.execute(
        insert(OidcFlow).values(
            id=flow.id,
            state_digest=state_digest,
            browser_digest=browser_digest,
            provider_id=flow.provider_id,
            tenant_id=flow.tenant_id,
            nonce=flow.nonce,
            verifier=flow.verifier,
            next_path=flow.next_path,
            expires_at=flow.expires_at,
        )
    )


async def take_flow(
    session: AsyncSession, state_digest: bytes, browser_digest: bytes, now: datetime
) -> Flow | None:
    """Remove a flow and give it, if this browser began it and it is not too late."""
    query = (
        delete(OidcFlow)
        .where(
            OidcFlow.state_digest == state_digest,
            OidcFlow.browser_digest == browser_digest,
            OidcFlow.expires_at > now,
        )
        .returning(OidcFlow)
    )
    row = await session.scalar(query)
    if row is None:
        return None
    return Flow(
        id=row.id,
        provider_id=row.provider_id,
        tenant_id=TenantId(row.tenant_id),
        nonce=row.nonce,
        verifier=row.verifier,
        next_path=row.next_path,
        expires_at=row.expires_at,
    )


async def forget_flows(session: AsyncSession, now: datetime) -> int:
    """Remove flows nobody came back from; gives how many."""
    query = delete(OidcFlow).where(OidcFlow.expires_at <= now).returning(OidcFlow.id)
    return len((await session.scalars(query)).all())


async def linked(session: AsyncSession, provider_id: UUID, subject: str) -> UserId | None:
    """The user an identity belongs to."""
    query = select(OidcLink.user_id).where(
        OidcLink.provider_id == provider_id, OidcLink.subject == subject
    )
    found = await session.scalar(query)
    return None if found is None else UserId(found)


async def subject_of(session: AsyncSession, provider_id: UUID, user: UserId) -> str | None:
    """The identity of a user at a provider."""
    query = select(OidcLink.subject).where(
        OidcLink.provider_id == provider_id, OidcLink.user_id == user
    )
    return await session.scalar(query)


async def link(
    session: AsyncSession, provider_id: UUID, subject: str, user: UserId, now: datetime
) -> None:
    """Remember whom an identity belongs to."""
    await session.execute(
        insert(OidcLink).values(
            provider_id=provider_id, subject=subject, user_id=user, linked_at=now
        )
    )


def _columns(settings: Settings) -> dict[str, object]:
    roles = settings.auto_provision
    return {
        "title": settings.title,
        "issuer": settings.issuer,
        "client_id": settings.client_id,
        "domains": list(settings.domains),
        "auto_provision": None if roles is None else sorted(role.value for role in roles),
        "enabled": settings.enabled,
    }


def _provider(row: OidcProvider) -> Provider:
    roles = row.auto_provision
    settings = Settings(
        title=row.title,
        issuer=row.issuer,
        client_id=row.client_id,
        domains=tuple(row.domains),
        auto_provision=None if roles is None else frozenset(Role(role) for role in roles),
        enabled=row.enabled,
    )
    return Provider(TenantId(row.tenant_id), row.id, settings, row.created_at, row.version)
