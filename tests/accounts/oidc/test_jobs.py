"""Flows nobody finished are forgotten, others stay."""

from datetime import timedelta

from guichet.accounts.oidc import jobs
from guichet.kit.clock import ManualClock
from guichet.kit.ground import Ground
from tests.accounts.conftest import Browser
from tests.accounts.oidc.conftest import Company
from tests.conftest import Database


async def test_only_flows_that_are_too_old_are_forgotten(
    company: Company, ground: Ground, browser: Browser, clock: ManualClock, database: Database
) -> None:
    def waiting() -> int:
        with database.connect_owner() as owner:
            row = owner.execute("SELECT count(*) FROM oidc_flow").fetchone()
        assert row is not None
        return int(str(row[0]))

    await company.start(await browser())
    await jobs.forget.run(ground)
    assert waiting() == 1
    clock.advance(timedelta(minutes=10))
    await jobs.forget.run(ground)
    assert waiting() == 0
