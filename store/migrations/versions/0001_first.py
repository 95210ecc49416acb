"""The first schema: every table of the engine on the command line."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Bring the schema forward."""
    _organisations()
    _access_log()
    _policy_versions()
    _schools()
    _cases()
    _outbox()
    _people()
    _reference_counters()
    _sweep_failures()
    _sweeps()
    _alerts()
    _case_members()
    _deadlines()
    _events()
    _evidence()
    _letter_drafts()
    _letters()
    _posts()
    _words()
    _letter_renditions()


def _organisations() -> None:
    op.create_table(
        "organisations",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("demo", sa.Boolean(), nullable=False),
        sa.Column("settings", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisations")),
        sa.UniqueConstraint("key", name=op.f("uq_organisations_key")),
    )


def _access_log() -> None:
    op.create_table(
        "access_log",
        sa.Column("organisation_id", sa.String(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("at", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("case_reference", sa.String(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("detail", sa.String(), nullable=False),
        sa.Column("previous", sa.String(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_access_log_organisation_id_organisations"),
        ),
        sa.PrimaryKeyConstraint("organisation_id", "sequence", name=op.f("pk_access_log")),
    )


def _cases() -> None:
    op.create_table(
        "cases",
        sa.Column("organisation_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("policy", sa.String(), nullable=False),
        sa.Column("policy_hash", sa.String(), nullable=False),
        sa.Column("school_id", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("reported_at", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("head", sa.String(), nullable=False),
        sa.Column("snapshot", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_cases_organisation_id_organisations")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "policy_hash"],
            ["policy_versions.organisation_id", "policy_versions.hash"],
            name=op.f("fk_cases_organisation_id_policy_hash_policy_versions"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "school_id"],
            ["schools.organisation_id", "schools.id"],
            name=op.f("fk_cases_organisation_id_school_id_schools"),
        ),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_cases")),
        sa.UniqueConstraint("organisation_id", "reference", name=op.f("uq_cases_organisation_id_reference")),
    )


def _outbox() -> None:
    op.create_table(
        "outbox",
        sa.Column("organisation_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("recipient", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("dedupe", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("created_at", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("error", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_outbox_organisation_id_organisations")
        ),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_outbox")),
        sa.UniqueConstraint(
            "organisation_id", "recipient", "dedupe", name=op.f("uq_outbox_organisation_id_recipient_dedupe")
        ),
    )
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.create_index("ix_outbox_state", ["organisation_id", "state", "created_at"], unique=False)


def _people() -> None:
    op.create_table(
        "people",
        sa.Column("organisation_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_people_organisation_id_organisations")
        ),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_people")),
        sa.UniqueConstraint("organisation_id", "key", name=op.f("uq_people_organisation_id_key")),
    )


def _policy_versions() -> None:
    op.create_table(
        "policy_versions",
        sa.Column("organisation_id", sa.String(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("policy", sa.String(), nullable=False),
        sa.Column("sources", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_policy_versions_organisation_id_organisations"),
        ),
        sa.PrimaryKeyConstraint("organisation_id", "hash", name=op.f("pk_policy_versions")),
    )


def _reference_counters() -> None:
    op.create_table(
        "reference_counters",
        sa.Column("organisation_id", sa.String(), nullable=False),
        sa.Column("prefix", sa.String(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_reference_counters_organisation_id_organisations"),
        ),
        sa.PrimaryKeyConstraint("organisation_id", "prefix", "year", name=op.f("pk_reference_counters")),
    )


def _schools() -> None:
    op.create_table(
        "schools",
        sa.Column("organisation_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("calendar", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_schools_organisation_id_organisations")
        ),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_schools")),
        sa.UniqueConstraint("organisation_id", "key", name=op.f("uq_schools_organisation_id_key")),
    )


def _sweep_failures() -> None:
    op.create_table(
        "sweep_failures",
        sa.Column("organisation_id", sa.String(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("set_aside", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_sweep_failures_organisation_id_organisations"),
        ),
        sa.PrimaryKeyConstraint("organisation_id", "case_id", name=op.f("pk_sweep_failures")),
    )


def _sweeps() -> None:
    op.create_table(
        "sweeps",
        sa.Column("organisation_id", sa.String(), nullable=False),
        sa.Column("last_at", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_sweeps_organisation_id_organisations")
        ),
        sa.PrimaryKeyConstraint("organisation_id", name=op.f("pk_sweeps")),
    )


def _alerts() -> None:
    op.create_table(
        "alerts",
        sa.Column("organisation_id", sa.String(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("instance", sa.String(), nullable=False),
        sa.Column("deadline", sa.String(), nullable=False),
        sa.Column("alert", sa.String(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("breached_at", sa.String(), nullable=False),
        sa.Column("raised_at", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id", "case_id"],
            ["cases.organisation_id", "cases.id"],
            name=op.f("fk_alerts_organisation_id_case_id_cases"),
        ),
        sa.PrimaryKeyConstraint(
            "organisation_id", "case_id", "instance", "deadline", "alert", "round", name=op.f("pk_alerts")
        ),
    )


def _case_members() -> None:
    op.create_table(
        "case_members",
        sa.Column("organisation_id", sa.String(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id", "case_id"],
            ["cases.organisation_id", "cases.id"],
            name=op.f("fk_case_members_organisation_id_case_id_cases"),
        ),
        sa.PrimaryKeyConstraint("organisation_id", "case_id", "person_id", name=op.f("pk_case_members")),
    )
    with op.batch_alter_table("case_members", schema=None) as batch_op:
        batch_op.create_index("ix_case_members_person", ["organisation_id", "person_id", "case_id"], unique=False)


def _deadlines() -> None:
    op.create_table(
        "deadlines",
        sa.Column("organisation_id", sa.String(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("instance", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("binding", sa.String(), nullable=False),
        sa.Column("due_at", sa.String(), nullable=True),
        sa.Column("overdue_at", sa.String(), nullable=True),
        sa.Column("next_alert_at", sa.String(), nullable=True),
        sa.Column("roles", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id", "case_id"],
            ["cases.organisation_id", "cases.id"],
            name=op.f("fk_deadlines_organisation_id_case_id_cases"),
        ),
        sa.PrimaryKeyConstraint("organisation_id", "case_id", "instance", "name", "round", name=op.f("pk_deadlines")),
    )
    with op.batch_alter_table("deadlines", schema=None) as batch_op:
        batch_op.create_index(
            "ix_deadlines_alerts",
            ["organisation_id", "next_alert_at"],
            unique=False,
            sqlite_where=sa.text("state = 'open'"),
            postgresql_where=sa.text("state = 'open'"),
        )
        batch_op.create_index(
            "ix_deadlines_due",
            ["organisation_id", "due_at"],
            unique=False,
            sqlite_where=sa.text("state = 'open'"),
            postgresql_where=sa.text("state = 'open'"),
        )


def _events() -> None:
    op.create_table(
        "events",
        sa.Column("organisation_id", sa.String(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("previous", sa.String(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id", "case_id"],
            ["cases.organisation_id", "cases.id"],
            name=op.f("fk_events_organisation_id_case_id_cases"),
        ),
        sa.PrimaryKeyConstraint("organisation_id", "case_id", "sequence", name=op.f("pk_events")),
    )


def _evidence() -> None:
    op.create_table(
        "evidence",
        sa.Column("organisation_id", sa.String(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("instance", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("captured_at", sa.String(), nullable=True),
        sa.Column("added_at", sa.String(), nullable=False),
        sa.Column("added_by", sa.String(), nullable=False),
        sa.Column("quarantined", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id", "case_id"],
            ["cases.organisation_id", "cases.id"],
            name=op.f("fk_evidence_organisation_id_case_id_cases"),
        ),
        sa.PrimaryKeyConstraint("organisation_id", "case_id", "number", name=op.f("pk_evidence")),
    )


def _letter_drafts() -> None:
    op.create_table(
        "letter_drafts",
        sa.Column("organisation_id", sa.String(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("template", sa.String(), nullable=False),
        sa.Column("template_hash", sa.String(), nullable=False),
        sa.Column("blocks", sa.String(), nullable=False),
        sa.Column("facts", sa.String(), nullable=False),
        sa.Column("problems", sa.String(), nullable=False),
        sa.Column("rendered_at", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id", "case_id"],
            ["cases.organisation_id", "cases.id"],
            name=op.f("fk_letter_drafts_organisation_id_case_id_cases"),
        ),
        sa.PrimaryKeyConstraint("organisation_id", "case_id", "number", name=op.f("pk_letter_drafts")),
    )


def _letters() -> None:
    op.create_table(
        "letters",
        sa.Column("organisation_id", sa.String(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("record", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("issued_at", sa.String(), nullable=False),
        sa.Column("issued_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id", "case_id"],
            ["cases.organisation_id", "cases.id"],
            name=op.f("fk_letters_organisation_id_case_id_cases"),
        ),
        sa.PrimaryKeyConstraint("organisation_id", "case_id", "number", name=op.f("pk_letters")),
    )


def _posts() -> None:
    op.create_table(
        "posts",
        sa.Column("organisation_id", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("post", sa.String(), nullable=False),
        sa.Column("school_id", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id", "person_id"],
            ["people.organisation_id", "people.id"],
            name=op.f("fk_posts_organisation_id_person_id_people"),
        ),
        sa.PrimaryKeyConstraint("organisation_id", "person_id", "post", "school_id", name=op.f("pk_posts")),
    )


def _words() -> None:
    op.create_table(
        "words",
        sa.Column("organisation_id", sa.String(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=True),
        sa.Column("salt", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id", "case_id"],
            ["cases.organisation_id", "cases.id"],
            name=op.f("fk_words_organisation_id_case_id_cases"),
        ),
        sa.PrimaryKeyConstraint("organisation_id", "case_id", "sequence", "key", name=op.f("pk_words")),
    )


def _letter_renditions() -> None:
    op.create_table(
        "letter_renditions",
        sa.Column("organisation_id", sa.String(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id", "case_id", "number"],
            ["letters.organisation_id", "letters.case_id", "letters.number"],
            name=op.f("fk_letter_renditions_organisation_id_case_id_number_letters"),
        ),
        sa.PrimaryKeyConstraint("organisation_id", "case_id", "number", "name", name=op.f("pk_letter_renditions")),
    )
