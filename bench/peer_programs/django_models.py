"""The models of the Django peer, and its step; to be imported once Django is set up."""

from __future__ import annotations

from django.db import connection, models, transaction
from django_fsm import FSMField, has_transition_perm
from django_fsm import transition as moves

from bench.peer_programs import rows

LABEL = "peer"


def has_note(case: Case) -> bool:
    """Say whether the answer is there."""
    return bool(case.note)


def may_review(case: Case, member: Member) -> bool:
    """Say whether somebody may take the step."""
    return member.case == case and member.role in rows.MANAGERS


class Case(models.Model):
    """A case."""

    reference = models.CharField(max_length=20, unique=True)
    revision = models.IntegerField()
    state = FSMField(default=rows.ACTIVE, protected=False)
    note = ""

    class Meta:
        """Where Django files it."""

        app_label = LABEL

    @moves(field=state, source=rows.ACTIVE, target=rows.ACTIVE, conditions=[has_note], permission=may_review)
    def review(self) -> None:
        """Look at the case again."""
        self.revision += 1


class Member(models.Model):
    """Somebody who may see a case, by a role."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="members")
    person = models.CharField(max_length=20)
    role = models.CharField(max_length=20)

    class Meta:
        """Where Django files it."""

        app_label = LABEL
        unique_together = (("case", "person"),)


class Audit(models.Model):
    """What was done."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE)
    sequence = models.IntegerField()
    at = models.DateTimeField()
    person = models.CharField(max_length=20)
    what = models.CharField(max_length=20)
    note = models.TextField()

    class Meta:
        """Where Django files it."""

        app_label = LABEL


class Deadline(models.Model):
    """A round of a clock."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE)
    name = models.CharField(max_length=20)
    round = models.IntegerField()
    state = models.CharField(max_length=20)
    due_at = models.DateTimeField()

    class Meta:
        """Where Django files it."""

        app_label = LABEL


class Outgoing(models.Model):
    """What leaves after commit."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE)
    recipient = models.CharField(max_length=20)
    kind = models.CharField(max_length=20)
    created_at = models.DateTimeField()
    state = models.CharField(max_length=20)

    class Meta:
        """Where Django files it."""

        app_label = LABEL


def fill() -> None:
    """Make the tables and forty cases with their people and clocks."""
    with connection.schema_editor() as editor:
        for model in (Case, Member, Audit, Deadline, Outgoing):
            editor.create_model(model)
    for number in range(rows.CASES):
        case = Case.objects.create(reference=rows.reference(number), revision=1)
        for person, role in rows.TEAM:
            Member.objects.create(case=case, person=person, role=role)
        due = rows.START + rows.ROUND
        Deadline.objects.create(case=case, name=rows.CLOCK, round=1, state="open", due_at=due)


def act(number: int) -> None:
    """Take a step on a case."""
    with transaction.atomic():
        found = Member.objects.select_related("case")
        member = found.get(case__reference=rows.reference(number), person=rows.PERSON)
        case = member.case
        before, at, case.note = case.revision, rows.moment(number), rows.NOTE
        if not has_transition_perm(case.review, member):
            raise PermissionError("This step is not for this person, or not now.")
        case.review()
        same = Case.objects.filter(pk=case.pk, revision=before)
        if same.update(revision=case.revision, state=case.state) != 1:
            raise RuntimeError("Somebody was faster.")
        Audit.objects.create(
            case=case, sequence=case.revision, at=at, person=rows.PERSON, what=rows.CLOCK, note=rows.NOTE
        )
        clock = Deadline.objects.get(case=case, state="open")
        clock.state = "met"
        clock.save(update_fields=["state"])
        due = at + rows.ROUND
        Deadline.objects.create(case=case, name=rows.CLOCK, round=clock.round + 1, state="open", due_at=due)
        Outgoing.objects.create(case=case, recipient="head", kind="told", created_at=at, state="queued")
