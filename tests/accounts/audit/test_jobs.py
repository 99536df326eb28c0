"""The sealing job seals everything that waits, and repeats without harm."""

from guichet.accounts.audit import jobs
from guichet.accounts.audit import service as audit
from guichet.kit.ground import Ground
from tests.conftest import MakeTenant, MakeWork


async def test_the_job_seals_what_waits_with_the_key_of_the_installation(
    ground: Ground, make_tenant: MakeTenant, make_work: MakeWork
) -> None:
    tenant = await make_tenant()
    async with make_work(tenant) as work:
        await audit.write(work, "crm.contact.seen", "contact:1")
    for _ in range(2):
        await jobs.seal.run(ground)
    report = await audit.verify(ground.system_db, tenant, ground.cipher.derive(audit.CHAIN_KEY))
    assert (report.checked, report.waiting, report.intact) == (1, 0, True)
    async with ground.system_db.transaction() as session:
        assert await audit.count_waiting(session) == 0
