"""Much of everything in a demo house: ten thousand requests, three hundred of them waiting, long
names and texts, to see that every screen bears it.
"""

from pathlib import Path
from typing import Final

import psycopg
from psycopg import sql

from guichet.kit.engines.home import DataHome
from guichet.kit.engines.postgres import EmbeddedPostgres

CLOSED: Final = 9_700
WAITING: Final = 300
HELD: Final = 40
"""Of each agent who has something: more than anybody should have."""
NAMES: Final = (
    "Marie-Antoinette de La Rochefoucauld-Hoarau de Saint-Philippe-du-Mardi",
    "Bo",
    "Wolfeschlegelsteinhausenbergerdorffwelchevoralternwaren",
    "Nguyễn Thị Minh Khai",
    "محمد عبد الرحمن الخطيب",
    "Jean-Baptiste Payet",
)
TEXTS: Final = (
    "Bonjour, ma commande 4711 n’est pas arrivée. " * 12,
    "Oui",
    "https://boutique.example/" + "produits/vanille-bourbon/" * 8,
    "Line one\nLine two\nLine three, and a question: do you deliver to Rodrigues?",
)
QUEUE: Final = "Réclamations, retours et remboursements des commandes passées en ligne"

_ID: Final = """(encode(
    substring(int8send((extract(epoch FROM g.at) * 1000)::bigint) FROM 3)
    || overlay(substring(uuid_send(gen_random_uuid()) FROM 7) PLACING '\\x70'::bytea FROM 1),
    'hex'))::uuid"""
"""An id that sorts by its instant, as those the program makes."""
_NAME: Final = "(%(names)s::text[])[1 + g.n %% array_length(%(names)s::text[], 1)]"
_TEXT: Final = "(%(texts)s::text[])[1 + g.n %% array_length(%(texts)s::text[], 1)]"


def owner_address(data: Path) -> str:
    """The database of the house that keeps its data in ``data``, for its owner."""
    return EmbeddedPostgres(DataHome(data).postgres).url()


def fill(address: str) -> None:
    """Copy the demo's requests until there are many. Not safe to repeat: it adds them once more."""
    values = {"names": list(NAMES), "texts": list(TEXTS), "queue": QUEUE}
    with psycopg.connect(address) as link:
        link.execute("UPDATE queue SET name = %(queue)s WHERE name = 'English'", values)
        for state, count, apart in (
            ("closed", CLOSED, "4 minutes"),
            ("waiting", WAITING, "20 seconds"),
            ("active", HELD, "90 seconds"),
        ):
            link.execute(_copies(link, state), {**values, "count": count, "apart": apart})
        link.execute(_messages(link), values)
        link.execute("ANALYZE interaction, message")


def _copies(link: psycopg.Connection, state: str) -> sql.Composed:
    changes = {
        "id": _ID,
        "contact_name": _NAME,
        "preview_text": f"left({_TEXT}, 160)",
        "preview_at": "g.at",
        "created_at": "g.at",
        "last_message_at": "g.at",
        "queued_at": "g.at",
        "message_count": "0",
        "unanswered": "1 + g.n %% 120",
        "queue_name": "CASE WHEN g.n %% 7 = 0 THEN %(queue)s ELSE t.queue_name END",
    }
    if state != "closed":
        changes["waiting_since"] = "g.at"
    source = sql.SQL(
        "(SELECT n, now() - n * %(apart)s::interval AS at FROM generate_series(1, %(count)s) n) g"
        " CROSS JOIN (SELECT * FROM interaction WHERE state = {state} ORDER BY id LIMIT 1) t"
    ).format(state=sql.Literal(state))
    return _insert(link, "interaction", changes, source)


def _messages(link: psycopg.Connection) -> sql.Composed:
    """Eighty things said in each of what was copied and is open."""
    changes = {
        "id": "gen_random_uuid()",
        "interaction_id": "i.id",
        "seq": "g.n",
        "at": "i.created_at + g.n * interval '1 second'",
        "text": _TEXT,
        "client_id": "NULL",
        "outbound_id": "NULL",
    }
    source = sql.SQL(
        "(SELECT tenant_id, id, created_at FROM interaction"
        " WHERE state <> 'closed' AND message_count = 0) i"
        " CROSS JOIN (SELECT n FROM generate_series(1, 80) n) g"
        " CROSS JOIN LATERAL (SELECT * FROM message WHERE kind = 'text'"
        " AND author_kind = CASE WHEN g.n %% 3 = 0 THEN 'agent' ELSE 'contact' END"
        " ORDER BY id LIMIT 1) t"
    )
    return _insert(link, "message", changes, source)


def _insert(
    link: psycopg.Connection, table: str, changes: dict[str, str], source: sql.Composable
) -> sql.Composed:
    """Rows of ``table`` as ``t`` has them, but for ``changes``."""
    described = link.execute(
        "SELECT column_name FROM information_schema.columns WHERE table_name = %s"
        " AND table_schema = 'public' ORDER BY ordinal_position",
        (table,),
    )
    columns = [str(name) for (name,) in described]
    taken = [
        sql.SQL(changes[name]) if name in changes else sql.Identifier("t", name) for name in columns
    ]
    return sql.SQL("INSERT INTO {} ({}) SELECT {} FROM {}").format(
        sql.Identifier(table),
        sql.SQL(", ").join(map(sql.Identifier, columns)),
        sql.SQL(", ").join(taken),
        source,
    )
