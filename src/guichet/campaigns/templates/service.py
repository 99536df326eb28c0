"""Templates: read, checked against what the company knows, made ready; kept under a name.

Whoever sends::

    made = await service.prepared(work, text, parameters=..., economical=...)
    Wording(text=made.text, ...)
    Recipient(address, made.fill(person_of(contact), links).values)
"""

from collections.abc import Mapping
from collections.abc import Sequence as Many
from dataclasses import replace
from uuid import UUID
from zoneinfo import ZoneInfo

from guichet.accounts.tenants import service as tenants
from guichet.campaigns.templates import filling, repository
from guichet.campaigns.templates.events import template_changed
from guichet.campaigns.templates.filling import Ready, Setting
from guichet.campaigns.templates.language import Template, read
from guichet.campaigns.templates.names import Names
from guichet.campaigns.templates.types import MOST_TEMPLATES, StoredTemplate
from guichet.campaigns.templates.verdicts import faults_of
from guichet.crm.attributes import service as attributes
from guichet.crm.attributes.types import AttributeValue, Label
from guichet.gateway.mass.types import Purpose
from guichet.kit.errors import Invalid, NotFound
from guichet.kit.i18n.negotiation import Language
from guichet.kit.work import Work


async def names(work: Work, parameters: Mapping[str, object] | Many[str] = ()) -> Names:
    """What a text of the tenant may speak of; ``parameters`` are those of the campaign."""
    return Names(await attributes.all_of(work), list(parameters))


async def checked(
    work: Work, text: str, parameters: Mapping[str, object] | Many[str] = (), at: str = "text"
) -> Template:
    """``text``, read.

    :raises Invalid: naming each place that cannot be read or filled; ``at`` is the field
    """
    template = read(text)
    if faults := faults_of(template, await names(work, parameters), at):
        raise Invalid(None, faults)
    return template


async def prepared(
    work: Work,
    text: str,
    *,
    parameters: Mapping[str, AttributeValue] | None = None,
    economical: bool = False,
    language: Language | None = None,
    at: str = "text",
) -> Ready:
    """``text`` made ready for mass sending; ``language`` is that of whoever says no other, the
    tenant's first unless given.

    :raises Invalid: as ``checked``
    """
    given = parameters or {}
    known = await names(work, given)
    template = read(text)
    if faults := faults_of(template, known, at):
        raise Invalid(None, faults)
    return filling.ready(template, known, await _setting(work, given, economical, language))


async def _setting(
    work: Work,
    parameters: Mapping[str, AttributeValue],
    economical: bool,
    language: Language | None,
) -> Setting:
    of = (await tenants.get(work, work.tenant_id)).settings
    return Setting(
        language or of.languages[0], of.currency, ZoneInfo(of.zone), parameters, economical
    )


async def page(work: Work, before: UUID | None, limit: int) -> Many[StoredTemplate]:
    """Those kept, the newest first."""
    return await repository.page(work, before, limit)


async def get(work: Work, template_id: UUID) -> StoredTemplate:
    """One.

    :raises NotFound: there is none, or none any more
    """
    found = await repository.get(work, template_id)
    if found is None:
        raise NotFound
    return found


async def create(work: Work, label: Label, text: str, purpose: Purpose) -> StoredTemplate:
    """Keep a text under a name. Its places are only read: what fills them is asked when it is
    used, for a campaign may bring parameters of its own.

    :raises Invalid: a place that cannot be read; ``too_many_templates``
    """
    _check(text)
    if await repository.how_many(work) >= MOST_TEMPLATES:
        raise Invalid("too_many_templates", limit=MOST_TEMPLATES)
    one = StoredTemplate(work.ids.new(), 1, label, text, purpose, work.now, work.now)
    await repository.add(work, one)
    await work.record(template_changed(one))
    return one


async def change(
    work: Work,
    template_id: UUID,
    *,
    label: Label | None = None,
    text: str | None = None,
    purpose: Purpose | None = None,
) -> StoredTemplate:
    """Another name, text or purpose; what is none stays. The same again changes nothing.

    :raises NotFound, Invalid: as it says
    """
    if text is not None:
        _check(text)
    one = await _locked(work, template_id)
    changed = replace(
        one,
        label=label or one.label,
        text=one.text if text is None else text,
        purpose=purpose or one.purpose,
    )
    return one if changed == one else await _store(work, replace(changed, changed_at=work.now))


async def remove(work: Work, template_id: UUID) -> None:
    """List it no longer.

    :raises NotFound: there is none
    """
    await _store(work, replace(await _locked(work, template_id), removed_at=work.now))


def _check(text: str) -> None:
    if faults := faults_of(read(text), None):
        raise Invalid(None, faults)


async def _locked(work: Work, template_id: UUID) -> StoredTemplate:
    found = await repository.get(work, template_id, lock=True)
    if found is None:
        raise NotFound
    return found


async def _store(work: Work, changed: StoredTemplate) -> StoredTemplate:
    stored = replace(changed, version=changed.version + 1)
    await repository.write(work, stored)
    await work.record(template_changed(stored))
    return stored
