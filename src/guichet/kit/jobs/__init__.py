"""Background jobs: deferred work that must happen, and work that comes round by the clock.

A room declares its jobs in ``jobs.py``::

    @job("accounts.invitation.send")
    async def send(run: JobRun, invitation_id: UUID) -> None:
        async with run.open_work() as work:
            ...

and defers one where the need arises, in the same transaction: ``await send.defer(work,
invitation_id=...)``. It runs if and only if that transaction commits, at least once, as that
tenant. Its arguments are ids alone: what they stand for is read when it runs.
"""

from guichet.kit.jobs.declared import Job, JobRun, PeriodicJob, job, periodic

__all__ = ["Job", "JobRun", "PeriodicJob", "job", "periodic"]
