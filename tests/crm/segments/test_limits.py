"""A question that takes too long is given up, and whoever asked is told."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from guichet.crm.segments import repository
from guichet.kit.errors import Unavailable
from guichet.kit.ground import Ground


async def test_a_question_is_given_up_at_its_limit(ground: Ground) -> None:
    """PostgreSQL heeds the limit of a statement only where that of the transaction is longer."""
    with pytest.raises(Unavailable) as refused:
        async with (
            ground.reader_db.snapshot() as session,
            repository.patiently(session, timedelta(milliseconds=20)),
        ):
            await session.execute(text("SELECT pg_sleep(25)"))
    assert refused.value.code == "segment_too_slow"
