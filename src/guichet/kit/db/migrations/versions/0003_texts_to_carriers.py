"""Texts to carriers: chunks, messages and outcomes, in partitions by month; carriers and routes;
prices, the ledger of use, refusals.
"""

from importlib import resources

import sqlalchemy as sa
from alembic import op
from sqlalchemy import Text, Uuid
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
        "carrier",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_carrier")),
    )
    op.create_table(
        "carrier_bind",
        sa.Column("route_id", sa.Uuid(), nullable=False),
        sa.Column("bind", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("holder", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("window", sa.Integer(), nullable=False),
        sa.Column("outstanding", sa.Integer(), nullable=False),
        sa.Column("answer_ms", sa.Integer(), nullable=True),
        sa.Column("throttled", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("route_id", "bind", name=op.f("pk_carrier_bind")),
    )
    op.create_table(
        "carrier_heard",
        sa.Column("route_id", sa.Uuid(), nullable=False),
        sa.Column("peer_id", sa.Text(), nullable=False),
        sa.Column("sender", sa.Text(), nullable=False),
        sa.Column("addressee", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("heard_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("route_id", "peer_id", name=op.f("pk_carrier_heard")),
    )
    op.create_index(
        "ix_carrier_heard_taken", "carrier_heard", ["taken_at", "heard_at"], unique=False
    )
    op.create_table(
        "carrier_minute",
        sa.Column("route_id", sa.Uuid(), nullable=False),
        sa.Column("minute", sa.DateTime(timezone=True), nullable=False),
        sa.Column("handed", sa.Integer(), nullable=False),
        sa.Column("refused", sa.Integer(), nullable=False),
        sa.Column("cut", sa.Integer(), nullable=False),
        sa.Column("delivered", sa.Integer(), nullable=False),
        sa.Column("undelivered", sa.Integer(), nullable=False),
        sa.Column("delay_ms", sa.BigInteger(), nullable=False),
        sa.Column("timed", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("route_id", "minute", name=op.f("pk_carrier_minute")),
    )
    op.create_table(
        "carrier_rule",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=True),
        sa.Column("purpose", sa.Text(), nullable=True),
        sa.Column("prefixes", postgresql.ARRAY(Text()), nullable=False),
        sa.Column("method", sa.Text(), nullable=False),
        sa.Column("routes", postgresql.JSONB(astext_type=Text()), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_carrier_rule")),
    )
    op.create_table(
        "consent_platform_key",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("box", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent_platform_key")),
    )
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
    op.create_table(
        "price_list",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_price_list")),
    )
    op.create_table(
        "sender_name",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("proof", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_sender_name")),
    )
    op.create_index("ix_sender_name_state", "sender_name", ["state", "id"], unique=False)
    op.create_index("uq_sender_name_folded", "sender_name", ["tenant_id", "folded"], unique=True)
    op.create_table(
        "sending_care",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("prudent", sa.Boolean(), nullable=False),
        sa.Column("hours", postgresql.JSONB(astext_type=Text()), nullable=True),
        sa.Column("cap_count", sa.Integer(), nullable=True),
        sa.Column("cap_days", sa.Integer(), nullable=True),
        sa.Column("added_days", postgresql.ARRAY(Text()), nullable=False),
        sa.Column("removed_days", postgresql.ARRAY(Text()), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", name=op.f("pk_sending_care")),
    )
    op.create_table(
        "suppression_global",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("address_hash", sa.LargeBinary(), nullable=False),
        sa.Column("blocked", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_name", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suppression_global")),
    )
    op.create_index(
        "ix_suppression_global_address", "suppression_global", ["address_hash", "id"], unique=False
    )
    op.create_table(
        "usage_account",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("credited", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("settled", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("reserved", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("allowed", sa.BigInteger(), nullable=True),
        sa.Column("low_at", sa.BigInteger(), nullable=True),
        sa.Column("low_told", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("day_cap", sa.BigInteger(), nullable=True),
        sa.Column("month_cap", sa.BigInteger(), nullable=True),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("day_count", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("month_count", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("stopped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("stopped_reason", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.CheckConstraint(
            "reserved >= 0 AND settled >= 0", name=op.f("ck_usage_account_never_negative")
        ),
        sa.PrimaryKeyConstraint("tenant_id", name=op.f("pk_usage_account")),
        postgresql_with={"fillfactor": 50},
    )
    op.create_index(
        "ix_usage_account_stopped",
        "usage_account",
        ["tenant_id"],
        unique=False,
        postgresql_where=sa.text("stopped_at IS NOT NULL"),
    )
    op.create_table(
        "usage_hold",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("micros", sa.BigInteger(), nullable=False),
        sa.Column("count", sa.BigInteger(), nullable=False),
        sa.Column("settled", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("released", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "settled >= 0 AND released >= 0 AND settled + released <= micros",
            name=op.f("ck_usage_hold_within"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "key", name=op.f("pk_usage_hold")),
    )
    op.create_table(
        "usage_line",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("source_kind", sa.Text(), nullable=False),
        sa.Column("source_id", sa.Text(), nullable=False),
        sa.Column("part", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("micros", sa.BigInteger(), nullable=False),
        sa.Column("count", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("hold", sa.Text(), nullable=True),
        sa.Column("detail", postgresql.JSONB(astext_type=Text()), nullable=True),
        sa.PrimaryKeyConstraint(
            "tenant_id", "source_kind", "source_id", "part", name=op.f("pk_usage_line")
        ),
    )
    op.create_index("uq_usage_line_id", "usage_line", ["tenant_id", "id"], unique=True)
    op.create_table(
        "carrier_route",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("carrier_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("settings", postgresql.JSONB(astext_type=Text()), nullable=False),
        sa.Column("binds", sa.SmallInteger(), nullable=False),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("prefixes", postgresql.ARRAY(Text()), nullable=False),
        sa.Column("abilities", postgresql.JSONB(astext_type=Text()), nullable=False),
        sa.Column("cost_list_id", sa.Uuid(), nullable=True),
        sa.Column("day_quota", sa.Integer(), nullable=True),
        sa.Column("isolated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("isolated_reason", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["carrier_id"], ["carrier.id"], name=op.f("fk_carrier_route_carrier_id_carrier")
        ),
        sa.ForeignKeyConstraint(
            ["cost_list_id"],
            ["price_list.id"],
            name=op.f("fk_carrier_route_cost_list_id_price_list"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_carrier_route")),
    )
    op.create_index("ix_carrier_route_carrier", "carrier_route", ["carrier_id"], unique=False)
    op.create_table(
        "price_assignment",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("valid_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("list_id", sa.Uuid(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_name", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["list_id"], ["price_list.id"], name=op.f("fk_price_assignment_list_id_price_list")
        ),
        sa.PrimaryKeyConstraint(
            "tenant_id", "valid_from", "revision", name=op.f("pk_price_assignment")
        ),
    )
    op.create_index("ix_price_assignment_list", "price_assignment", ["list_id"], unique=False)
    op.create_table(
        "price_row",
        sa.Column("list_id", sa.Uuid(), nullable=False),
        sa.Column("prefix", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("micros", sa.BigInteger(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_name", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["list_id"], ["price_list.id"], name=op.f("fk_price_row_list_id_price_list")
        ),
        sa.PrimaryKeyConstraint(
            "list_id", "prefix", "valid_from", "revision", name=op.f("pk_price_row")
        ),
    )
    op.create_index(
        "ix_consent_refused",
        "consent",
        ["tenant_id", "purpose", "address_hash"],
        unique=False,
        postgresql_where=sa.text("decision = 'withdrawn'"),
    )
    op.add_column(
        "draft",
        sa.Column(
            "files", postgresql.ARRAY(Uuid()), server_default=sa.text("'{}'"), nullable=False
        ),
    )
    op.create_index("ix_inbound_seen_seen_at", "inbound_seen", ["seen_at"], unique=False)
    op.create_index("ix_outbound_created_at", "outbound", ["created_at"], unique=False)
    op.create_index("ix_promise_at", "promise", ["at"], unique=False)
    op.create_index("ix_routing_decision_at", "routing_decision", ["at"], unique=False)
    _run("mass.sql")
