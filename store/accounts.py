"""How people sign in, who is signed in, what they typed, and which forms were sent in already."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256

from engine.errors import AlreadyDone
from engine.identity import CaseReference, OrganisationId, PersonId
from engine.ports.accounts import SAVED_VIEWS, SEARCHES, Account, KeptForm, WebSession
from store.connection.cursor import Row, inserting
from store.connection.session import Session
from store.mapping import dump, maybe, maybe_when, moment, when

# The order of columns is that of the engine's values.
ACCOUNT_COLUMNS = ("organisation_id", "person_id", "name", "password_hash", "changed_at")
SESSION_COLUMNS = (
    "token_hash",
    "organisation_id",
    "person_id",
    "started_at",
    "seen_at",
    "ended_at",
    "one_page",
    "is_link",
    "address",
    "device",
    "stage",
    "confirmed_at",
)
FORM_COLUMNS = ("organisation_id", "person_id", "place", "fields", "saved_at")

ACCOUNTS = f"SELECT {', '.join(ACCOUNT_COLUMNS)} FROM accounts"
SESSIONS = f"SELECT {', '.join(SESSION_COLUMNS)} FROM sessions"
LIVING = f"{SESSIONS} WHERE person_id = ? AND ended_at IS NULL AND seen_at >= ? ORDER BY started_at DESC, token_hash"
FORMS_AT = f"SELECT {', '.join(FORM_COLUMNS)} FROM kept_forms WHERE place = ? AND saved_at < ? ORDER BY person_id"
FORMS = f"SELECT {', '.join(FORM_COLUMNS)} FROM kept_forms WHERE person_id = ?"
SAVE_ACCOUNT = (
    f"{inserting('accounts', ACCOUNT_COLUMNS)} ON CONFLICT (organisation_id, person_id) DO UPDATE "
    "SET name = excluded.name, password_hash = excluded.password_hash, changed_at = excluded.changed_at"
)
# Somebody may sign out while another request of theirs is about to write that they were seen.
SAVE_SESSION = (
    f"{inserting('sessions', SESSION_COLUMNS)} ON CONFLICT (organisation_id, token_hash) DO UPDATE "
    "SET seen_at = excluded.seen_at, ended_at = COALESCE(sessions.ended_at, excluded.ended_at)"
)
KEEP_FORM = (
    f"{inserting('kept_forms', FORM_COLUMNS)} ON CONFLICT (organisation_id, person_id, place) DO UPDATE "
    "SET fields = excluded.fields, saved_at = excluded.saved_at"
)
# On PostgreSQL the second of two waits here until the first has committed, or takes its place where it has not.
SPEND = (
    "INSERT INTO spent_tokens (organisation_id, person_id, token_hash, outcome, spent_at) "
    "VALUES ((SELECT organisation_id FROM people WHERE id = ?), ?, ?, ?, ?) "
    "ON CONFLICT (organisation_id, person_id, token_hash) DO NOTHING"
)
OUTCOME = (
    "SELECT outcome FROM spent_tokens WHERE organisation_id = (SELECT organisation_id FROM people WHERE id = ?) "
    "AND person_id = ? AND token_hash = ?"
)

DROP_FORMS_AT = f"DELETE FROM kept_forms WHERE organisation_id = ? AND (place IN (?, '{SEARCHES}') OR place LIKE ?)"


class SqlAccountsReading(Session):
    """Reads of accounts, sessions and kept forms."""

    def account(self, name: str) -> Account | None:
        """Find an account by the name that somebody signs in with, whatever its capitals."""
        return _account(self.cursor.fetch_one(f"{ACCOUNTS} WHERE name = ?", (name.lower(),)))

    def account_of(self, person: PersonId) -> Account | None:
        """Give the account of a person; None where they cannot sign in."""
        return _account(self.cursor.fetch_one(f"{ACCOUNTS} WHERE person_id = ?", (person,)))

    def all_accounts(self, organisation: OrganisationId) -> Sequence[Account]:
        """List who can sign in by a name and a password, by name, those who have left included."""
        rows = self.cursor.fetch(f"{ACCOUNTS} WHERE organisation_id = ? ORDER BY name", (organisation,))
        return [found for row in rows if (found := _account(row)) is not None]

    def session(self, token_hash: str) -> WebSession | None:
        """Find a session by the hash of its token, also one that has ended."""
        row = self.cursor.fetch_one(f"{SESSIONS} WHERE token_hash = ?", (token_hash,))
        return _session(row) if row else None

    def sessions_of(self, person: PersonId, since: datetime) -> Sequence[WebSession]:
        """List the sessions of a person that have not ended and were seen since a moment, the newest first."""
        return [_session(row) for row in self.cursor.fetch(LIVING, (person, moment(since)))]

    def kept_form(self, person: PersonId, place: str) -> KeptForm | None:
        """Give what a person typed at a place and has not sent in."""
        row = self.cursor.fetch_one(f"{FORMS} AND place = ?", (person, place))
        return _form(row) if row else None

    def forms_at(self, place: str, before: datetime) -> Sequence[KeptForm]:
        """List what anybody typed at a place before a moment and has not sent in."""
        return [_form(row) for row in self.cursor.fetch(FORMS_AT, (place, moment(before)))]

    def kept_forms(self, person: PersonId) -> Sequence[KeptForm]:
        """List everything that a person typed and has not sent in, newest first."""
        return [_form(row) for row in self.cursor.fetch(f"{FORMS} ORDER BY saved_at DESC, place", (person,))]


class SqlAccountsWriting(SqlAccountsReading):
    """Writes of accounts, sessions, kept forms and spent tokens."""

    def hold_account(self, person: PersonId) -> Account | None:
        """Give the account of a person as it is until the transaction ends: nobody else changes it meanwhile."""
        lock = "" if self.cursor.is_sqlite else " FOR NO KEY UPDATE"
        return _account(self.cursor.fetch_one(f"{ACCOUNTS} WHERE person_id = ?{lock}", (person,)))

    def save_account(self, account: Account) -> None:
        """Add an account, or replace that of the same person. A name that somebody else has is a BrokenRecord."""
        known = (account.organisation, account.person, account.name.lower())
        self.cursor.run(SAVE_ACCOUNT, (*known, account.password_hash, moment(account.changed_at)))
        self.journal.touch(account.organisation, "accounts", account.person)

    def save_session(self, session: WebSession) -> None:
        """Add a session, or write when it was last seen and when it ended. One that has ended stays ended."""
        known = (session.token_hash, session.organisation, session.person)
        times = (moment(session.started_at), moment(session.seen_at), maybe(session.ended_at))
        where = (session.one_page, int(session.is_link), session.address, session.device, session.stage)
        self.cursor.run(SAVE_SESSION, (*known, *times, *where, maybe(session.confirmed_at)))

    def stage_session(self, token_hash: str, stage: str) -> None:
        """Write what a session waits for now, and nothing else of it."""
        self.cursor.run("UPDATE sessions SET stage = ? WHERE token_hash = ?", (stage, token_hash))

    def confirm_session(self, token_hash: str, at: datetime) -> None:
        """Write when somebody was last asked again who they are, and nothing else of the session."""
        self.cursor.run("UPDATE sessions SET confirmed_at = ? WHERE token_hash = ?", (moment(at), token_hash))

    def end_sessions(self, person: PersonId, at: datetime) -> int:
        """End every session of a person that has not ended. Gives how many those were."""
        statement = "UPDATE sessions SET ended_at = ? WHERE person_id = ? AND ended_at IS NULL"
        return self.cursor.run(statement, (moment(at), person))

    def end_session(self, token_hash: str, at: datetime) -> bool:
        """End a session. Says whether it had not ended before: of several who do it at once, to one alone."""
        statement = "UPDATE sessions SET ended_at = ? WHERE token_hash = ? AND ended_at IS NULL"
        return bool(self.cursor.run(statement, (moment(at), token_hash)))

    def end_links(self, person: PersonId, at: datetime, page: str = "") -> int:
        """End the private links of a person to one page, or to any, opened or not. Gives how many those were."""
        statement = "UPDATE sessions SET ended_at = ? WHERE person_id = ? AND one_page <> '' AND ended_at IS NULL"
        if page:
            return self.cursor.run(f"{statement} AND one_page = ?", (moment(at), person, page))
        return self.cursor.run(statement, (moment(at), person))

    def purge_sessions(self, before: datetime) -> int:
        """Remove the sessions last seen before a moment. Gives how many those were."""
        return self.cursor.run("DELETE FROM sessions WHERE seen_at < ?", (moment(before),))

    def keep_form(self, form: KeptForm) -> None:
        """Keep what a person typed, in place of what they typed there before."""
        typed = (dump(dict(form.fields)), moment(form.saved_at))
        self.cursor.run(KEEP_FORM, (form.organisation, form.person, form.place, *typed))

    def drop_form(self, person: PersonId, place: str) -> None:
        """Let go of what a person typed at a place; does nothing where nothing is kept."""
        self.cursor.run("DELETE FROM kept_forms WHERE person_id = ? AND place = ?", (person, place))

    def drop_forms_at(self, organisation: OrganisationId, case: CaseReference) -> None:
        """Let go of what anybody typed into forms of a case, and of what anybody looked for."""
        self.cursor.run(DROP_FORMS_AT, (organisation, f"/cases/{case}", f"/cases/{case}/%"))

    def purge_forms(self, before: datetime) -> int:
        """Remove what was kept before a moment, but for saved views. Gives how many forms those were."""
        return self.cursor.run(
            "DELETE FROM kept_forms WHERE saved_at < ? AND place <> ?", (moment(before), SAVED_VIEWS)
        )

    def spend(self, token: str, person: PersonId, outcome: str, at: datetime) -> None:
        """Use up a person's once-only token; undone with the transaction. Of two at the same time the second waits.

        Raises:
            AlreadyDone: this person spent it before; it carries what came of that.
        """
        # a token comes from outside, of whatever length and letters; its hash always fits the key
        key = (person, person, sha256(token.encode()).hexdigest())
        if not self.cursor.run(SPEND, (*key, outcome, moment(at))):
            raise AlreadyDone(str(self.cursor.fetch(OUTCOME, key)[0][0]))

    def purge_spent(self, before: datetime) -> int:
        """Forget the tokens spent before a moment. Gives how many those were."""
        return self.cursor.run("DELETE FROM spent_tokens WHERE spent_at < ?", (moment(before),))


def _account(row: Row | None) -> Account | None:
    if row is None:
        return None
    organisation, person, name, password_hash, changed_at = row
    return Account(
        organisation=organisation, person=person, name=name, password_hash=password_hash, changed_at=when(changed_at)
    )


def _session(row: Row) -> WebSession:
    (
        hash_,
        organisation,
        person,
        started_at,
        seen_at,
        ended_at,
        one_page,
        is_link,
        address,
        device,
        stage,
        confirmed_at,
    ) = row
    return WebSession(
        token_hash=hash_,
        organisation=organisation,
        person=person,
        started_at=when(started_at),
        seen_at=when(seen_at),
        ended_at=maybe_when(ended_at),
        one_page=one_page,
        is_link=bool(is_link),
        address=address,
        device=device,
        stage=stage,
        confirmed_at=maybe_when(confirmed_at),
    )


def _form(row: Row) -> KeptForm:
    organisation, person, place, fields, saved_at = row
    return KeptForm(
        organisation=organisation, person=person, place=place, fields=json.loads(fields), saved_at=when(saved_at)
    )
