"""The state of a support grant at any instant."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from guichet.accounts.support.types import ASKED_FOR, Grant, Person, State
from guichet.kit.ids import TenantId, UserId

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
OPERATOR = Person(UserId(UUID(int=9)), "Operator")
instants = st.none() | st.integers(0, 3000).map(lambda m: NOON + timedelta(minutes=m))


def _grant(**moments: datetime | None) -> Grant:
    tenant = TenantId(UUID(int=1))
    return Grant(tenant, UUID(int=2), OPERATOR, "why", 30, NOON, 1, None, **moments)


def test_a_request_lapses_after_a_day() -> None:
    assert _grant().state_at(NOON + ASKED_FOR - timedelta(seconds=1)) is State.ASKED
    assert _grant().state_at(NOON + ASKED_FOR) is State.LAPSED


def test_access_ends_by_itself_to_the_second() -> None:
    grant = _grant(granted_at=NOON)
    assert grant.until == NOON + timedelta(minutes=30)
    assert grant.state_at(NOON + timedelta(minutes=30, seconds=-1)) is State.ACTIVE
    assert grant.state_at(NOON + timedelta(minutes=30)) is State.ENDED


@given(
    granted=instants, refused=instants, withdrawn=instants, left=instants, at=st.integers(0, 4000)
)
def test_access_is_active_only_between_its_grant_and_the_first_of_its_ends(
    granted: datetime | None,
    refused: datetime | None,
    withdrawn: datetime | None,
    left: datetime | None,
    at: int,
) -> None:
    grant = _grant(granted_at=granted, refused_at=refused, withdrawn_at=withdrawn, left_at=left)
    now = NOON + timedelta(minutes=at)
    active = grant.state_at(now) is State.ACTIVE
    assert not active or (refused is None and withdrawn is None and left is None)
    assert not active or (granted is not None and now < granted + timedelta(minutes=30))
