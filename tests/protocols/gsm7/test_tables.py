"""The alphabet as data says the same as the code."""

import json

from hypothesis import given
from hypothesis import strategies as st

from guichet.protocols.gsm7.alphabets import Encoding
from guichet.protocols.gsm7.segments import segment
from guichet.protocols.gsm7.tables import TABLES


def counted(text: str) -> tuple[str, int, int]:
    """A counter as another program would write it, from the data alone."""
    tables = json.loads(json.dumps(TABLES))
    basic, extension = tables["basic"].replace("\x1b", ""), tables["extension"]
    if all(char in basic or char in extension for char in text):
        units = sum(2 if char in extension else 1 for char in text)
        one, several, _ = tables["capacity"]["gsm7"]
        costs = [2 if char in extension else 1 for char in text]
        kind = "gsm7"
    else:
        costs = [2 if ord(char) > 0xFFFF else 1 for char in text]
        units = sum(costs)
        one, several, _ = tables["capacity"]["ucs2"]
        kind = "ucs2"
    if units <= one:
        return kind, units, 1
    parts, used = 1, 0
    for cost in costs:
        if used + cost > several:
            parts, used = parts + 1, 0
        used += cost
    return kind, units, parts


@given(st.text(alphabet="aé€[ç😀", max_size=600))
def test_a_counter_made_from_the_data_counts_the_same(text: str) -> None:
    found = segment(text)
    assert counted(text) == (found.encoding, found.units, found.charged)


def test_the_data_names_every_encoding() -> None:
    assert set(TABLES["capacity"]) == set(Encoding)
