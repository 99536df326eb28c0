"""Entry points: made, changed and removed by administrators."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from pydantic import ValidationError
from sqlalchemy.ext.asyncio import AsyncSession

from guichet.accounts.audit import service as audit
from guichet.accounts.entitlements import service as entitlements
from guichet.accounts.entitlements.types import Feature, Quota
from guichet.gateway.contract import AnyChannel
from guichet.gateway.entry_points import repository
from guichet.gateway.entry_points.events import CHANGED, CREATED, REMOVED, entry_point_event
from guichet.gateway.entry_points.settings_at_rest import opened, stored, with_kept_secrets
from guichet.gateway.entry_points.types import Draft, EntryPoint
from guichet.gateway.numbers import service as numbers
from guichet.gateway.origins import normalised
from guichet.gateway.registry import Registry
from guichet.gateway.types import Claim
from guichet.kit.errors import FieldFault, Invalid, NotFound
from guichet.kit.events.types import EventKind
from guichet.kit.ids import TenantId
from guichet.kit.work import Work

SITE_KEY_BYTES = 12
MOST_ORIGINS = 50


async def create(
    work: Work, registry: Registry, kind: str, draft: Draft, *, site_key: str | None = None
) -> EntryPoint:
    """A new entry point with a public key of its own, which is drawn unless given (for demo pages
    that name it). Raises ``Invalid`` naming the field.
    """
    channel = registry.find(kind)
    if channel is None:
        raise Invalid(None, (FieldFault("kind", "unknown_channel"),))
    await _require_room(work, kind)
    entry_point_id = work.ids.new()
    place = _Place(channel, registry, entry_point_id)
    checked = _checked(place, draft, {})
    await _check_claims(work, place, checked)
    key = site_key or secrets.token_urlsafe(SITE_KEY_BYTES)
    entry_point = await repository.add(work, entry_point_id, kind, key, checked)
    await _note(work, CREATED, entry_point)
    return entry_point


async def _require_room(work: Work, kind: str) -> None:
    """Refuse a channel the tenant does not have, and a site tag beyond its quota."""
    if kind in set(Feature):
        await entitlements.require_feature(work, Feature(kind))
    if kind == Feature.WEBCHAT:
        await entitlements.require_room(work, Quota.SITE_TAGS, lambda: _tags(work))


async def _tags(work: Work) -> int:
    return (await count_tags(work.session, work.tenant_id))[Quota.SITE_TAGS]


async def count_tags(session: AsyncSession, tenant: TenantId) -> Mapping[Quota, int]:
    """How many site tags the tenant has, for the platform's screen (system role) and the quota."""
    return {Quota.SITE_TAGS: await repository.count(session, tenant, Feature.WEBCHAT.value)}


async def get(work: Work, entry_point_id: UUID) -> EntryPoint:
    """One. Raises ``NotFound``."""
    entry_point = await repository.get(work, entry_point_id)
    if entry_point is None:
        raise NotFound
    return entry_point


async def of_kind(work: Work, kind: str) -> EntryPoint | None:
    """The tenant's oldest one of a kind, open or not."""
    return await repository.of_kind(work, kind)


async def open_of_kind(work: Work, kind: str) -> Sequence[EntryPoint]:
    """The tenant's open ones of a kind."""
    return await repository.enabled_of_kind(work, kind)


async def page(work: Work, after: UUID | None, limit: int) -> Sequence[EntryPoint]:
    """By id, after ``after``."""
    return await repository.page(work, after, limit)


async def change(work: Work, registry: Registry, entry_point_id: UUID, draft: Draft) -> EntryPoint:
    """Set everything ``draft`` says. Raises ``NotFound``, ``Invalid``."""
    current = await get(work, entry_point_id)
    channel = registry.find(current.kind)
    checked = draft
    if channel is not None:
        before = opened(current.settings, registry.cipher, current.id)
        place = _Place(channel, registry, current.id)
        checked = _checked(place, draft, before)
        if checked.enabled:
            await _check_claims(work, place, checked)
    values = {
        "title": checked.title,
        "language": checked.language,
        "allowed_origins": list(checked.allowed_origins),
        "settings": dict(checked.settings),
        "enabled": checked.enabled,
    }
    return await _change(work, entry_point_id, values, CHANGED)


async def remove(work: Work, entry_point_id: UUID) -> None:
    """Close it for ever; conversations that came through it keep naming it. A repeat raises
    ``NotFound``.
    """
    values = {"enabled": False, "removed_at": work.now}
    await _change(work, entry_point_id, values, REMOVED)


async def _change(
    work: Work, entry_point_id: UUID, values: Mapping[str, Any], kind: EventKind
) -> EntryPoint:
    entry_point = await repository.change(work, entry_point_id, values)
    if entry_point is None:
        raise NotFound
    await _note(work, kind, entry_point)
    return entry_point


@dataclass(frozen=True, slots=True)
class _Place:
    """Whose settings they are."""

    channel: type[AnyChannel]
    registry: Registry
    entry_point_id: UUID


async def _check_claims(work: Work, place: _Place, checked: Draft) -> None:
    """Refuse what texts from telephones may not come this way. Raises ``Invalid``."""
    claims = _claims(place, place.entry_point_id, checked.settings)
    if not claims:
        return
    others = [
        one
        for other in await repository.enabled_of_kind(work, place.channel.kind)
        if other.id != place.entry_point_id
        for one in _claims(place, other.id, other.settings)
    ]
    await numbers.check_claims(work, claims, others)


def _claims(place: _Place, entry_point_id: UUID, held: Mapping[str, Any]) -> Sequence[Claim]:
    plain = opened(held, place.registry.cipher, entry_point_id)
    return place.channel.claims(place.channel.Settings.model_validate(plain))


def _checked(place: _Place, draft: Draft, before: Mapping[str, Any]) -> Draft:
    settings, faults = _settings(place, draft.settings, before)
    origins, wrong = _origins(draft.allowed_origins)
    if faults or wrong:
        raise Invalid(None, (*wrong, *faults))
    return Draft(draft.title, draft.language, origins, settings, draft.enabled)


def _settings(
    place: _Place, given: Mapping[str, Any], before: Mapping[str, Any]
) -> tuple[Mapping[str, Any], tuple[FieldFault, ...]]:
    model = place.channel.Settings
    try:
        settings = model.model_validate(with_kept_secrets(given, before, model))
        return stored(settings, place.registry.cipher, place.entry_point_id), ()
    except ValidationError as refused:
        return {}, tuple(
            FieldFault("/".join(("settings", *map(str, error["loc"]))), _code(error["type"]))
            for error in refused.errors(include_input=False, include_url=False)
        )


def _code(pydantic_type: str) -> str:
    return {"missing": "required", "extra_forbidden": "unknown_field"}.get(
        pydantic_type, "wrong_value"
    )


def _origins(given: Sequence[str]) -> tuple[tuple[str, ...], tuple[FieldFault, ...]]:
    if len(given) > MOST_ORIGINS:
        return (), (FieldFault("allowed_origins", "too_many_items", {"limit": MOST_ORIGINS}),)
    found = [normalised(origin) for origin in given]
    faults = tuple(
        FieldFault(f"allowed_origins/{index}", "not_an_origin")
        for index, origin in enumerate(found)
        if origin is None
    )
    return tuple(dict.fromkeys(origin for origin in found if origin)), faults


async def _note(work: Work, kind: EventKind, entry_point: EntryPoint) -> None:
    event = entry_point_event(kind, entry_point)
    await work.record(event)
    details = {"title": entry_point.title, "channel": entry_point.kind}
    await audit.write(work, kind, event.subject, details)
