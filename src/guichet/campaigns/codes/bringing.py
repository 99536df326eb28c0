"""Codes a company brings along for a campaign: kept, read, taken in, taken back.

Which of them a campaign gives out is ``service``; what is read of a file is ``jobs``.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Final
from uuid import UUID

from guichet.accounts.audit import service as audit
from guichet.accounts.audit.types import Details
from guichet.campaigns.codes import own, repository
from guichet.campaigns.codes.events import FILE_CHANGED, file_changed
from guichet.campaigns.codes.types import (
    MOST_FILES,
    MOST_TOLD,
    CodeFile,
    Counts,
    OwnCodes,
    Reason,
    RefusedCode,
)
from guichet.kit.errors import Conflict, Invalid
from guichet.kit.work import Work

LONGEST_TOLD: Final = 60
"""Characters of a refused row that are told."""
TELL: Final = timedelta(seconds=1)
"""How often it is told how far reading got."""


async def begin(
    work: Work, campaign_id: UUID, name: str, content_id: UUID, by_name: str | None
) -> CodeFile:
    """A file of codes was kept under ``content_id``, and is about to be read.

    :raises Conflict: ``codes_being_removed``
    :raises Invalid: ``too_many_code_files``
    """
    await repository.wait_for_turn(work)
    if await repository.is_any(work, campaign_id, "removing"):
        raise Conflict("codes_being_removed")
    if len(await repository.files(work, campaign_id, MOST_FILES)) >= MOST_FILES:
        raise Invalid("too_many_code_files", limit=MOST_FILES)
    one = CodeFile(
        work.ids.new(), 1, campaign_id, name, "reading", content_id, work.now, work.now, by_name
    )
    await repository.add_file(work, one)
    await work.record(file_changed(one))
    return one


async def files(work: Work, campaign_id: UUID) -> Sequence[CodeFile]:
    """What was brought along for a campaign, the newest first."""
    return await repository.files(work, campaign_id, MOST_FILES)


async def file(work: Work, file_id: UUID) -> CodeFile | None:
    """One."""
    return await repository.file(work, file_id)


async def held(work: Work, campaign_id: UUID, places: tuple[int, int]) -> OwnCodes:
    """How many codes a campaign has, and those of the places from one to another."""
    if await repository.is_any(work, campaign_id, "removing"):
        return OwnCodes(0, reading=False, instead=own.like(None))
    there = await repository.how_many_own(work, campaign_id)
    first = await repository.own_codes(work, campaign_id, 1, 1)
    codes = await repository.own_codes(work, campaign_id, *places)
    reading = await repository.is_any(work, campaign_id, "reading")
    return OwnCodes(there, reading, codes, own.like(first.get(1)))


async def how_many(work: Work, campaign_id: UUID) -> int:
    """Codes a campaign has; those that are being taken back do not count."""
    if await repository.is_any(work, campaign_id, "removing"):
        return 0
    return await repository.how_many_own(work, campaign_id)


async def hand_on(work: Work, campaign_id: UUID, to: UUID, most: int) -> int:
    """Up to ``most`` of the codes of a campaign, the last ones, become another one's; gives how
    many did. None of those that are being taken back.
    """
    await repository.wait_for_turn(work)
    there = await how_many(work, campaign_id)
    many = min(there, most)
    if many <= 0:
        return 0
    after = await repository.how_many_own(work, to)
    await repository.move_own(work, campaign_id, there - many, to, after)
    return many


async def note_handed(work: Work, campaign_id: UUID, name: str, many: int) -> None:
    """Write down where codes of a campaign come from that were handed on to it, once; so they can
    be taken back like others.
    """
    if await repository.files(work, campaign_id, 1):
        return
    one = CodeFile(
        work.ids.new(),
        1,
        campaign_id,
        name,
        "done",
        work.ids.new(),
        work.now,
        work.now,
        None,
        rows=many,
        done=many,
        counts=Counts(many),
    )
    await repository.add_file(work, one)
    await work.record(file_changed(one))


async def counted(work: Work, file_id: UUID, rows: int) -> CodeFile | None:
    """A file has so many rows; none: it is not read any more."""
    one = await _reading(work, file_id)
    return await _store(work, replace(one, rows=rows)) if one else None


async def take_in(
    work: Work, file_id: UUID, after: int, texts: Sequence[str], *, last: bool
) -> CodeFile | None:
    """Make codes of the rows that follow the first ``after`` of a file, all or none; ``last``:
    there are no more. None: somebody else did, or it is not read any more.
    """
    one = await _reading(work, file_id)
    if one is None or one.done != after:
        return None
    there = await repository.how_many_own(work, one.campaign_id)
    known = sorted({bare for text in texts if (bare := own.normal(text)) is not None})
    owners = await repository.held(work, known)
    found = own.sorted_out(texts, owners, one.campaign_id, there)
    await repository.add_own(work, one.campaign_id, there, found.taken)
    told = [
        RefusedCode(after + at + 1, text[:LONGEST_TOLD], why)
        for at, text, why in found.refused[: MOST_TOLD - len(one.refused)]
    ]
    stored = replace(
        one,
        done=after + len(texts),
        counts=_plus(one.counts, len(found.taken), [why for _, _, why in found.refused]),
        refused=(*one.refused, *told),
        state="done" if last else "reading",
    )
    if last:
        details: Details = {"name": one.name, "count": stored.counts.taken}
        await audit.write(work, FILE_CHANGED, f"campaign:{one.campaign_id}", details)
    tell = last or after == 0 or work.now >= one.changed_at + TELL
    return await _store(work, stored, tell=tell)


async def cannot_be_read(work: Work, file_id: UUID, code: str) -> None:
    """Nothing more is made of a file."""
    one = await _reading(work, file_id)
    if one is not None:
        await _store(work, replace(one, state="failed", problem=code))


async def begin_removal(work: Work, campaign_id: UUID) -> bool:
    """Take back all that was brought along for a campaign: from now on it has none, and
    ``remove_some`` makes an end of them. Gives whether there is anything to take back. Harmless to
    repeat.
    """
    await repository.wait_for_turn(work)
    held = await repository.files(work, campaign_id, MOST_FILES)
    for one in held:
        if one.state != "removing":
            await _store(work, replace(one, state="removing"))
    return bool(held)


async def remove_some(work: Work, campaign_id: UUID, most: int) -> bool:
    """Some of the codes that are being taken back go; gives whether more have to."""
    await repository.wait_for_turn(work)
    if not await repository.is_any(work, campaign_id, "removing"):
        return False
    if await repository.remove_own(work, campaign_id, most):
        return True
    await repository.remove_files(work, campaign_id)
    return False


async def _reading(work: Work, file_id: UUID) -> CodeFile | None:
    await repository.wait_for_turn(work)
    one = await repository.file(work, file_id, lock=True)
    return one if one is not None and one.state == "reading" else None


async def _store(work: Work, one: CodeFile, *, tell: bool = True) -> CodeFile:
    """``tell``: or the next one does, so that a long list is told about once a second."""
    stored = replace(one, version=one.version + 1, changed_at=work.now if tell else one.changed_at)
    await repository.write_file(work, stored)
    if tell:
        await work.record(file_changed(stored))
    return stored


def _plus(so_far: Counts, taken: int, refused: Sequence[Reason]) -> Counts:
    return Counts(
        so_far.taken + taken,
        so_far.unfit + refused.count("unfit"),
        so_far.twice + refused.count("twice"),
        so_far.elsewhere + refused.count("elsewhere"),
        so_far.beyond + refused.count("beyond"),
    )
