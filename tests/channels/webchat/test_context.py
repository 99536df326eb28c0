"""The visit as it travels with a request."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guichet.channels.webchat.context import MOST_DATA, data_of, page_of, read, seen, view_of
from guichet.channels.webchat.frames import MOST_PAGES, SeenPage, UsedDevice, Visited, VisitedPage
from guichet.gateway.context import Context, PageView

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
URL = "https://shop.example/a"


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        ("https://shop.example/a?token=secret#top", "https://shop.example/a"),
        ("https://user:pw@shop.example/a", "https://shop.example/a"),
        ("http://localhost:8470/demo/shop", "http://localhost:8470/demo/shop"),
        ("https://shop.example/\x00a", "https://shop.example/a"),
        ("javascript:alert(1)", None),
        ("file:///etc/passwd", None),
        ("https://[broken", None),
        ("", None),
    ],
)
def test_a_page_address_is_kept_without_what_it_may_give_away(url: str, kept: str | None) -> None:
    page = page_of(VisitedPage(url=url, title="T"))
    assert (page.url if page else None) == kept


def test_a_visit_is_read_with_its_pages_in_order_and_its_times_made_sane() -> None:
    pages = [
        SeenPage(url="https://shop.example/b?x=1", title="B\x00", at=NOW + timedelta(hours=3)),
        SeenPage(url=URL, title="", at=NOW - timedelta(days=400)),
        SeenPage(url="javascript:1", at=NOW),
    ]
    found = read(Visited(pages=pages, referrer="https://search.example/?q=secret"), "shop", NOW)
    assert found.warnings == ()
    assert found.context.referrer == "https://search.example/"
    assert found.context.site == "shop"
    assert list(found.context.pages) == [
        PageView(URL, None, NOW - timedelta(days=1)),
        PageView("https://shop.example/b", "B", NOW),
    ]


def test_a_device_is_kept_as_it_says() -> None:
    used = UsedDevice(kind="phone", system="Android\x00", browser="", screen="390x844")
    device = read(Visited(device=used), None, NOW).context.device
    assert device is not None
    assert (device.kind, device.system, device.browser, device.screen) == (
        "phone",
        "Android",
        None,
        "390x844",
    )


@pytest.mark.parametrize(
    ("given", "warning"),
    [
        (None, None),
        ({"cart": {"total": 40, "lines": [{"sku": "V-1"}]}}, None),
        ({"fits": "x" * (MOST_DATA - len('{"fits": ""}'))}, None),
        ({"cart": "x" * MOST_DATA}, "data_too_large"),
        ({"é" * 9_000: 1}, "data_too_large"),
        ([1, 2], "data_not_an_object"),
        ("text", "data_not_an_object"),
        ({"price": float("inf")}, "data_not_json"),
        ({"price": float("nan")}, "data_not_json"),
    ],
)
def test_what_the_page_passes_is_taken_or_left_out_with_a_word(
    given: Any, warning: str | None
) -> None:
    data, said = data_of(given)
    assert said == warning
    assert data == (given if given is not None and warning is None else {})


def test_nothing_of_the_data_is_deeper_than_it_may_be_or_holds_a_nul() -> None:
    deep: Any = "bottom"
    for _ in range(40):
        deep = {"in": deep}
    data, _ = data_of({"deep": deep, "n\x00ul": ["a\x00b"]})
    assert data["nul"] == ["ab"]
    assert str(data["deep"]).count("{") <= 12


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    )
)
def test_no_data_whatever_breaks_the_reader(given: Any) -> None:
    data, warning = data_of(given)
    assert data == {} or warning is None


def test_of_many_pages_the_newest_stay_and_the_same_one_counts_once() -> None:
    context = Context()
    for number in range(MOST_PAGES + 10):
        view = PageView(f"https://shop.example/{number}", None, NOW + timedelta(seconds=number))
        context = seen(seen(context, view), view)
    assert len(context.pages) == MOST_PAGES
    assert context.pages[-1].url.endswith(f"/{MOST_PAGES + 9}")


def test_a_page_that_is_none_is_no_view() -> None:
    assert view_of(VisitedPage(url="about:blank"), NOW, NOW) is None
