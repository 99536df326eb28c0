"""Alembic's entry: runs the revisions on the connection ``kit.db.migrate`` opened."""

from alembic import context

from guichet.kit.db.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
context.run_migrations()
