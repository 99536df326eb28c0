"""Notes about contacts."""

import pytest

from guichet.crm.merges import service as merges
from guichet.crm.notes import service
from guichet.crm.types import By
from guichet.kit.errors import Invalid, NotFound
from guichet.kit.ids import TenantId
from tests.conftest import MakeWork
from tests.crm.scene import BY, write_down

RAVI = By("user", BY.id, "Ravi")


async def test_a_note_keeps_what_it_said(make_work: MakeWork, tenant_id: TenantId) -> None:
    async with make_work(tenant_id) as work:
        contact = (await write_down(work, "Éloïse")).contact.id
        note = await service.write(work, contact, " Rappeler ", BY)
        edited = await service.edit(work, contact, note.id, "Rappeler lundi", RAVI)
        assert await service.edit(work, contact, note.id, "Rappeler lundi", BY) == edited
        (before,) = await service.editions(work, note.id)
        assert (before.version, before.text, before.replaced_by) == (1, "Rappeler", RAVI)
        assert await service.page(work, [contact], None, 10) == [edited]
        await service.remove(work, contact, note.id)
        assert await service.page(work, [contact], None, 10) == []
        with pytest.raises(NotFound):
            await service.remove(work, contact, note.id)


@pytest.mark.parametrize("text", ["", "  \n", "x" * 10_001])
async def test_a_note_says_something_but_not_everything(
    make_work: MakeWork, tenant_id: TenantId, text: str
) -> None:
    async with make_work(tenant_id) as work:
        contact = (await write_down(work, "Éloïse")).contact.id
        with pytest.raises(Invalid):
            await service.write(work, contact, text, BY)


async def test_notes_of_another_contact_are_not_there_but_of_a_merged_one_are(
    make_work: MakeWork, tenant_id: TenantId
) -> None:
    async with make_work(tenant_id) as work:
        a, b = [(await write_down(work, name)).contact.id for name in ("A", "B")]
        note = await service.write(work, b, "of b", BY)
        with pytest.raises(NotFound):
            await service.edit(work, a, note.id, "x", BY)
        await merges.merge(work, a, b, "one", by=BY)
        assert (await service.edit(work, a, note.id, "x", BY)).text == "x"
