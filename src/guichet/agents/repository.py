"""What all parts of the room share."""

from sqlalchemy import func, select

from guichet.kit.work import Work


async def take_turn(work: Work) -> None:
    """One transaction at a time changes how a tenant's queues, skills and agents are set up; lasts
    until the commit. What it looked at (a free name, no use by others) stays true until then.
    """
    key = f"agents:{work.tenant_id}"
    await work.session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(key, 0))))
