"""Where each plan of care stands, kept for the list."""

import sqlalchemy as sa
from alembic import op

from gaitcue.store.columns import Moment

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "care_standing",
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.Column("content", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("runner_id", sa.String(length=32), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("clinic_id", sa.String(length=32), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["clinic_id"], ["clinic.id"], name=op.f("fk_care_standing_clinic_id_clinic"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["runner_id"], ["runner.id"], name=op.f("fk_care_standing_runner_id_runner"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_care_standing")),
        sa.UniqueConstraint("runner_id", name=op.f("uq_care_standing_runner_id")),
    )
    with op.batch_alter_table("care_standing", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_care_standing_clinic_id"), ["clinic_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_care_standing_runner_id"), ["runner_id"], unique=False)
