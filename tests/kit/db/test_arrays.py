"""Arrays written by hand are read as they were meant."""

from uuid import UUID

from guichet.kit.db import arrays
from tests.conftest import Database


def test_texts_and_ids_come_back_as_they_were(database: Database) -> None:
    several = ["", "NULL", "a,b", 'say "no"', "back\\slash", "{x}", "é\n", "plain"]
    ids = [UUID(int=n) for n in (0, 7, (1 << 128) - 1)]
    with database.connect_owner() as link:
        row = link.execute(
            "SELECT %s::text[], %s::uuid[], %s::text[], %s::uuid[]",
            (arrays.texts(several), arrays.ids(ids), arrays.texts([]), arrays.ids([])),
        ).fetchone()
    assert row == (several, ids, [], [])


def test_what_is_none_stays_none(database: Database) -> None:
    texts = [None, "", "NULL", 'a "b", \\c', None]
    figures = [None, 0, -7, 1 << 40]
    with database.connect_owner() as link:
        row = link.execute(
            "SELECT %s::text[], %s::bigint[], %s::jsonb[], %s::text[]",
            (
                arrays.optional(texts),
                arrays.numbers(figures),
                arrays.optional(['{"a": "b\\"c"}', None]),
                arrays.optional([]),
            ),
        ).fetchone()
    assert row == (texts, figures, [{"a": 'b"c'}, None], [])
