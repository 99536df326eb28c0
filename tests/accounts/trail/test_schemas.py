"""Entries of the trail as sentences."""

import pytest

from guichet.accounts.rights import Role
from guichet.accounts.trail.schemas import told
from guichet.kit.i18n import Language

CHANGED = "accounts.member.roles_changed"


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        (
            "en",
            "Changed the roles of a@b.example from Campaign author to Agent, Supervisor",
        ),
        (
            "fr",
            "A changé les rôles de a@b.example : de « Auteur de campagnes »"
            " à « Conseiller, Superviseur »",
        ),
    ],
)
def test_roles_have_their_titles(language: Language, sentence: str) -> None:
    details = {"email": "a@b.example", "from": "campaign_author", "to": "agent, supervisor"}
    assert told(CHANGED, details, language) == sentence


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("action", ["accounts.member.joined", "accounts.invitation.sent"])
def test_no_sentence_shows_the_code_of_a_role(role: Role, language: Language, action: str) -> None:
    said = told(action, {"email": "a@b.example", "roles": role.value}, language)
    assert "_" not in said
    assert not said.endswith(role.value)


def test_what_is_no_list_of_roles_stays_as_it_was_written() -> None:
    details = {"email": "a@b.example", "from": "agent", "to": "an agent"}
    assert told(CHANGED, details, "en").endswith("from Agent to an agent")
