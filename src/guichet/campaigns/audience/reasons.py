"""Why somebody who was chosen does not get it. Pure: the first reason of a fixed order counts, so
that every person is counted once.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from guichet.campaigns.audience.types import Candidate, Counts, Verdict
from guichet.campaigns.types import ExclusionReason
from guichet.gateway.mass.types import Consent
from guichet.policies.territories import is_landline
from guichet.policies.types import ConsentState, Deny
from guichet.policies.types import Verdict as Ruling

ORDER: Final[tuple[ExclusionReason, ...]] = (
    "left_out",
    "no_number",
    "landline",
    "same_number",
    "blocked",
    "told_to_stop",
    "not_served",
    "no_consent",
    "not_allowed",
    "too_often",
    "control",
)
"""As they are told and asked."""
_ABOUT_CONSENT: Final = "no_consent"

Ask = Callable[[ConsentState, str], Ruling]
"""The law's answer for somebody of this consent in the territory of numbers that begin so."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What is asked of everybody alike."""

    offers: bool
    """It is marketing: agreement and refusal count."""
    declared: Consent
    """What the company says of those nothing is recorded of."""
    served: Callable[[str], bool]
    """Whether somebody carries messages there, by how numbers begin."""
    ask: Ask
    most: int | None = None
    """Offers one person may get within the company's own span; none: any number."""


def reason_of(one: Candidate, terms: Terms) -> Verdict:
    """Why ``one`` is left out; none: they get it."""
    if one.left_out:
        return "left_out"
    if one.head is None:
        return "no_number"
    return _of_number(one, one.head, terms) or _of_law(one, one.head, terms)


def _of_number(one: Candidate, head: str, terms: Terms) -> Verdict:
    if is_landline(head):
        return "landline"
    if one.again:
        return "same_number"
    if one.blocked:
        return "blocked"
    return None if terms.served(head) else "not_served"


def _of_law(one: Candidate, head: str, terms: Terms) -> Verdict:
    refused = one.decision == "withdrawn"
    if refused and isinstance(terms.ask("withdrawn", head), Deny):
        return "told_to_stop"
    ruling = terms.ask(consent_of(one, terms), head)
    if isinstance(ruling, Deny):
        return "no_consent" if ruling.reason.code == _ABOUT_CONSENT else "not_allowed"
    if terms.offers and terms.most is not None and one.recent >= terms.most:
        return "too_often"
    return "control" if one.control else None


def consent_of(one: Candidate, terms: Terms) -> ConsentState:
    """What counts as the person's agreement: what is recorded; else what the company says, whose
    word for an agreement is good for numbers it typed in alone.
    """
    if not terms.offers:
        return "none"
    if one.decision == "granted" and terms.declared != "soft":
        return "optin"
    if terms.declared == "optin":
        return "optin" if one.typed else "none"
    return terms.declared


def counted(counts: Counts, terms: Terms) -> tuple[dict[str, int], dict[ExclusionReason, int]]:
    """How many get it, by how their numbers begin; how many do not, by reason."""
    kept: dict[str, int] = {}
    gone: dict[ExclusionReason, int] = {}
    for one, count in counts.items():
        reason = reason_of(one, terms)
        if reason is not None:
            gone[reason] = gone.get(reason, 0) + count
        elif one.head is not None:
            kept[one.head] = kept.get(one.head, 0) + count
    return kept, {reason: gone[reason] for reason in ORDER if reason in gone}
