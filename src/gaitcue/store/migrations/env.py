"""What Alembic runs: the migrations, on the connection that it is given."""

from alembic import context

from gaitcue.store import tables
from gaitcue.store.columns import Base

assert tables  # its import makes the tables known

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
