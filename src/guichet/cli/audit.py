"""``guichet audit verify``."""

import sys

from guichet.cli.running import prepare, run_async, say
from guichet.kit.settings import Settings


def verify() -> None:
    """Verify every chain; ends with 1 when one is broken."""
    run_async(_verify(prepare()))


async def _verify(settings: Settings) -> None:
    from guichet.accounts.audit.service import CHAIN_KEY, verify_all
    from guichet.accounts.audit.types import PLATFORM_CHAIN, Report
    from guichet.kit.cipher import Cipher
    from guichet.kit.db.engines import role_engine
    from guichet.kit.db.sessions import SystemDatabase
    from guichet.processes.servers import reach_servers

    def told(report: Report) -> str:
        chain = "platform" if report.chain == PLATFORM_CHAIN else f"tenant {report.chain}"
        if report.fault is not None:
            return f"{chain}: BROKEN at entry {report.fault.number}: {report.fault.reason}"
        head = report.head.seal.hex() if report.head else "-"
        return f"{chain}: {report.checked} entries hold, {report.waiting} wait; head {head}"

    async with reach_servers(settings, say) as servers:
        engine = role_engine(servers.owner_url, servers.roles, "system")
        try:
            key = Cipher(servers.secret).derive(CHAIN_KEY)
            reports = await verify_all(SystemDatabase(engine), key)
        finally:
            await engine.dispose()
    for report in reports:
        print(told(report), flush=True)
    if any(not report.intact for report in reports):
        sys.exit(1)
