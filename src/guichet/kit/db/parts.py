"""The parts of tables that are partitioned by hash, as the models declare them.

Made after every migration where they are missing. Rows are only ever added to such tables, so their
parts are looked through for the newest pages early: whoever reads an index of them need not look at
the rows.
"""

from collections.abc import Iterator

from psycopg import sql
from sqlalchemy import Connection

from guichet.kit.db.tables import Table

_SOON = sql.SQL(
    "WITH (autovacuum_vacuum_insert_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.05)"
)


def apply(connection: Connection) -> None:
    """Make the parts that are missing. Safe to repeat."""
    for model in (mapper.class_ for mapper in Table.registry.mappers):
        if model.hash_parts:
            for statement in _statements(model.__tablename__, model.hash_parts):
                connection.exec_driver_sql(statement.as_string())


def _statements(name: str, parts: int) -> Iterator[sql.Composable]:
    for part in range(parts):
        yield sql.SQL(
            "CREATE TABLE IF NOT EXISTS {} PARTITION OF {} "
            "FOR VALUES WITH (MODULUS {}, REMAINDER {}) {}"
        ).format(
            sql.Identifier(f"{name}_{part}"),
            sql.Identifier(name),
            sql.Literal(parts),
            sql.Literal(part),
            _SOON,
        )
