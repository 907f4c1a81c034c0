"""Live retraining: courses and their sessions."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from gaitcue.store.columns import Moment

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "retraining",
        sa.Column("cue", sa.Text(), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("content", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        *_of_runner("retraining"),
    )
    with op.batch_alter_table("retraining", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_retraining_clinic_id"), ["clinic_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_retraining_on_day"), ["on_day"], unique=False)
        batch_op.create_index(batch_op.f("ix_retraining_runner_id"), ["runner_id"], unique=False)
    op.create_table(
        "retraining_session",
        sa.Column("retraining_id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("result", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("ended_at", Moment(), nullable=True),
        *_of_runner("retraining_session"),
        sa.CheckConstraint("kind IN ('training', 'test')", name=op.f("ck_retraining_session_kind")),
        sa.ForeignKeyConstraint(
            ["retraining_id"],
            ["retraining.id"],
            name=op.f("fk_retraining_session_retraining_id_retraining"),
            ondelete="CASCADE",
        ),
    )
    with op.batch_alter_table("retraining_session", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_retraining_session_clinic_id"), ["clinic_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_retraining_session_retraining_id"), ["retraining_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_retraining_session_runner_id"), ["runner_id"], unique=False)


def _of_runner(table: str) -> tuple[sa.Column[Any] | sa.Constraint, ...]:
    """What every row about a runner has."""
    return (
        sa.Column("runner_id", sa.String(length=32), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("clinic_id", sa.String(length=32), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["clinic_id"], ["clinic.id"], name=op.f(f"fk_{table}_clinic_id_clinic"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["runner_id"], ["runner.id"], name=op.f(f"fk_{table}_runner_id_runner"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )
