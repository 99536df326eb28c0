"""One question about a chunk: who refused, who is on the platform's list, what the law says."""

from dataclasses import replace
from datetime import UTC, datetime

from guichet.accounts.types import PLATFORM
from guichet.accounts.works import SystemWorks
from guichet.consent import service
from guichet.consent.clearing import Clearing, digests_of
from guichet.consent.service import Address
from guichet.consent.types import Recorder
from guichet.kit.cipher import Cipher
from guichet.kit.ids import TenantId
from guichet.policies.types import Allow, Defer, Deny, Question
from tests.conftest import MakeTenant

CIPHER = Cipher("s" * 32)
MORNING_ON_REUNION = datetime(2026, 3, 2, 5, 0, tzinfo=UTC)
OFFER = Question(MORNING_ON_REUNION, None, "sms", "marketing", "optin")
NUMBERS = ["+262692000001", "+262692000002", "+33612345678", "+262692000003", "+999123456"]


async def test_each_of_a_chunk_gets_its_verdict_and_a_stop_counts_at_the_next_question(
    works: SystemWorks, make_tenant: MakeTenant
) -> None:
    tenant_id: TenantId = await make_tenant()
    async with works(tenant_id=tenant_id) as work:
        digests = await digests_of(work.session, tenant_id, CIPHER)
        clearing = Clearing(tenant_id, digests, OFFER)
        first = await clearing.verdicts(work.session, NUMBERS)
        assert [type(one) for one in first] == [Allow, Allow, Defer, Allow, Deny]
        assert clearing.good_at(MORNING_ON_REUNION)
        stopped = Address("phone", digests.tenant.of("phone", NUMBERS[1]))
        await service.stop(work, [stopped], "STOP", Recorder("system", None, None))
        listed = [digests.platform.of("phone", NUMBERS[3])]
        await service.block_everywhere(
            replace(work, tenant_id=PLATFORM), listed, blocked=True, reason="x", by_name=None
        )
        then = await clearing.verdicts(work.session, NUMBERS)
        codes = [one.reason.code for one in then]
        assert codes == [
            "allowed",
            "told_to_stop",
            "closed_hours",
            "blocked_everywhere",
            "unknown_territory",
        ]
        codes_go = Clearing(tenant_id, digests, replace(OFFER, category="otp", consent="none"))
        told = await codes_go.verdicts(work.session, NUMBERS[:2])
        assert [type(one) for one in told] == [Allow, Allow]
