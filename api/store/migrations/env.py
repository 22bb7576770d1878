"""Alembic's way in: it runs on the connection that `api/store/migrate.py` gives it."""

from alembic import context

from api.store.tables import metadata

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=metadata, transactional_ddl=False)  # the transaction is the caller's
context.run_migrations()
