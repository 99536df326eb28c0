"""Forgets answers of more than a day ago."""

from guichet.kit.ground import Ground
from guichet.kit.idempotency import service
from guichet.kit.jobs import periodic

_ROUNDS = 200


@periodic("kit.idempotency.sweep", "*/10 * * * *")
async def sweep_answers(ground: Ground) -> None:
    """Delete them some thousands at a time, so that no transaction is long."""
    for _ in range(_ROUNDS):
        async with ground.system_db.transaction() as session:
            if not await service.sweep(session, ground.clock.now()):
                return
