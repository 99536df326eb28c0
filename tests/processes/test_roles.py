"""Only roles that exist and have something to do are served."""

import pytest

from guichet.processes.roles import PRESENT, Role, RoleFault, absent, parse


def test_named_roles_are_taken() -> None:
    assert parse("web, worker") == {Role.WEB, Role.WORKER}


def test_an_unknown_role_is_named_with_those_there_are() -> None:
    with pytest.raises(RoleFault, match=r"no such role: wbe; there are web, router, sms, mail"):
        parse("wbe")


def test_no_role_at_all_is_refused() -> None:
    with pytest.raises(RoleFault, match="none given"):
        parse(" , ")


def test_a_role_with_nothing_to_do_yet_is_refused_plainly() -> None:
    with pytest.raises(RoleFault, match=r"not part of this release yet: mail .*; nothing to run"):
        parse("mail")


def test_a_role_with_nothing_to_do_beside_others_is_told() -> None:
    assert absent(parse("web,mail")) == "not part of this release yet: mail (e-mail channels)"
    assert absent(PRESENT) == ""
