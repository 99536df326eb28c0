"""Routing rules: drafted, checked, published, gone back to.

One draft a tenant, kept however unfinished it is; what is in force changes by publishing only, and
only to rules without a fault. Every change names the version it was made from.
"""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from guichet.accounts.audit import service as audit
from guichet.intake.rules import events, repository
from guichet.intake.rules.engine import Program
from guichet.intake.rules.known import house
from guichet.intake.rules.programs import Programs
from guichet.intake.rules.stored import KEPT, NO_RULES_YET, By, Draft, Match, Published
from guichet.intake.rules.types import Rules
from guichet.intake.rules.verdicts import faults_of
from guichet.kit.errors import Conflict, FieldFault, Invalid, NotFound
from guichet.kit.work import Work

__all__ = [
    "add_match",
    "current",
    "discard",
    "draft",
    "matches",
    "program",
    "publish",
    "restore",
    "save_draft",
    "version",
    "versions",
]

_PROGRAMS = Programs()


async def current(work: Work) -> Published:
    """What is in force."""
    number = await repository.newest_number(work)
    return (await repository.version(work, number)) or NO_RULES_YET


async def program(work: Work) -> tuple[int, Program]:
    """What is in force, ready to be asked, and its number. Put together once per process and
    version: what another process published is in force from its commit on.
    """
    number = await repository.newest_number(work)
    known = _PROGRAMS.get(work.tenant_id, number)
    if known is None:
        found = (await repository.version(work, number)) or NO_RULES_YET
        known = _PROGRAMS.keep(work.tenant_id, number, Program(found.rules))
    return number, known


async def draft(work: Work) -> Draft:
    """What somebody works on, with what keeps it from being published."""
    published = await current(work)
    found = await repository.draft(work)
    if found is None or not found.differs:
        version = found.version if found else 0
        found = Draft(version, published.rules, published.number, False, published.at, published.by)
    return replace(found, faults=await _faults(work, found.rules))


async def save_draft(work: Work, version: int, rules: Rules, by: By) -> Draft:
    """Keep what somebody works on, finished or not.

    :raises Conflict: the draft is not of ``version`` any more.
    """
    before = await _locked(work, version)
    published = await current(work)
    based_on = before.based_on if before.differs else published.number
    differs = rules != published.rules
    changed = Draft(before.version + 1, rules, based_on, differs, work.now, by)
    await _keep(work, changed, by)
    return replace(changed, faults=await _faults(work, rules))


async def discard(work: Work, version: int, by: By) -> Draft:
    """Back to what is published.

    :raises Conflict: the draft is not of ``version`` any more.
    """
    before = await _locked(work, version)
    published = await current(work)
    changed = Draft(before.version + 1, published.rules, published.number, False, work.now, by)
    await _keep(work, changed, by)
    return changed


async def publish(work: Work, version: int, note: str, by: By) -> Published:
    """Put the draft in force.

    :raises Conflict: the draft is not of ``version`` any more; ``nothing_to_publish``;
        ``published_meanwhile``: it began with an older version than the one in force.
    :raises Invalid: naming every fault, its rule and its place.
    """
    before = await _locked(work, version)
    published = await current(work)
    if not before.differs:
        raise Conflict("nothing_to_publish")
    if before.based_on != published.number:
        raise Conflict("published_meanwhile", number=published.number)
    return await _publish(work, Published(0, before.rules, work.now, by, note.strip()), by)


async def restore(work: Work, number: int, by: By) -> Published:
    """Put an older version in force again, as a new one; a draft under way stays.

    :raises NotFound: it is not kept any more.
    :raises Conflict: ``nothing_to_publish``: it is in force.
    :raises Invalid: it names what is gone by now.
    """
    await repository.lock_draft(work)
    older = NO_RULES_YET if number == 0 else await repository.version(work, number)
    if older is None:
        raise NotFound
    if older.rules == (await current(work)).rules:
        raise Conflict("nothing_to_publish")
    return await _publish(work, Published(0, older.rules, work.now, by, "", number), by)


async def version(work: Work, number: int) -> Published:
    """One published version. Raises ``NotFound``."""
    found = await repository.version(work, number)
    if found is None:
        raise NotFound
    return found


async def versions(work: Work, before: int | None, limit: int) -> Sequence[Published]:
    """Published versions, the newest first."""
    return await repository.versions(work, before, limit)


async def add_match(
    work: Work, interaction_id: UUID, number: int, matched: Sequence[Match]
) -> None:
    """Note which rules placed a new request, and why."""
    await repository.add_match(work, interaction_id, number, matched)


async def matches(work: Work, interaction_id: UUID) -> tuple[int, Sequence[Match]] | None:
    """By which version a request was placed, and which of its rules held; none by no rule."""
    return await repository.matches(work, interaction_id)


async def _locked(work: Work, version: int) -> Draft:
    before = await repository.lock_draft(work)
    if before.version != version:
        raise Conflict
    return before


async def _keep(work: Work, changed: Draft, by: By) -> None:
    await repository.write_draft(work, changed, by)
    await work.record(events.drafted(changed))


async def _publish(work: Work, wanted: Published, by: By) -> Published:
    faults = await _faults(work, wanted.rules)
    if faults:
        raise Invalid(None, faults)
    one = replace(wanted, number=await repository.newest_number(work) + 1)
    await repository.add_version(work, one, by)
    await repository.forget_before(work, one.number - KEPT + 1)
    await work.record(events.published(one))
    await _settle_draft(work, one, by)
    action = events.PUBLISHED if one.restored is None else "intake.routing_rules.restored"
    told = {"number": one.number, "restored": one.restored or 0, "rules": len(one.rules)}
    await audit.write(work, action, f"routing_rules:{one.number}", told)
    return one


async def _settle_draft(work: Work, one: Published, by: By) -> None:
    """What was published is a draft no longer; another draft now begins with the new version."""
    held = await repository.lock_draft(work)
    if one.restored is None or not held.differs or held.rules == one.rules:
        changed = Draft(held.version + 1, one.rules, one.number, False, work.now, by)
    else:
        changed = replace(held, version=held.version + 1, based_on=one.number)
    await _keep(work, changed, by)


async def _faults(work: Work, rules: Rules) -> tuple[FieldFault, ...]:
    return faults_of(rules, (await house(work)).known) if rules else ()
