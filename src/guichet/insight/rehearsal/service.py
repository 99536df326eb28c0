"""Rehearsals: begun, carried on, cancelled, read."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from guichet.insight.rehearsal import repository
from guichet.insight.rehearsal.events import changed
from guichet.insight.rehearsal.types import OVER, SILENT, Rehearsal
from guichet.intake.rules import service as routing_rules
from guichet.intake.rules.types import Rules
from guichet.kit.errors import NotFound
from guichet.kit.work import Work


async def begin(work: Work, rules: Rules) -> Rehearsal:
    """A new rehearsal of ``rules`` against those in force; nobody works on it yet."""
    one = Rehearsal(
        id=work.ids.new(),
        version=1,
        state="waiting",
        rules=rules,
        number=(await routing_rules.current(work)).number,
        done=0,
        total=0,
        effect=None,
        created_at=work.now,
        told_at=work.now,
        finished_at=None,
    )
    await repository.add(work, one)
    await work.record(changed(one))
    return one


async def get(work: Work, rehearsal_id: UUID) -> Rehearsal:
    """One; told as failed when its process died. Raises ``NotFound``."""
    found = await repository.get(work, rehearsal_id)
    if found is None:
        raise NotFound
    silent = found.state not in OVER and work.now - found.told_at > SILENT
    return replace(found, state="failed") if silent else found


async def cancel(work: Work, rehearsal_id: UUID) -> Rehearsal:
    """Stop it; what is over stays as it is. Raises ``NotFound``."""
    held = await _held(work, rehearsal_id)
    if held.state in OVER:
        return held
    return await _store(work, replace(held, state="cancelled", finished_at=work.now))


async def tell(work: Work, rehearsal_id: UUID, done: int, total: int) -> bool:
    """Note how far it is; whether to go on."""
    held = await _held(work, rehearsal_id)
    if held.state in OVER:
        return False
    await _store(work, replace(held, state="running", done=done, total=total))
    return True


async def finish(work: Work, rehearsal_id: UUID, effect: Mapping[str, Any]) -> None:
    """Keep what it found, unless it was cancelled meanwhile."""
    held = await _held(work, rehearsal_id)
    if held.state not in OVER:
        total = int(effect["total"])
        ended = replace(
            held, state="done", done=total, total=total, effect=effect, finished_at=work.now
        )
        await _store(work, ended)


async def fail(work: Work, rehearsal_id: UUID) -> None:
    """It could not be carried on."""
    held = await _held(work, rehearsal_id)
    if held.state not in OVER:
        await _store(work, replace(held, state="failed", finished_at=work.now))


async def _held(work: Work, rehearsal_id: UUID) -> Rehearsal:
    found = await repository.get(work, rehearsal_id, lock=True)
    if found is None:
        raise NotFound
    return found


async def _store(work: Work, one: Rehearsal) -> Rehearsal:
    stored = replace(one, version=one.version + 1, told_at=work.now)
    await repository.write(work, stored)
    await work.record(changed(stored))
    return stored
