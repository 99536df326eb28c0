"""One setting bounds the connections a process opens; the pools share them out."""

from hypothesis import given
from hypothesis import strategies as st

from guichet.kit.db.engines import OUTSIDE_POOLS, PoolBudget, role_engines
from tests.conftest import Database


@given(st.integers(10, 500))
def test_the_pools_use_exactly_what_the_setting_leaves_them(connections: int) -> None:
    budget = PoolBudget.within(connections)
    assert budget.total() + OUTSIDE_POOLS == connections
    assert budget.request >= budget.system >= budget.reader >= 1
    assert budget.system >= 2


async def test_each_pool_has_its_share_as_its_size(database: Database) -> None:
    budget = PoolBudget.within(10)
    engines = role_engines(database.owner_url, database.roles, budget)
    shares = {role: engine.pool.status().split()[2] for role, engine in engines.items()}
    assert shares == {"request": "3", "system": "2", "reader": "1"}
    for engine in engines.values():
        await engine.dispose()
