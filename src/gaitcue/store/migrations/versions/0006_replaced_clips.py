"""Clips that were replaced in a trial are named in its stretches."""

import sqlalchemy as sa
from alembic import op

from gaitcue.store.columns import Moment
from gaitcue.store.replaced import with_replaced

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

TRIALS = sa.table(
    "trial", sa.column("id"), sa.column("visit_id"), sa.column("state", sa.JSON()), sa.column("created_at", Moment())
)
TAKES = sa.table(
    "take", sa.column("id"), sa.column("visit_id"), sa.column("role"), sa.column("cue"), sa.column("position"),
    sa.column("created_at", Moment()),
)  # fmt: skip


def upgrade() -> None:
    database = op.get_bind()
    for row in database.execute(sa.select(TRIALS)).mappings().all():
        takes = database.execute(sa.select(TAKES).where(TAKES.c.visit_id == row["visit_id"])).mappings()
        state = with_replaced(row["state"], row["created_at"], [dict(take) for take in takes])
        if state != row["state"]:
            database.execute(sa.update(TRIALS).where(TRIALS.c.id == row["id"]).values(state=state))
