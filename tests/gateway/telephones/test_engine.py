"""Whom texts from telephones are for: tables."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from guichet.gateway.numbers.keywords import first_words
from guichet.gateway.numbers.types import Draft, Holding, Number, StopScope
from guichet.gateway.telephones.engine import Board, telephone_of
from guichet.gateway.telephones.types import Line, Stray, Talk, Wrote
from guichet.kit.ids import TenantId

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
VANILLE, CORAIL, LETCHI = (TenantId(UUID(int=one)) for one in (1, 2, 3))
SHOP, CLUB, REEF = (UUID(int=one) for one in (11, 12, 13))


def ago(**span: float) -> datetime:
    return NOW - timedelta(**span)


def number(written: str, *, shared: bool = False, stop: StopScope = "last") -> Number:
    draft = Draft("", stop, 30)
    return Number(UUID(int=len(written)), 1, written, "RE", shared, draft, NOW)


def held(one: Number, tenant: TenantId, *keywords: str) -> Holding:
    return Holding(tenant, one.id, one.number, "RE", one.shared, keywords, NOW)


ALONE = number("+262262123456")
SHARED = number("38100", shared=True)
BOARD = Board(
    [ALONE, SHARED],
    [held(ALONE, VANILLE), held(SHARED, VANILLE, "VANILLE"), held(SHARED, CORAIL, "Récif")],
    [
        Line(VANILLE, SHOP, ALONE.number, None),
        Line(VANILLE, CLUB, ALONE.number, "Club-été"),
        Line(VANILLE, SHOP, SHARED.number, "VANILLE"),
        Line(CORAIL, REEF, SHARED.number, "Récif"),
        Line(CORAIL, REEF, SHARED.number, "LETCHI"),
        Line(CORAIL, REEF, ALONE.number, None),
    ],
)
"""The last two claims are not Corail's to make."""


@pytest.mark.parametrize(
    ("written", "text", "expected"),
    [
        ("+262262123456", "Bonjour", (VANILLE, SHOP)),
        ("262262123456", "Bonjour", (VANILLE, SHOP)),
        ("00262262123456", "Bonjour", (VANILLE, SHOP)),
        ("+262262123456", "club-ete SVP", (VANILLE, CLUB)),
        ("+262262123456", "CLUBÉTÉ", (VANILLE, CLUB)),
        ("+262262123456", "club bonjour", (VANILLE, SHOP)),
        ("38100", "vanille, bonjour", (VANILLE, SHOP)),
        ("38100", "  RECIF!", (CORAIL, REEF)),
        ("38100", "letchi", Stray("no_keyword")),
        ("38100", "Bonjour", Stray("no_keyword")),
        ("38100", "", Stray("no_keyword")),
        ("38200", "Bonjour", Stray("no_such_number")),
    ],
)
def test_a_text_is_for_whom_its_number_and_first_word_say(
    written: str, text: str, expected: tuple[TenantId, UUID] | Stray
) -> None:
    found = BOARD.addressed(BOARD.number(written), text, None, (), NOW)
    if isinstance(found, Line):
        assert (found.tenant_id, found.entry_point_id) == expected
    else:
        assert found == expected


@pytest.mark.parametrize(
    ("one", "talk", "wrote", "expected"),
    [
        (SHARED, Talk(CORAIL, REEF, ago(days=1)), (), REEF),
        (SHARED, Talk(CORAIL, REEF, ago(days=8)), (), None),
        (SHARED, None, (Wrote(VANILLE, ago(days=2)),), SHOP),
        (SHARED, None, (Wrote(VANILLE, ago(days=31)),), None),
        (SHARED, Talk(CORAIL, REEF, ago(days=2)), (Wrote(VANILLE, ago(days=1)),), SHOP),
        (SHARED, Talk(CORAIL, REEF, ago(days=1)), (Wrote(VANILLE, ago(days=2)),), REEF),
        (SHARED, Talk(CORAIL, REEF, ago(days=2)), (Wrote(CORAIL, ago(days=1)),), REEF),
        (SHARED, Talk(CORAIL, CLUB, ago(days=1)), (), None),
        (ALONE, Talk(VANILLE, CLUB, ago(days=1)), (), CLUB),
        (ALONE, Talk(VANILLE, CLUB, ago(days=8)), (), SHOP),
    ],
    ids=[
        "the talk goes on",
        "it was long ago",
        "an answer to who wrote",
        "who wrote long ago",
        "somebody wrote after the talk",
        "somebody wrote before the talk",
        "the same company wrote after the talk",
        "its entry point listens no longer",
        "the talk of a keyword goes on",
        "it does not for ever",
    ],
)
def test_words_without_a_keyword_go_where_the_talk_was(
    one: Number, talk: Talk | None, wrote: tuple[Wrote, ...], expected: UUID | None
) -> None:
    found = BOARD.addressed(one, "oui merci", talk, wrote, NOW)
    assert (found.entry_point_id if isinstance(found, Line) else None) == expected


EVER = (Wrote(VANILLE, ago(days=3)), Wrote(CORAIL, ago(days=2)), Wrote(LETCHI, ago(days=90)))
OLD = tuple(Wrote(one.tenant_id, ago(days=40)) for one in EVER)
ALL = number("38100", shared=True, stop="all")


@pytest.mark.parametrize(
    ("one", "text", "wrote", "expected"),
    [
        (ALONE, "STOP", (), {VANILLE}),
        (SHARED, "STOP", EVER, {CORAIL}),
        (SHARED, "STOP vanille", EVER, {VANILLE}),
        (SHARED, "STOP merci", EVER, {CORAIL}),
        (SHARED, "STOP", OLD, {VANILLE, CORAIL, LETCHI}),
        (SHARED, "STOP", (), {VANILLE, CORAIL}),
        (ALL, "STOP", EVER, {VANILLE, CORAIL, LETCHI}),
        (None, "STOP", EVER, {CORAIL}),
        (None, "STOP", (), set()),
    ],
    ids=[
        "a number of one company",
        "who wrote last",
        "who is named",
        "words that name nobody",
        "nobody wrote lately: all who did",
        "nobody ever wrote: all who may",
        "the platform decided so: all",
        "the code of a route: who wrote last",
        "the code of a route, and nobody wrote",
    ],
)
def test_a_stop_concerns_who_may_be_meant(
    one: Number | None, text: str, wrote: tuple[Wrote, ...], expected: set[TenantId]
) -> None:
    assert set(BOARD.concerned(one, text, wrote, NOW)) == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("+262692123456", "+262692123456"),
        ("262692123456", "+262692123456"),
        ("+0692123456", "+262692123456"),
        ("0692123456", "+262692123456"),
        ("38100", None),
        ("Orange", None),
        ("", None),
    ],
)
def test_a_telephone_is_known_however_its_number_is_written(
    written: str, expected: str | None
) -> None:
    assert telephone_of(written, "RE") == expected


def test_the_first_word_is_what_people_mean_by_it() -> None:
    assert first_words("Click-Collect, svp") == ("clickcollect", "click")
    assert first_words("Été ?") == ("ete",)
    assert first_words("   ") == ()
