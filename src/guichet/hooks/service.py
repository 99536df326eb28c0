"""Hooks' front door."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from guichet.accounts.audit import service as audit
from guichet.accounts.audit.types import Detail
from guichet.gateway.mass import reporting
from guichet.gateway.mass.types import ReportTo
from guichet.hooks import published, repository
from guichet.hooks.deliveries import service as deliveries
from guichet.hooks.events import CHANGED, CREATED, REMOVED, hook_event
from guichet.hooks.keys import closed, keys
from guichet.hooks.signing import new_secret
from guichet.hooks.types import (
    MOST_CALLBACKS,
    MOST_HOOKS,
    OLD_SECRET_LASTS,
    Boxes,
    Hook,
    NewSecret,
    OffWhy,
    Wishes,
    wants,
)
from guichet.kit.cipher import Cipher
from guichet.kit.errors import FieldFault, Forbidden, Invalid, NotFound
from guichet.kit.events.types import EventKind
from guichet.kit.work import Work


async def create(work: Work, wishes: Wishes, cipher: Cipher) -> NewSecret:
    """Make a hook; its secret exists in the answer and nowhere else. The address has been judged.

    :raises Invalid: it asks for an event that is not published, or for none
    :raises Forbidden: ``quota_reached``
    """
    _check(wishes)
    used = await repository.count(work.session, work.tenant_id, called_back=False)
    if used >= MOST_HOOKS:
        raise Forbidden("quota_reached", quota="hooks", limit=MOST_HOOKS, used=used)
    return await _make(work, wishes, cipher, called_back=False)


async def known_callback(work: Work, address: str) -> Hook | None:
    """The hook of an address that a request named before."""
    return await repository.called_back(work.session, work.tenant_id, address)


async def called_back(work: Work, address: str, cipher: Cipher) -> Hook:
    """The hook of an address that a request named for its call-backs; made at the first use. The
    address has been judged. Safe to repeat.

    :raises Forbidden: ``quota_reached``: too many different addresses were named
    """
    await repository.begin_callback(work.session, work.tenant_id, address)
    found = await known_callback(work, address)
    if found is not None:
        return found
    used = await repository.count(work.session, work.tenant_id, called_back=True)
    if used >= MOST_CALLBACKS:
        raise Forbidden("quota_reached", quota="callbacks", limit=MOST_CALLBACKS, used=used)
    return (await _make(work, Wishes(address, ()), cipher, called_back=True)).hook


async def _make(work: Work, wishes: Wishes, cipher: Cipher, *, called_back: bool) -> NewSecret:
    off: OffWhy | None = None if wishes.enabled else "by_hand"
    hook = Hook(
        tenant_id=work.tenant_id,
        id=work.ids.new(),
        wishes=wishes,
        called_back=called_back,
        off_why=off,
        off_at=work.now if off else None,
        old_until=None,
        created_by=work.actor.id,
        created_at=work.now,
        version=1,
    )
    secret = new_secret()
    await repository.add(work.session, hook, closed(cipher, hook.id, secret))
    await deliveries.begin(work, hook.id)
    await _wish(work, hook)
    await _tell(work, CREATED, hook)
    return NewSecret(hook, secret)


def _check(wishes: Wishes) -> None:
    faults = [
        FieldFault(f"kinds/{place}", "unknown_event", {"name": kind})
        for place, kind in enumerate(wishes.kinds)
        if not published.is_known(kind)
    ]
    if faults:
        raise Invalid(None, tuple(faults))


async def change(work: Work, hook_id: UUID, wishes: Wishes) -> Hook:
    """Decide anew what a hook is told, where, and whether. What waits is told by the new decision;
    switched on, it leaves now. Safe to repeat.

    :raises NotFound: there is no such hook
    :raises Invalid: it asks for an event that is not published
    """
    _check(wishes)
    hook = await _locked(work, hook_id)
    if hook.wishes == wishes:
        return hook
    changed = replace(hook, wishes=wishes, version=hook.version + 1)
    if wishes.enabled and not hook.wishes.enabled:
        changed = replace(changed, off_why=None, off_at=None)
        await deliveries.go_on(work, hook_id)
    elif hook.wishes.enabled and not wishes.enabled:
        changed = replace(changed, off_why="by_hand", off_at=work.now)
        await deliveries.stop(work, hook_id)
    await repository.save(work.session, changed)
    await _wish(work, changed)
    await _tell(work, CHANGED, changed)
    return changed


async def switch_off(work: Work, hook_id: UUID, why: OffWhy) -> Hook | None:
    """Switch a hook off by ourselves; none when it is off, or gone. What waits stays."""
    hook = await repository.locked(work.session, work.tenant_id, hook_id)
    await deliveries.stop(work, hook_id)
    if hook is None or not hook.wishes.enabled:
        return None
    wishes = replace(hook.wishes, enabled=False)
    off = replace(hook, wishes=wishes, off_why=why, off_at=work.now, version=hook.version + 1)
    await repository.save(work.session, off)
    await _wish(work, off)
    await _tell(work, CHANGED, off)
    return off


async def remove(work: Work, hook_id: UUID) -> None:
    """Nothing is told to it any more, what waits included.

    :raises NotFound: there is no such hook
    """
    hook = await _locked(work, hook_id)
    wishes = replace(hook.wishes, enabled=False)
    gone = replace(hook, wishes=wishes, version=hook.version + 1)
    await _wish(work, gone)
    await repository.remove(work.session, work.tenant_id, hook_id, work.now)
    await deliveries.stop(work, hook_id)
    await _tell(work, REMOVED, gone)


async def renew_secret(work: Work, hook_id: UUID, cipher: Cipher, keep: bool) -> NewSecret:
    """Give a hook a new secret. ``keep``: bodies are signed with the one before, too, for
    ``OLD_SECRET_LASTS``; else it ends at once.

    :raises NotFound: there is no such hook
    """
    hook = await _locked(work, hook_id)
    boxes = await repository.boxes(work.session, work.tenant_id, hook_id)
    assert boxes is not None  # it is locked
    secret = new_secret()
    until = work.now + OLD_SECRET_LASTS if keep else None
    new = Boxes(closed(cipher, hook_id, secret), boxes.secret if keep else None, until)
    await repository.put_secrets(work.session, work.tenant_id, hook_id, new)
    changed = replace(hook, old_until=until, version=hook.version + 1)
    await repository.save(work.session, changed)
    await _tell(work, CHANGED, changed)
    return NewSecret(changed, secret)


async def signing(work: Work, hook_id: UUID, cipher: Cipher) -> tuple[Hook, Sequence[bytes]]:
    """A hook and the keys its bodies are signed with now.

    :raises NotFound: there is no such hook
    """
    hook = await get(work, hook_id)
    boxes = await repository.boxes(work.session, work.tenant_id, hook_id)
    assert boxes is not None  # read in the same transaction
    found = keys(cipher, hook_id, boxes, work.now)
    return hook, found


async def get(work: Work, hook_id: UUID) -> Hook:
    """A hook.

    :raises NotFound: there is no such hook
    """
    hook = await repository.find(work.session, work.tenant_id, hook_id)
    if hook is None:
        raise NotFound("no_such_hook")
    return hook


async def page(work: Work, before: UUID | None, limit: int) -> Sequence[Hook]:
    """Hooks, newest first, below the id ``before``."""
    return await repository.page(work.session, work.tenant_id, before, limit)


async def _locked(work: Work, hook_id: UUID) -> Hook:
    hook = await repository.locked(work.session, work.tenant_id, hook_id)
    if hook is None:
        raise NotFound("no_such_hook")
    return hook


async def _wish(work: Work, hook: Hook) -> None:
    """Have reports of texts written for a hook that wants them, and for no other."""
    wanted = {name for name in published.RECEIPTS if wants(hook.wishes.kinds, name)}
    to = ReportTo("hook", hook.id, everything=bool(wanted & published.NOT_FINAL))
    if wanted and hook.wishes.enabled and not hook.called_back:
        await reporting.always(work, to)
    else:
        await reporting.no_longer(work, to)


async def _tell(work: Work, kind: EventKind, hook: Hook) -> None:
    await work.record(hook_event(kind, hook))
    wishes = hook.wishes
    details: dict[str, Detail] = {
        "address": wishes.address,
        "kinds": ", ".join(wishes.kinds) or "-",
        "enabled": wishes.enabled,
    }
    await audit.write(work, kind, f"hook:{hook.id}", details)


async def forget_removed(session: AsyncSession, now: datetime) -> None:
    """Delete hooks that were removed a while ago and have no bodies left (system role)."""
    await repository.forget_removed(session, now - timedelta(hours=1))
