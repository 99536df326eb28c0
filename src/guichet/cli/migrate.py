"""``guichet migrate``."""

from guichet.cli.running import prepare, run_async, say
from guichet.kit.db import probe
from guichet.kit.settings import Settings
from guichet.processes.servers import reach_servers


def run() -> None:
    """Bring the database to the newest schema."""
    run_async(_migrate(prepare()))


async def _migrate(settings: Settings) -> None:
    async with reach_servers(settings, say) as servers:
        await probe.prepare(servers.owner_url, servers.roles, say)
    say("the database is up to date")
