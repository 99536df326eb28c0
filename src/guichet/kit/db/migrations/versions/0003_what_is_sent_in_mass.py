"""What is sent in mass: chunks, messages and outcomes, in partitions by month."""

from importlib import resources

import sqlalchemy as sa
from alembic import op
from sqlalchemy import Text
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"


def _run(name: str) -> None:
    script = (resources.files("guichet.kit.db") / "sql" / name).read_text()
    driver = op.get_bind().connection.driver_connection
    assert driver is not None
    driver.execute(script)


def upgrade() -> None:
    op.create_table(
        "mass_chunk",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("priority", sa.SmallInteger(), nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column(
            "wording", postgresql.JSONB(none_as_null=True, astext_type=Text()), nullable=True
        ),
        sa.Column("open", sa.Boolean(), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lease", sa.Integer(), nullable=False),
        sa.Column("handed", sa.Integer(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=True),
        sa.Column("touched", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_mass_chunk")),
    )
    op.create_index(
        "ix_mass_chunk_open",
        "mass_chunk",
        ["priority", "tenant_id", "next_at"],
        unique=False,
        postgresql_where=sa.text("open"),
    )
    op.create_table(
        "mass_message",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("chunk_id", sa.Uuid(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("given", postgresql.JSONB(none_as_null=True, astext_type=Text()), nullable=True),
        sa.Column("reference", sa.Text(), nullable=True),
        sa.Column(
            "wording", postgresql.JSONB(none_as_null=True, astext_type=Text()), nullable=True
        ),
        sa.Column("micros", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_mass_message")),
        postgresql_partition_by="RANGE (id)",
    )
    op.create_index(
        "ix_mass_message_address", "mass_message", ["tenant_id", "address", "id"], unique=False
    )
    op.create_index(
        "ix_mass_message_chunk", "mass_message", ["tenant_id", "chunk_id", "id"], unique=False
    )
    op.create_table(
        "mass_outcome",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("message_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("part", sa.SmallInteger(), nullable=False),
        sa.Column("parts", sa.SmallInteger(), nullable=False),
        sa.Column("route_id", sa.Uuid(), nullable=True),
        sa.Column("peer_id", sa.Text(), nullable=True),
        sa.Column("code", sa.Text(), nullable=True),
        sa.Column("detail", postgresql.JSONB(none_as_null=True, astext_type=Text()), nullable=True),
        sa.PrimaryKeyConstraint(
            "tenant_id", "message_id", "at", "seq", name=op.f("pk_mass_outcome")
        ),
        postgresql_partition_by="RANGE (at)",
    )
    op.create_index(
        "ix_mass_outcome_peer",
        "mass_outcome",
        ["route_id", "peer_id"],
        unique=False,
        postgresql_where=sa.text("kind = 'handed'"),
    )
    op.create_table(
        "mass_parked_receipt",
        sa.Column("route_id", sa.Uuid(), nullable=False),
        sa.Column("peer_id", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("heard_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("error", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint(
            "route_id", "peer_id", "state", name=op.f("pk_mass_parked_receipt")
        ),
    )
    op.create_index(
        "ix_mass_parked_receipt_heard_at", "mass_parked_receipt", ["heard_at"], unique=False
    )
    _run("mass.sql")
