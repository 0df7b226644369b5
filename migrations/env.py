"""Run revisions on the connection that ``desktop.database.migrate`` hands over.

The caller owns the transaction: one around all revisions. There is no ``alembic.ini`` and no
address of a database here.
"""

from alembic import context

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    # Set only where revisions are drafted from the models and where a test compares the two.
    target_metadata=context.config.attributes.get("metadata"),
    render_as_batch=connection.dialect.name == "sqlite",
    compare_type=True,
    # Is called after each revision.
    on_version_apply=context.config.attributes.get("on_version_apply"),
    # Word indexes are tables of their own kind that no model describes.
    include_name=lambda name, kind, _: kind != "table" or not f"{name}".startswith("search_words_"),
)
with context.begin_transaction():
    context.run_migrations()
