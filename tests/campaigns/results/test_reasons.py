"""Every reason has its words and its remedy."""

import json
from pathlib import Path

import pytest

from guichet.campaigns.results.reasons import OTHER, REMEDIES, may_go_again, remedy
from guichet.gateway.mass.depot import HEARD_AS
from guichet.gateway.mass.types import MessageState
from guichet.kit.i18n.texts import PACKAGE_ROOT

TEXTS = PACKAGE_ROOT / "campaigns" / "results" / "texts"


def texts(language: str) -> dict[str, str]:
    found: dict[str, str] = json.loads(Path(TEXTS / f"{language}.json").read_text())
    return found


@pytest.mark.parametrize("language", ["fr", "en"])
def test_each_reason_is_said_with_what_to_do(language: str) -> None:
    known = texts(language)
    for code in [*REMEDIES, OTHER.code]:
        assert known[f"campaigns.reason.{code}"]
        assert known[f"campaigns.todo.{code}"]


def test_what_policies_say_of_a_message_is_among_the_reasons() -> None:
    said = json.loads((PACKAGE_ROOT / "policies" / "texts" / "en.json").read_text())
    codes = {key.removeprefix("policies.") for key in said if key.startswith("policies.")}
    codes = {one.removesuffix("_one").removesuffix("_other") for one in codes}
    warnings = {"allowed", "sunday_tolerated", "holiday_tolerated"}
    assert codes - warnings <= set(REMEDIES)


def test_what_carriers_tell_of_failures_is_among_the_reasons() -> None:
    failing = [state for state, kind in HEARD_AS.items() if kind == "undelivered"]
    assert {f"carrier_{state}" for state in failing} <= set(REMEDIES)


@pytest.mark.parametrize(
    ("state", "reason", "again"),
    [
        ("undelivered", "carrier_expired", True),
        ("refused", "carrier_trouble", True),
        ("refused", "said_by_nobody", True),
        ("denied", "told_to_stop", False),
        ("denied", "sent_just_now", False),
        ("unknown", "no_answer", False),
        ("expired", "too_late", False),
        ("cancelled", "called_back", True),
        ("delivered", None, False),
        ("handed", None, False),
        ("held", "closed_sunday", False),
    ],
)
def test_only_what_surely_did_not_arrive_and_may_is_sent_again(
    state: MessageState, reason: str | None, again: bool
) -> None:
    assert may_go_again(state, reason) is again


def test_a_reason_nobody_described_is_the_carriers_own() -> None:
    assert remedy("said_by_nobody") is OTHER
