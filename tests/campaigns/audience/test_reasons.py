"""Why somebody is left out: one reason each, the first that counts."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guichet.campaigns.audience.reasons import Terms, counted, reason_of
from guichet.campaigns.audience.types import Candidate
from guichet.campaigns.types import ExclusionReason
from guichet.gateway.mass.types import Consent
from guichet.policies.types import Allow, ConsentState, Deny, Reason, Verdict

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
YES = Allow(Reason("test", 1, "allowed"), NOW)


def law(consent: ConsentState, head: str) -> Verdict:
    """Offers need an agreement; nothing may be sent to +1 at all."""
    if head.startswith("+1"):
        return Deny(Reason("test", 1, "sender_not_registered"))
    if consent in ("none", "withdrawn"):
        return Deny(Reason("test", 1, "no_consent"))
    return YES


def free(consent: ConsentState, head: str) -> Verdict:
    """News may go to everybody."""
    del consent, head
    return YES


def served(head: str) -> bool:
    return not head.startswith("+999")


def somebody(**known: object) -> Candidate:
    base: dict[str, object] = {
        "head": "+2626921",
        "typed": False,
        "left_out": False,
        "again": False,
        "blocked": False,
        "decision": "granted",
        "recent": 0,
    }
    return Candidate(**{**base, **known})  # type: ignore[arg-type]  # of the names above


def terms(declared: Consent = "none", most: int | None = 2, *, offers: bool = True) -> Terms:
    return Terms(offers, declared, served, law if offers else free, most)


TABLE: list[tuple[str, Candidate, Terms, ExclusionReason | None]] = [
    ("agreed", somebody(), terms(), None),
    ("in a list to leave out", somebody(left_out=True, head=None), terms(), "left_out"),
    ("no number", somebody(head=None), terms(), "no_number"),
    ("a fixed line", somebody(head="+2622621", again=True), terms(), "landline"),
    ("a fixed line of elsewhere is not known", somebody(head="+4930123"), terms("soft"), None),
    ("chosen twice", somebody(again=True, blocked=True), terms(), "same_number"),
    ("on the platform's list", somebody(blocked=True, decision="withdrawn"), terms(), "blocked"),
    ("said stop", somebody(decision="withdrawn"), terms("soft"), "told_to_stop"),
    ("no price", somebody(head="+9991234"), terms(), "not_served"),
    ("nothing is known", somebody(decision=None), terms(), "no_consent"),
    ("the company's word for a card", somebody(decision=None), terms("optin"), "no_consent"),
    ("for a number it typed", somebody(decision=None, typed=True), terms("optin"), None),
    ("customers of similar goods", somebody(decision=None), terms("soft"), None),
    ("forbidden there", somebody(head="+1202555"), terms(), "not_allowed"),
    ("had enough", somebody(recent=2), terms(), "too_often"),
    ("one less", somebody(recent=1), terms(), None),
    ("no limit", somebody(recent=50), terms(most=None), None),
    ("news, whatever they said", somebody(decision="withdrawn"), terms(offers=False), None),
    ("news, however often", somebody(recent=9), terms(offers=False), None),
]


@pytest.mark.parametrize(
    ("case", "one", "of", "reason"), TABLE, ids=[case for case, _, _, _ in TABLE]
)
def test_the_first_reason_counts(
    case: str, one: Candidate, of: Terms, reason: ExclusionReason | None
) -> None:
    assert reason_of(one, of) == reason, case


people = st.builds(
    Candidate,
    st.sampled_from([None, "+2626921", "+9991234", "+1202555"]),
    st.booleans(),
    st.booleans(),
    st.booleans(),
    st.booleans(),
    st.sampled_from([None, "granted", "withdrawn"]),
    st.integers(0, 4),
)


@given(
    st.dictionaries(people, st.integers(1, 1_000), max_size=30),
    st.sampled_from(["none", "soft", "optin"]),
    st.booleans(),
)
def test_everybody_chosen_gets_it_or_is_counted_once_with_a_reason(
    counts: dict[Candidate, int], declared: Consent, offers: bool
) -> None:
    kept, gone = counted(counts, terms(declared, offers=offers))
    assert sum(kept.values()) + sum(gone.values()) == sum(counts.values())
    assert None not in kept
