"""What pages that are open to everybody have in common."""

import pytest

from guichet.campaigns.public import on_page


@pytest.mark.parametrize(
    ("words", "page"),
    [
        (
            "Pas vous ? Fermez : rien.",
            "Pas vous\N{NO-BREAK SPACE}? Fermez\N{NO-BREAK SPACE}: rien.",
        ),
        ("« Oui »", "«\N{NO-BREAK SPACE}Oui\N{NO-BREAK SPACE}»"),
        ("Not you? Close: <b>", "Not you? Close: &lt;b&gt;"),
    ],
)
def test_no_line_of_a_page_begins_with_a_mark_of_the_line_before(words: str, page: str) -> None:
    assert on_page(words) == page
