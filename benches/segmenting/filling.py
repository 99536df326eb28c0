"""A company with many contacts, ten times as many purchases, and past campaigns: written by as many
connections as there are cores, with the indexes made afterwards.
"""

import os
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any, Final
from uuid import UUID

import psycopg

from guichet.kit.ids import TenantId

Link = psycopg.Connection[tuple[Any, ...]]
Fill = tuple[str, Mapping[str, Any]]
CAMPAIGNS: Final = (UUID(int=1), UUID(int=2))
"""Past ones: to half of the contacts, and to a twentieth."""
TUNED: Final = {
    "fsync": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_wal_size": "16GB",
    "checkpoint_timeout": "1h",
    "maintenance_work_mem": "512MB",
    "shared_buffers": "1GB",
}
"""The server's settings while it is filled, and no longer."""
_TABLES: Final = ("contact", "contact_identity", "contact_event", "campaign_fate")
_TENANT: Final = """
INSERT INTO tenant (tenant_id, slug, name, zone, territory, currency, languages, status,
                    created_at, version)
VALUES (%s, %s, 'Bench', 'Indian/Reunion', 'RE', 'EUR', '{fr}', 'active', now(), 1)
"""
_CONTACTS: Final = """
INSERT INTO contact (tenant_id, id, version, name, code, language, created_at, last_seen_at,
                     attributes, tags)
SELECT %(tenant)s, lpad(to_hex(n), 32, '0')::uuid, 1, 'Somebody ' || n, 'ABCD',
    CASE WHEN random() < 0.9 THEN 'fr' ELSE 'en' END, now() - random() * interval '730 days',
    now() - random() * interval '365 days',
    jsonb_build_object(
        'sex', CASE WHEN random() < 0.55 THEN 'female' ELSE 'male' END,
        'born', (date '1940-01-01' + (random() * 25000)::int)::text,
        'zip', (ARRAY['97400','97410','97411','97420','97430','97438','97440','97441','97450',
                      '97460'])[1 + (random() * 9.99)::int %% 10],
        'points', (random() * 1000)::int),
    CASE WHEN random() < 0.1 THEN ARRAY['vip'] WHEN random() < 0.3 THEN ARRAY['pro']
         ELSE '{}' END::text[]
FROM generate_series(%(first)s::int, %(last)s::int) AS n
"""
_IDENTITIES: Final = """
INSERT INTO contact_identity (tenant_id, id, contact_id, kind, value, created_at)
SELECT %(tenant)s, lpad(to_hex(n), 32, '0')::uuid, lpad(to_hex(n), 32, '0')::uuid, 'phone',
    '+262692' || n, now()
FROM generate_series(%(first)s::int, %(last)s::int) AS n WHERE n %% 5 > 0
"""
_EVENTS: Final = """
INSERT INTO contact_event (tenant_id, key, id, contact_id, type, at, category, amount, currency,
                           properties, external_id, received_at)
SELECT %(tenant)s, lpad(to_hex(n), 32, '0')::uuid,
    (lpad(to_hex((extract(epoch FROM at) * 1000)::bigint), 12, '0') || '7000'
     || lpad(to_hex(n), 16, '0'))::uuid,
    lpad(to_hex(1 + (power(random(), 1.5) * (%(count)s - 1))::int), 32, '0')::uuid,
    CASE WHEN n %% 11 = 0 THEN 'visit' ELSE 'purchase' END,
    at, 'c' || (random() * 19.99)::int, 500 + (random() * 20000)::int, 'EUR', '{}', n::text, now()
FROM (SELECT n, now() - random() * interval '730 days' AS at
      FROM generate_series(%(first)s::int, %(last)s::int) AS n) AS given
"""
_FATES: Final = """
INSERT INTO campaign_fate (tenant_id, campaign_id, n, contact_id, state, parts, paid, left_at,
                           ended_at, replied_at, clicks, clicked_at)
SELECT %(tenant)s, %(campaign)s, n, lpad(to_hex(n), 32, '0')::uuid,
    CASE WHEN n %% 33 = 0 THEN 'failed' ELSE 'delivered' END, 1, true, at, at,
    CASE WHEN n %% 20 = 0 THEN at END, CASE WHEN n %% 8 = 0 THEN 1 ELSE 0 END,
    CASE WHEN n %% 8 = 0 THEN at END
FROM (SELECT n, now() - %(days)s * interval '1 day' + n * interval '1 second' / 100 AS at
      FROM generate_series(%(first)s::int, %(last)s::int) AS n) AS given
"""
_FIGURES: Final = """
INSERT INTO campaign_figures (tenant_id, campaign_id, version, changed_at, currency, counts,
                              samples, first_left_at, last_left_at)
VALUES (%(tenant)s, %(campaign)s, 1, now(), 'EUR', '{}', '[]',
        now() - %(days)s * interval '1 day', now() - (%(days)s - 1) * interval '1 day')
"""
_INDEXES: Final = """
SELECT 'DROP INDEX ' || indexrelid::regclass,
       replace(pg_get_indexdef(indexrelid), ' ON ONLY ', ' ON ')
FROM pg_index JOIN pg_class ON pg_class.oid = indrelid
WHERE relname = ANY(%s) AND relkind IN ('r', 'p')
  AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid)
UNION ALL
SELECT format('ALTER TABLE contact_event DROP CONSTRAINT %%I', conname),
       format('ALTER TABLE contact_event ADD CONSTRAINT %%I %%s', conname,
              pg_get_constraintdef(oid))
FROM pg_constraint WHERE conrelid = 'contact_event'::regclass AND contype = 'p'
"""


def fill(owner: str, tenant: TenantId, other: TenantId, count: int) -> None:
    """Both companies' people and what happened to them; the other has a fifth as many."""
    with connected(owner) as link:
        for one in (tenant, other):
            link.execute(_TENANT, (one, one.hex))
        made = _dropped(link)
    work = [*_of(tenant, count), *_of(other, count // 5), *_past(tenant, count)]
    _together(owner, work)
    _together(owner, [(one, {}) for one in made])
    _together(owner, [(f"VACUUM (ANALYZE) {name}", {}) for name in _TABLES])
    with connected(owner) as link:
        link.execute("ANALYZE")
        link.execute("CHECKPOINT")


@contextmanager
def connected(owner: str) -> Iterator[Link]:
    """As the owner, without checks of what refers to what."""
    with psycopg.connect(owner, autocommit=True) as link:
        link.execute("SET session_replication_role = replica")
        yield link


def _of(tenant: TenantId, count: int) -> Iterator[Fill]:
    for first, last in _shares(count):
        given = {"tenant": tenant, "first": first, "last": last, "count": count}
        yield _CONTACTS, given
        yield _IDENTITIES, given
    for first, last in _shares(count * 11):
        yield _EVENTS, {"tenant": tenant, "first": first, "last": last, "count": count}


def _past(tenant: TenantId, count: int) -> Iterator[Fill]:
    for campaign, days, last in zip(CAMPAIGNS, (60, 5), (count // 2, count // 20), strict=True):
        given = {"tenant": tenant, "campaign": campaign, "days": days}
        yield _FIGURES, given
        yield _FATES, {**given, "first": 1, "last": last}


def _shares(count: int) -> Sequence[tuple[int, int]]:
    parts = 4
    return [(count * n // parts + 1, count * (n + 1) // parts) for n in range(parts)]


def _dropped(link: Link) -> list[str]:
    """Indexes that would be kept up row by row are taken away; gives how they were made."""
    found = link.execute(_INDEXES, (list(_TABLES),)).fetchall()
    for drop, _ in found:
        link.execute(str(drop).encode())
    return [str(made) for _, made in found]


def _together(owner: str, several: Sequence[Fill]) -> None:
    def one(fill: Fill) -> None:
        statement, given = fill
        with connected(owner) as link:
            link.execute(statement.encode(), given or None)

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        list(pool.map(one, several))
