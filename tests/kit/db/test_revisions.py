"""Revisions that landed are never edited: somebody's database was made by them."""

import hashlib
from pathlib import Path

import pytest
from alembic.operations import ops
from sqlalchemy import Column, Text

from guichet.kit.db import migrate
from scripts.new_revision import difference, render
from tests.conftest import Database

DB = Path(migrate.__file__).parent
LANDED = DB / "migrations" / "landed.txt"
"""One line each: SHA-256 and path below ``kit/db``. Landing a revision adds its lines."""


def landed() -> list[tuple[str, str]]:
    lines = LANDED.read_text(encoding="utf-8").splitlines()
    return [(line.split()[0], line.split()[1]) for line in lines]


@pytest.mark.parametrize(("digest", "path"), landed())
def test_what_landed_is_not_edited(digest: str, path: str) -> None:
    found = hashlib.sha256((DB / path).read_bytes()).hexdigest()
    assert found == digest, f"{path} has landed: write the next revision instead"


def test_every_revision_but_the_newest_has_landed() -> None:
    revisions = sorted(path.name for path in (DB / "migrations" / "versions").glob("[0-9]*.py"))
    known = {Path(path).name for _, path in landed()}
    assert [name for name in revisions[:-1] if name not in known] == []


def test_the_next_revision_says_what_the_models_have_more() -> None:
    changes = ops.UpgradeOps([ops.AddColumnOp("contact", Column("note", Text(), nullable=True))])
    path, text = render("Contacts have a note", changes)
    assert path.name[4:] == "_contacts_have_a_note.py"
    assert 'op.add_column("contact", sa.Column("note", sa.Text(), nullable=True))' in text


def test_a_migrated_database_needs_no_further_revision(database: Database) -> None:
    changes = difference(database.owner_url)
    assert changes is not None
    assert changes.is_empty()
