"""Statements about the servers themselves."""

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession


async def server_version(session: AsyncSession) -> str:
    """The version of PostgreSQL, such as ``18.1``."""
    told = await session.scalar(text("SHOW server_version"))
    return str(told).split(" ", maxsplit=1)[0]
