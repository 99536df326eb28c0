"""Why messages wait, or did not arrive, and what a shopkeeper does about it: data.

The sentences stand in this room's texts, ``campaigns.reason.<code>`` and ``campaigns.todo.<code>``.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from guichet.gateway.mass.types import MessageState

Again = Literal["now", "later", "after", "never"]
"""Whether to send once more: at once; some hours later; after something was put right; not."""


@dataclass(frozen=True, slots=True)
class Remedy:
    """What helps against one reason."""

    code: str
    again: Again


FAILED: Final[frozenset[MessageState]] = frozenset(
    {"undelivered", "refused", "denied", "expired", "cancelled", "unknown"}
)
"""Did not arrive, or nobody knows."""
SURELY_FAILED: Final[frozenset[MessageState]] = FAILED - {"unknown"}
OTHER: Final = Remedy("other", "later")
_AGAIN: Final[Mapping[str, Again]] = {
    # what the carrier says of a message it took
    "carrier_expired": "later",
    "carrier_undeliverable": "after",
    "carrier_rejected": "after",
    "carrier_deleted": "now",
    "carrier_unknown": "later",
    "no_answer": "never",
    # what carriers did not take
    "number_refused": "after",
    "sender_refused": "after",
    "message_refused": "after",
    "carrier_busy": "now",
    "carrier_trouble": "now",
    "carrier_refused": "now",
    "link_ended": "now",
    "no_route": "after",
    "no_route_for_names": "after",
    "no_route_for_answers": "after",
    "no_route_for_long_texts": "after",
    # what the law and the company's own rules say
    "told_to_stop": "never",
    "no_consent": "never",
    "blocked_everywhere": "never",
    "refused_lately": "never",
    "contacted_enough": "later",
    "sent_just_now": "never",
    "unknown_territory": "after",
    "no_policy": "after",
    "never_opens": "after",
    "review_refused": "after",
    "stop_text_missing": "after",
    "public_shortener": "after",
    "sender_is_mobile": "after",
    "sender_not_named": "after",
    "sender_length": "after",
    "sender_signs": "after",
    "sender_without_letter": "after",
    "sender_too_general": "after",
    "sender_protected": "after",
    "sender_not_registered": "after",
    # what waits
    "closed_hours": "never",
    "closed_sunday": "never",
    "closed_holiday": "never",
    "closed_until": "never",
    "first_campaign": "never",
    "sending_stopped": "never",
    "campaign_paused": "never",
    # what the company did
    "too_late": "never",
    "called_back": "now",
}
REMEDIES: Final[Mapping[str, Remedy]] = {
    code: Remedy(code, again) for code, again in _AGAIN.items()
}


def remedy(reason: str | None) -> Remedy:
    """What helps; a reason nobody described has a sentence of its own."""
    return REMEDIES.get(reason or "", OTHER)


def may_go_again(state: MessageState, reason: str | None) -> bool:
    """Whether sending once more is of use, and reaches nobody twice."""
    return state in SURELY_FAILED and remedy(reason).again != "never"
