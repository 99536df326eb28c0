"""Sealing the audit trail, away from every request."""

from guichet.accounts.audit.service import CHAIN_KEY, seal_pending
from guichet.kit.ground import Ground
from guichet.kit.jobs.declared import periodic


@periodic("accounts.audit.seal", "* * * * * */5")
async def seal(ground: Ground) -> None:
    """Seal what was written in the last five seconds, of all chains."""
    key = ground.cipher.derive(CHAIN_KEY)
    while await seal_pending(ground.system_db, key, ground.clock.now()):
        pass
