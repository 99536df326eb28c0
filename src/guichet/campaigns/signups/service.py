"""Sign-up pages: made, changed and removed by a company."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final
from uuid import UUID

from guichet.accounts.audit import service as audit
from guichet.campaigns.signups import repository
from guichet.campaigns.signups.events import PAGE_CHANGED, page_changed
from guichet.campaigns.signups.types import (
    LONGEST_NAME,
    LONGEST_WORDS,
    MOST_A_DAY,
    MOST_PAGES,
    MOST_TAGS,
    Draft,
    Figures,
    Kept,
    Page,
    PageFigures,
    Words,
)
from guichet.crm.attributes import service as attributes
from guichet.crm.attributes.types import MEANT, Label
from guichet.crm.attributes.types import Draft as AttributeDraft
from guichet.crm.segments import service as segments
from guichet.gateway.entry_points import service as entry_points
from guichet.gateway.numbers import service as numbers
from guichet.kit.errors import FieldFault, Invalid, NotFound
from guichet.kit.work import Work

_LETTERS: Final = "23456789abcdefghjkmnpqrstuvwxyz"
HEARS: Final = "sms"
"""The kind of entry point whose keywords sign up."""
_CODE: Final = 7
"""Characters: short on paper, and nobody has to guess them: pages are public."""
LABELS: Final[Mapping[Kept, Label]] = {
    "birth_date": Label("Date de naissance", "Birth date"),
    "postcode": Label("Code postal", "Postcode"),
}


async def listed(work: Work) -> Sequence[PageFigures]:
    """Those in use with what came of them, the newest first."""
    found = await repository.pages(work)
    known = await repository.figures(work, [one.id for one in found]) if found else {}
    return [PageFigures(one, known.get(one.id, Figures())) for one in found]


async def shown(work: Work, page_id: UUID) -> PageFigures:
    """One, with what came of it.

    :raises NotFound: there is none.
    """
    one = await page(work, page_id)
    known = await repository.figures(work, [one.id])
    return PageFigures(one, known.get(one.id, Figures()))


async def page(work: Work, page_id: UUID) -> Page:
    """One.

    :raises NotFound: there is none.
    """
    found = await repository.page(work, page_id)
    if found is None:
        raise NotFound
    return found


async def create(work: Work, draft: Draft) -> Page:
    """A new page, at an address of its own. It is public at once.

    :raises Invalid: naming what is wrong; ``too_many_signup_pages``.
    """
    if len(await repository.pages(work)) >= MOST_PAGES:
        raise Invalid("too_many_signup_pages", limit=MOST_PAGES)
    await _check(work, draft)
    code = "".join(secrets.choice(_LETTERS) for _ in range(_CODE))
    one = Page(work.ids.new(), work.tenant_id, 1, code, 1, draft, work.now, work.now)
    await repository.add_page(work, one)
    await _tell(work, one, "created")
    return one


async def change(work: Work, page_id: UUID, draft: Draft) -> Page:
    """Decide anew; what people agree to gets a new version when its words change. The same again
    changes nothing.

    :raises NotFound, Invalid: as it says.
    """
    held = await _locked(work, page_id)
    if held.draft == draft:
        return held
    await _check(work, draft)
    agreed = {language: said.consent for language, said in draft.words.items()}
    before = {language: said.consent for language, said in held.draft.words.items()}
    changed = replace(
        held,
        version=held.version + 1,
        wording=held.wording + (agreed != before),
        draft=draft,
        changed_at=work.now,
    )
    await repository.write_page(work, changed)
    await _tell(work, changed, "changed")
    return changed


async def remove(work: Work, page_id: UUID) -> None:
    """Nobody can sign up there any more; what waits can still be confirmed. The keywords that led
    there are free again.

    :raises NotFound: there is none.
    """
    held = await _locked(work, page_id)
    for one in await entry_points.open_of_kind(work, HEARS):
        if one.settings.get("does") == "sign_up" and one.settings.get("page") == held.code:
            await entry_points.remove(work, one.id)
    gone = replace(held, version=held.version + 1, removed_at=work.now, changed_at=work.now)
    await repository.write_page(work, gone)
    await _tell(work, gone, "removed")


async def _locked(work: Work, page_id: UUID) -> Page:
    found = await repository.page(work, page_id, lock=True)
    if found is None:
        raise NotFound
    return found


async def _tell(work: Work, one: Page, what: str) -> None:
    await work.record(page_changed(one))
    details = {"name": one.draft.name, "what": what}
    await audit.write(work, PAGE_CHANGED, f"signup_page:{one.id}", details)


async def _check(work: Work, draft: Draft) -> None:
    faults = faults_of(draft)
    if draft.list_id is not None and not await _is_list(work, draft.list_id):
        faults.append(FieldFault("list_id", "no_such_list"))
    if draft.sender is not None:
        held = await numbers.held_by(work.session, work.tenant_id)
        if draft.sender not in {one.number for one in held}:
            faults.append(FieldFault("sender", "not_your_number"))
    if faults:
        raise Invalid(None, tuple(faults))
    await _define(work, draft)


async def _is_list(work: Work, list_id: UUID) -> bool:
    try:
        return (await segments.static_list(work, list_id)).removed_at is None
    except NotFound:
        return False


def faults_of(draft: Draft) -> list[FieldFault]:
    """What is wrong with a page by itself."""
    faults = [
        FieldFault(f"words/{language}/{name}", "required")
        for language, said in draft.words.items()
        for name in ("title", "consent")
        if not getattr(said, name).strip()
    ]
    faults += [
        FieldFault(f"words/{language}/{name}", "too_long", {"limit": LONGEST_WORDS})
        for language, said in draft.words.items()
        for name in Words.__slots__
        if len(getattr(said, name)) > LONGEST_WORDS
    ]
    if not draft.words:
        faults.append(FieldFault("words", "required"))
    if not 0 < len(draft.name.strip()) <= LONGEST_NAME:
        faults.append(FieldFault("name", "required"))
    ways = [draft.asks.get(name, "no") for name in ("phone", "email")]
    if ways == ["no", "no"]:
        faults.append(FieldFault("asks/phone", "required"))
    if ways[0] != "no" and not draft.territories:
        faults.append(FieldFault("territories", "required"))
    if len(draft.tags) > MOST_TAGS:
        faults.append(FieldFault("tags", "too_many_items", {"limit": MOST_TAGS}))
    if not 1 <= draft.day_cap <= MOST_A_DAY:
        faults.append(FieldFault("day_cap", "not_in_range", {"least": 1, "most": MOST_A_DAY}))
    return faults


async def _define(work: Work, draft: Draft) -> None:
    """What is asked has a place on the card."""
    known = {one.meaning for one in await attributes.all_of(work)}
    keys = {one.key for one in await attributes.all_of(work)}
    for meaning, label in LABELS.items():
        if draft.asks.get(meaning, "no") == "no" or meaning in known:
            continue
        key = meaning if meaning not in keys else f"{meaning}_asked"
        made = AttributeDraft(key, label, MEANT[meaning], meaning=meaning)
        await attributes.define(work, made)
