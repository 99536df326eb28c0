"""Fills every table with made-up rows: half for each of two tenants, joined by their keys."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from queue import SimpleQueue
from typing import LiteralString

import psycopg
from psycopg import sql

Connection = psycopg.Connection[tuple[object, ...]]

_COLUMNS = """
SELECT c.relname, a.attname, format_type(a.atttypid, NULL), a.attnotnull
FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
  AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '' AND a.attidentity = ''
  AND c.relname NOT IN ('alembic_version', 'relay_state')
ORDER BY c.relname, a.attnum
"""
_REFERENCES = """
SELECT k.conrelid::regclass::text, a.attname, k.confrelid::regclass::text
FROM pg_constraint k, unnest(k.conkey) WITH ORDINALITY AS u(attnum, place)
JOIN pg_attribute a ON true
WHERE k.contype = 'f' AND a.attrelid = k.conrelid AND a.attnum = u.attnum
  AND u.place = cardinality(k.conkey)
"""
_CHECKS = """
SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
WHERE contype = 'c' AND connamespace = 'public'::regnamespace AND conislocal
"""
_UNIQUE = """
SELECT DISTINCT i.indrelid::regclass::text, a.attname FROM pg_index i
JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey)
WHERE i.indisunique
"""
_INDEXES = """
SELECT i.indrelid::regclass::text, i.indexrelid::regclass::text,
       replace(pg_get_indexdef(i.indexrelid), ' ON ONLY ', ' ON ')
FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
WHERE NOT i.indisunique AND NOT c.relispartition AND c.relnamespace = 'public'::regnamespace
"""
"""The partitions' own go and come with those of the whole table."""
_NOT_FILLED = ("alembic_version", "relay_state")
MANY = 1_000
"""From so many rows on it takes less time to make an index of all rows than to add each."""
_BY_TYPE = {
    "text": "'{name} ' || n",
    "character varying": "'{name} ' || n",
    "smallint": "n % 100",
    "integer": "n",
    "bigint": "n",
    "numeric": "n",
    "double precision": "n",
    "boolean": "n % 2 = 0",
    "timestamp with time zone": "now() - n * interval '1 minute'",
    "date": "current_date - (n % 3650)::int",
    "time without time zone": "time '09:00'",
    "interval": "n * interval '1 second'",
    "jsonb": "'{{}}'::jsonb",
    "bytea": "decode(md5('{name} ' || n), 'hex')",
    "uuid": "md5('{name} ' || n)::uuid",
    "text[]": "ARRAY['{name} ' || n]",
    "uuid[]": "ARRAY[md5('{name} ' || n)::uuid]",
    "inet": "'192.0.2.1'::inet",
}
_ALWAYS_SET = {("event_log", "position"), ("audit_entry", "number"), ("audit_entry", "seal")}
"""Filled in within seconds, so that hardly a row is without."""


@dataclass(frozen=True)
class Column:
    """A column to fill."""

    table: str
    name: str
    type: str
    required: bool


class Hands:
    """Connections that work side by side."""

    def __init__(self, connections: Sequence[Connection]) -> None:
        self._connections = connections
        self._idle: SimpleQueue[Connection] = SimpleQueue()
        for one in connections:
            self._idle.put(one)

    def all_do(self, statement: LiteralString) -> None:
        """Each of them runs the statement."""
        for one in self._connections:
            one.execute(statement)

    def do(self, works: Iterable[Sequence[sql.SQL | sql.Composed]]) -> None:
        """Whoever is idle runs the next work, statement by statement; returns when all are done."""
        with ThreadPoolExecutor(len(self._connections)) as pool:
            for _ in pool.map(self._by_somebody, works):
                pass

    def _by_somebody(self, work: Sequence[sql.SQL | sql.Composed]) -> None:
        connection = self._idle.get()
        try:
            for statement in work:
                connection.execute(statement)
        finally:
            self._idle.put(connection)


class Filler:
    """Fills a migrated database, as its owner; ``hands`` are more connections to it, which fill
    side by side.
    """

    def __init__(
        self, owner: Connection, tenants: tuple[str, str], hands: Sequence[Connection] = ()
    ) -> None:
        self._owner = owner
        self._tenants = tenants
        self._hands = Hands(hands or [owner])
        rows = owner.execute(_COLUMNS).fetchall()
        self._columns = [Column(str(t), str(n), str(k), bool(r)) for t, n, k, r in rows]
        self._references = {(t, c): str(r) for t, c, r in owner.execute(_REFERENCES).fetchall()}
        self._unique = set(owner.execute(_UNIQUE).fetchall())
        self._choices = dict(self._read_choices())

    @property
    def tables(self) -> list[str]:
        """The tables it fills."""
        return sorted({column.table for column in self._columns})

    def fill(self, rows: int, tables: Sequence[str] | None = None) -> None:
        """Put ``rows`` rows into every table, or into those named. Row ``n`` refers to rows ``n``
        of other tables; the rows need not keep the checks, which stay for rows to come.
        """
        wanted = self.tables if tables is None else tables
        checks = self._owner.execute(_CHECKS).fetchall()
        for table, name, _ in checks:
            self._alter(table, sql.SQL("DROP CONSTRAINT {}").format(sql.Identifier(str(name))))
        indexes = self._put_aside(wanted) if rows >= MANY else {}
        self._hands.all_do("SET session_replication_role = replica")
        self._hands.do(self._work(table, rows, indexes.get(table, ())) for table in wanted)
        self._hands.all_do("RESET session_replication_role")
        for table, name, definition in checks:
            self._alter(
                table,
                sql.SQL("ADD CONSTRAINT {} {} NOT VALID").format(
                    sql.Identifier(str(name)), sql.SQL(str(definition))
                ),
            )
        rest = sorted({*self.tables, *_NOT_FILLED} - set(wanted)) if rows >= MANY else ()
        counted = sql.SQL(", ").join(sql.Identifier(table) for table in rest)
        self._owner.execute(sql.SQL("ANALYZE {}").format(counted))

    def _put_aside(self, tables: Sequence[str]) -> Mapping[str, Sequence[str]]:
        """What makes the indexes again that are gone now, by table."""
        aside = defaultdict(list)
        for table, name, again in self._owner.execute(_INDEXES).fetchall():
            if str(table) in tables:
                self._owner.execute(sql.SQL("DROP INDEX {}").format(sql.Identifier(str(name))))
                aside[str(table)].append(str(again))
        return aside

    def _work(self, table: str, rows: int, indexes: Sequence[str]) -> Sequence[sql.Composed]:
        """All there is to do for one table, by one connection: no other waits for its locks."""
        made = [sql.Composed([sql.SQL(one)]) for one in indexes]
        counted = sql.SQL("ANALYZE {}").format(sql.Identifier(table))
        return [self._filling(table, rows), *made, *([counted] if rows >= MANY else [])]

    def columns(self, table: str) -> list[str]:
        """The columns it fills in a table."""
        return [column.name for column in self._columns if column.table == table]

    def _alter(self, table: object, change: sql.Composable) -> None:
        self._owner.execute(sql.SQL("ALTER TABLE {} {}").format(sql.Identifier(str(table)), change))

    def _filling(self, table: str, rows: int) -> sql.Composed:
        columns = [column for column in self._columns if column.table == table]
        return sql.SQL(
            "INSERT INTO {table} ({names}) SELECT {values} FROM generate_series(1, {rows}) n"
            " ON CONFLICT DO NOTHING"
        ).format(
            table=sql.Identifier(table),
            names=sql.SQL(", ").join(sql.Identifier(column.name) for column in columns),
            values=sql.SQL(", ").join(sql.SQL(self._value(column)) for column in columns),
            rows=sql.Literal(rows),
        )

    def _value(self, column: Column) -> str:
        place = (column.table, column.name)
        value = self._plain_value(column)
        if column.required or place in _ALWAYS_SET:
            return value
        return f"CASE WHEN n % 2 = 0 THEN {value} END"

    def _plain_value(self, column: Column) -> str:
        place = (column.table, column.name)
        if column.name == "tenant_id":
            first, second = self._tenants
            return f"CASE WHEN n % 2 = 0 THEN '{first}'::uuid ELSE '{second}'::uuid END"
        if place in self._choices and place not in self._unique:
            return f"(ARRAY{self._choices[place]!r})[1 + n % {len(self._choices[place])}]"
        if place in self._references:
            return f"md5('{self._references[place]}.id ' || n)::uuid"
        name = f"{column.table}.id" if column.name == "id" else column.name
        return _BY_TYPE[column.type].format(name=name)

    def _read_choices(self) -> Iterator[tuple[tuple[object, object], list[str]]]:
        """Columns whose values are listed in a check."""
        for table, _, definition in self._owner.execute(_CHECKS).fetchall():
            match = re.search(r"\(\((\w+) = ANY \(ARRAY\[(.*?)\]\)", str(definition))
            if match:
                yield (table, match[1]), re.findall(r"'([^']*)'::text", match[2])
