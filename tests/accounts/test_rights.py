"""The one table of rights."""

from itertools import chain

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guichet.accounts.rights import (
    PLATFORM_RIGHTS,
    ROLE_RIGHTS,
    SUPPORT_RIGHTS,
    TENANT_RIGHTS,
    TENANT_ROLES,
    Right,
    Role,
    rights_of,
)

some_roles = st.sets(st.sampled_from(Role))


@given(some_roles, some_roles)
def test_rights_of_several_roles_are_the_rights_of_each(one: set[Role], other: set[Role]) -> None:
    assert rights_of(one | other) == rights_of(one) | rights_of(other)


@given(st.sets(st.sampled_from(TENANT_ROLES)))
def test_no_role_of_a_tenant_reaches_the_platform(roles: set[Role]) -> None:
    assert not rights_of(roles) & PLATFORM_RIGHTS


def test_the_operator_of_the_platform_sees_no_tenant_by_being_one() -> None:
    assert not ROLE_RIGHTS[Role.PLATFORM_OPERATOR] & TENANT_RIGHTS


def test_every_right_is_given_by_some_role() -> None:
    assert set(chain.from_iterable(ROLE_RIGHTS.values())) == set(Right)


def test_support_sees_how_a_tenant_is_set_up_and_nothing_its_customers_said() -> None:
    assert Right.CONTACTS_READ not in SUPPORT_RIGHTS
    assert not {right for right in SUPPORT_RIGHTS if right.endswith((".manage", ".answer"))}


@pytest.mark.parametrize("role", [Role.AGENT, Role.CAMPAIGN_AUTHOR, Role.AUDITOR, Role.SUPERVISOR])
def test_only_administrators_change_members_settings_and_keys(role: Role) -> None:
    daily = {Right.DESK_MANAGE, Right.ROUTING_RULES_MANAGE, Right.SEGMENTS_MANAGE}
    managing = {right for right in Right if right.endswith(".manage")} - daily
    assert not ROLE_RIGHTS[role] & managing
