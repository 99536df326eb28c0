"""What the tests of prices share."""

import pytest

from guichet.accounts.works import SystemWorks
from guichet.kit.clock import Clock
from guichet.kit.db.sessions import SystemDatabase
from guichet.kit.ids import IdMaker


@pytest.fixture
def works(system_db: SystemDatabase, clock: Clock, ids: IdMaker) -> SystemWorks:
    """Works under the system role."""
    return SystemWorks(system_db, clock, ids)
