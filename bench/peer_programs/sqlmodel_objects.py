"""SQLModel: a session, objects read and written."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar

from sqlalchemy import Column, Connection, Integer, create_engine, event
from sqlmodel import Field, Session, SQLModel, UniqueConstraint, col, select

from bench.peer_programs import rows

REVISION: Column[int] = Column("revision", Integer, nullable=False)


class Case(SQLModel, table=True):
    """A case; SQLAlchemy counts its revision, and compares it when it writes."""

    id: int | None = Field(default=None, primary_key=True)
    reference: str = Field(unique=True)
    __mapper_args__: ClassVar = {"version_id_col": REVISION}
    revision: int = Field(default=None, sa_column=REVISION)
    state: str
    changed_at: str = ""


class Member(SQLModel, table=True):
    """Somebody who may see a case, by a role."""

    __table_args__ = (UniqueConstraint("case_id", "person"),)
    id: int | None = Field(default=None, primary_key=True)
    case_id: int
    person: str
    role: str


class Audit(SQLModel, table=True):
    """What was done."""

    id: int | None = Field(default=None, primary_key=True)
    case_id: int
    sequence: int
    at: str
    person: str
    what: str
    note: str


class Deadline(SQLModel, table=True):
    """A round of a clock."""

    id: int | None = Field(default=None, primary_key=True)
    case_id: int = Field(index=True)
    name: str
    round: int
    state: str
    due_at: str


class Outgoing(SQLModel, table=True):
    """What leaves after commit."""

    id: int | None = Field(default=None, primary_key=True)
    case_id: int
    recipient: str
    kind: str
    created_at: str
    state: str


def make(folder: Path) -> Callable[[int], None]:
    """Give the step on a store of its own."""
    engine = create_engine(f"sqlite:///{folder / 'sqlmodel.db'}")

    def prepare(connection: Any, _: object) -> None:
        connection.isolation_level = None
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")

    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    event.listen(engine, "connect", prepare)
    event.listen(engine, "begin", begin)
    SQLModel.metadata.create_all(engine)
    with Session(engine) as session:
        for number in range(rows.CASES):
            session.add(Case(id=number + 1, reference=rows.reference(number), state=rows.ACTIVE))
            for person, role in rows.TEAM:
                session.add(Member(case_id=number + 1, person=person, role=role))
            due = (rows.START + rows.ROUND).isoformat()
            session.add(Deadline(case_id=number + 1, name=rows.CLOCK, round=1, state="open", due_at=due))
        session.commit()

    def step(number: int) -> None:
        with Session(engine) as session:
            act(session, number)

    return step


def act(session: Session, number: int) -> None:
    """Take a step on a case."""
    found = select(Case, Member).where(col(Member.case_id) == Case.id, Case.reference == rows.reference(number))
    case, member = session.exec(found.where(Member.person == rows.PERSON)).one()
    if member.role not in rows.MANAGERS or case.state != rows.ACTIVE or not rows.NOTE:
        raise PermissionError("This step is not for this person, or not now.")
    at, key, revision = rows.moment(number), member.case_id, case.revision
    case.state, case.changed_at = rows.ACTIVE, at.isoformat()
    session.add(
        Audit(
            case_id=key,
            sequence=revision + 1,
            at=at.isoformat(),
            person=rows.PERSON,
            what=rows.CLOCK,
            note=rows.NOTE,
        )
    )
    clock = session.exec(select(Deadline).where(Deadline.case_id == key, Deadline.state == "open")).one()
    clock.state = "met"
    due = (at + rows.ROUND).isoformat()
    session.add(Deadline(case_id=key, name=rows.CLOCK, round=clock.round + 1, state="open", due_at=due))
    session.add(Outgoing(case_id=key, recipient="head", kind="told", created_at=at.isoformat(), state="queued"))
    session.commit()
