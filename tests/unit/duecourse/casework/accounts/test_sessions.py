"""Signing in, sessions that end, and what was typed, on a store in memory."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import pytest

from duecourse.casework.accounts import sessions, sign_ins
from duecourse.casework.accounts.sessions import ABSOLUTE, IDLE, KEEP_FORMS, MOST_FORMS, MOST_TEXT
from duecourse.casework.accounts.sign_ins import SignInRefused
from duecourse.casework.context.services import Services, person_of
from duecourse.credentials.password_guesses import guess, turn
from duecourse.demo import DEMO_PASSWORD, make_accounts
from duecourse.passwords import Argon2Passwords
from engine.errors import AlreadyDone, BadInput, NotFound
from engine.identity import PersonId, PersonKey
from engine.ports.accounts import WebSession
from engine.ports.records import Person
from engine.ports.watch.security_log import SecurityEvent, SecurityWanted
from tests.fakes import MemoryStore
from tests.services import START, move_clock, services_on

LONG = "Every second Tuesday a walrus brings nine tangerines up the ladder, and nobody on the pier ever asks it why."
WORDS = "three unrelated words"
HEAD = "oakfield-head"
MINUTE = timedelta(minutes=1)


@dataclass
class CountedPasswords:
    """Passwords in the clear, with a count of the work that was done; `cost` is what a hash is marked with."""

    cost: str = "new"
    work: int = 0
    while_looking: Callable[[], None] = field(default=lambda: None)

    def hash(self, password: str) -> str:
        self.work += 1
        return f"{self.cost}:{password}"

    def matches(self, hash_: str, password: str) -> bool:
        self.work += 1
        self.while_looking()
        return hash_.partition(":")[2] == password

    def is_outdated(self, hash_: str) -> bool:
        return not hash_.startswith(f"{self.cost}:")


@pytest.fixture
def passwords() -> CountedPasswords:
    return CountedPasswords()


@pytest.fixture
def place(tmp_path: Path, passwords: CountedPasswords) -> Services:
    services = services_on(MemoryStore(), tmp_path)
    sessions.set_password(services, passwords, HEAD, WORDS)
    passwords.work = 0
    return services


def person(place: Services, key: str = HEAD) -> Person:
    with place.store.reading() as reading:
        return person_of(reading, reading.organisation().id, key)


def leave(place: Services) -> None:
    gone = replace(person(place), active=False)
    with place.store.writing() as writing:
        writing.save_person(gone)


def logged(place: Services) -> list[tuple[str, str, str]]:
    with place.store.reading() as reading:
        lines = reading.accesses(reading.organisation().id)
    return [(line.access.person, line.access.what, line.access.detail) for line in lines]


def noted(place: Services) -> list[tuple[SecurityEvent, str, str]]:
    with place.store.reading() as reading:
        lines = reading.security_lines(reading.organisation().id, SecurityWanted())
    return [(line.what, line.person, line.address) for line in lines]


def stored(place: Services, token: str) -> WebSession:
    found = sessions.whose(place, token)
    assert found is not None
    return found


def seen_at(place: Services, token: str, **after: int) -> sessions.Visit | None:
    move_clock(place, START + timedelta(**after))
    return sessions.visit(place, token)


def test_those_who_sign_in_are_known_by_the_token_afterwards(place: Services, passwords: CountedPasswords) -> None:
    token, session = sign_ins.sign_in(place, passwords, " Oakfield-HEAD ", WORDS)
    visit = sessions.visit(place, token)

    assert visit is not None
    assert (visit.person, visit.session, visit.ends_at) == (person(place), session, START + IDLE)
    assert visit.organisation.key == "demo"
    assert session.token_hash == sha256(token.encode()).hexdigest()
    assert noted(place)[0] == (SecurityEvent.SIGNED_IN, person(place).id, "")


@pytest.mark.parametrize(
    ("name", "password"),
    [
        pytest.param(HEAD, "another password", id="a wrong password"),
        pytest.param(HEAD, "", id="no password"),
        pytest.param("somebody", WORDS, id="an unknown name"),
        pytest.param("oakfield-teacher", WORDS, id="a person without an account"),
        pytest.param("", WORDS, id="no name"),
        pytest.param("head\x00", WORDS, id="letters that no name has"),
        pytest.param("h" * 10_000, WORDS, id="a name without end"),
    ],
)
def test_a_sign_in_that_is_refused_costs_the_same_work_and_says_the_same(
    place: Services, passwords: CountedPasswords, name: str, password: str
) -> None:
    with pytest.raises(SignInRefused) as refused:
        sign_ins.sign_in(place, passwords, name, password)

    assert passwords.work == 1
    assert str(refused.value) == str(SignInRefused())
    assert noted(place)[0] == (SecurityEvent.SIGN_IN_REFUSED, person(place).id if name == HEAD else "", "")


def test_somebody_who_has_left_is_refused_like_anybody_else(place: Services, passwords: CountedPasswords) -> None:
    leave(place)

    with pytest.raises(SignInRefused):
        sign_ins.sign_in(place, passwords, HEAD, WORDS)
    assert passwords.work == 1


def test_a_hash_that_has_become_too_cheap_is_made_again_at_the_next_sign_in(
    place: Services, passwords: CountedPasswords
) -> None:
    passwords.cost = "dearer"
    sign_ins.sign_in(place, passwords, HEAD, WORDS)

    with place.store.reading() as reading:
        account = reading.account(HEAD)
    assert account is not None
    assert (account.password_hash, account.changed_at) == (f"dearer:{WORDS}", START)


def test_a_password_that_is_changed_while_the_old_one_is_looked_at_lets_nobody_in(
    place: Services, passwords: CountedPasswords
) -> None:
    other = CountedPasswords()
    passwords.while_looking = lambda: sessions.set_password(place, other, HEAD, "four quite unrelated words")

    with pytest.raises(SignInRefused):
        sign_ins.sign_in(place, passwords, HEAD, WORDS)


def test_a_session_ends_when_nothing_happens_for_half_an_hour(place: Services, passwords: CountedPasswords) -> None:
    token, _ = sign_ins.sign_in(place, passwords, HEAD, WORDS)

    assert seen_at(place, token, minutes=29) is not None
    assert seen_at(place, token, minutes=29 + 29) is not None
    assert seen_at(place, token, minutes=29 + 29 + 30) is None


def test_a_session_ends_after_ten_hours_however_busy_somebody_is(place: Services, passwords: CountedPasswords) -> None:
    token, _ = sign_ins.sign_in(place, passwords, HEAD, WORDS)
    visits = [seen_at(place, token, minutes=minutes) for minutes in range(0, 601, 20)]

    assert [visit is not None for visit in visits] == [True] * 30 + [False]
    last = visits[-2]
    assert last is not None
    assert last.ends_at == START + ABSOLUTE


def test_a_session_is_marked_as_seen_once_a_minute_and_no_more(place: Services, passwords: CountedPasswords) -> None:
    token, _ = sign_ins.sign_in(place, passwords, HEAD, WORDS)
    seen_at(place, token, seconds=59)
    early = stored(place, token).seen_at
    visit = seen_at(place, token, seconds=60)

    assert early == START
    assert stored(place, token).seen_at == START + MINUTE
    assert visit is not None
    assert visit.ends_at == START + MINUTE + IDLE


def test_after_signing_out_the_token_lets_nobody_in_and_still_tells_whose_it_was(
    place: Services, passwords: CountedPasswords
) -> None:
    token, session = sign_ins.sign_in(place, passwords, HEAD, WORDS)
    sessions.sign_out(place, token)
    sessions.sign_out(place, token)

    assert sessions.visit(place, token) is None
    assert stored(place, token) == replace(session, ended_at=START)
    assert [what for _, what, _ in logged(place)] == ["password set"]
    assert [what for what, _, _ in noted(place)] == [
        SecurityEvent.SIGNED_OUT,
        SecurityEvent.SIGNED_IN,
        SecurityEvent.PASSWORD_SET,
    ]


def test_a_token_that_nobody_was_given_is_nobodys(place: Services) -> None:
    sessions.sign_out(place, "made up")

    assert sessions.visit(place, "made up") is None
    assert sessions.whose(place, "made up") is None


def test_somebody_who_leaves_is_out_at_once(place: Services, passwords: CountedPasswords) -> None:
    token, _ = sign_ins.sign_in(place, passwords, HEAD, WORDS)
    leave(place)

    assert sessions.visit(place, token) is None


def test_a_new_password_ends_every_session_and_the_old_password(place: Services, passwords: CountedPasswords) -> None:
    token, _ = sign_ins.sign_in(place, passwords, HEAD, WORDS)
    sessions.set_password(place, passwords, HEAD, "four quite unrelated words")

    assert sessions.visit(place, token) is None
    with pytest.raises(SignInRefused):
        sign_ins.sign_in(place, passwords, HEAD, WORDS)
    assert sign_ins.sign_in(place, passwords, HEAD, "four quite unrelated words")[0]


def test_all_sessions_of_one_person_can_be_ended_from_outside(place: Services, passwords: CountedPasswords) -> None:
    tokens = [sign_ins.sign_in(place, passwords, HEAD, WORDS)[0] for _ in range(2)]
    ended = sessions.end_sessions(place, HEAD)

    assert ended == 2
    assert [sessions.visit(place, token) for token in tokens] == [None, None]


@pytest.mark.parametrize(
    ("password", "says"),
    [
        pytest.param("elevenchars", "at least 12", id="too short"),
        pytest.param("word " * 41, "at most 200", id="too long"),
        pytest.param("Oakfield Head", "your own name", id="the short name"),
        pytest.param("finley oakfield", "your own name", id="the name"),
        pytest.param("oakfield-head@trust.example", "your own name", id="the e-mail address"),
        pytest.param("Password-12345", "anybody would try", id="an obvious one"),
        pytest.param("abababababab", "anybody would try", id="two letters in turn"),
        pytest.param("- - - - - - - - ", "anybody would try", id="no letters at all"),
        pytest.param("oakfieldoakfield", "everybody at your school knows", id="the school twice"),
        pytest.param("Oakfield-Finley-26!", "everybody at your school knows", id="a name, a school, a year"),
        pytest.param("September2026!", "everybody at your school knows", id="a month and a year"),
        pytest.param("Safeguarding-1", "everybody at your school knows", id="a word of the work"),
        pytest.param("walruswalruswalrus", "repeats itself", id="one word again and again"),
        pytest.param("x" * 80 + " walrus", "repeats itself", id="weak as far as one looks"),
        pytest.param("zaq1xsw2cde3vfr4", "easy to guess", id="keys in columns"),
        pytest.param(DEMO_PASSWORD, "anybody would try", id="the one that is published"),
    ],
)
def test_a_password_that_keeps_nobody_out_is_not_taken(
    place: Services, passwords: CountedPasswords, password: str, says: str
) -> None:
    with pytest.raises(BadInput, match=says):
        sessions.set_password(place, passwords, HEAD, password)
    assert sign_ins.sign_in(place, passwords, HEAD, WORDS)[0]


@pytest.mark.parametrize(
    "password",
    ["twelve chars", "correct horse battery staple", "längere Wörter zählen auch", LONG],
)
def test_a_password_needs_no_digits_capitals_or_signs(
    place: Services, passwords: CountedPasswords, password: str
) -> None:
    sessions.set_password(place, passwords, "dpo", password)

    assert sign_ins.sign_in(place, passwords, "dpo", password)[0]


def test_only_somebody_who_is_here_gets_a_password(place: Services, passwords: CountedPasswords) -> None:
    leave(place)

    with pytest.raises(BadInput, match="has left"):
        sessions.set_password(place, passwords, HEAD, WORDS)
    with pytest.raises(NotFound):
        sessions.set_password(place, passwords, "nobody", WORDS)


def test_a_name_that_somebody_else_signs_in_with_is_not_given_twice(
    place: Services, passwords: CountedPasswords
) -> None:
    with place.store.writing() as writing:
        writing.save_person(
            replace(person(place), id=PersonId("another"), key=PersonKey("OAKFIELD-HEAD"), name="Another Head")
        )

    with pytest.raises(BadInput, match="Somebody else signs in"):
        sessions.set_password(place, passwords, "another", WORDS)


def keep(place: Services, where: str, **fields: str) -> None:
    sessions.keep_form(place, person(place).id, person(place).organisation, where, fields)


def kept_places(place: Services) -> list[str]:
    return [form.place for form in sessions.kept_forms(place, person(place).id)]


def test_what_was_typed_is_there_until_it_is_sent_in(place: Services) -> None:
    keep(place, "/report/what", words="A first try")
    keep(place, "/report/what", words="A page shows a photo of me.")
    form = sessions.kept_form(place, person(place).id, "/report/what")

    assert form is not None
    assert form.fields == {"words": "A page shows a photo of me."}
    sessions.drop_form(place, person(place).id, "/report/what")
    assert sessions.kept_form(place, person(place).id, "/report/what") is None


def test_of_too_many_forms_the_oldest_are_let_go_of(place: Services) -> None:
    for number in range(MOST_FORMS + 2):
        move_clock(place, START + number * MINUTE)
        keep(place, f"/cases/{number}", words="x")

    assert kept_places(place) == [f"/cases/{number}" for number in range(MOST_FORMS + 1, 1, -1)]
    keep(place, "/cases/2", words="once more")
    assert len(kept_places(place)) == MOST_FORMS


def test_more_text_than_anybody_types_is_not_kept(place: Services) -> None:
    keep(place, "/a", w="x" * (MOST_TEXT - 1))

    with pytest.raises(BadInput, match="too much"):
        keep(place, "/b", w="x" * MOST_TEXT)
    with pytest.raises(BadInput, match="too much"):
        keep(place, "/b", w="é" * (MOST_TEXT // 2))
    assert kept_places(place) == ["/a"]


@pytest.mark.parametrize("where", ["/a\x00", "/" + "a" * 500])
def test_at_a_place_that_is_no_address_of_ours_nothing_is_kept(place: Services, where: str) -> None:
    with pytest.raises(BadInput):
        keep(place, where, words="x")
    sessions.drop_form(place, person(place).id, where)

    assert sessions.kept_form(place, person(place).id, where) is None


def test_what_is_too_old_to_matter_is_forgotten(place: Services, passwords: CountedPasswords) -> None:
    token, _ = sign_ins.sign_in(place, passwords, HEAD, WORDS)
    keep(place, "/old", words="x")
    with place.store.writing() as writing:
        writing.spend("once", person(place).id, "LUM-2026-0001", START)
    move_clock(place, START + KEEP_FORMS)
    sessions.tidy(place)
    on_the_day = (sessions.whose(place, token) is not None, kept_places(place))

    move_clock(place, START + KEEP_FORMS + MINUTE)
    keep(place, "/new", words="x")
    sessions.tidy(place)
    assert on_the_day == (True, ["/old"])
    assert sessions.whose(place, token) is None
    assert kept_places(place) == ["/new"]
    with place.store.writing() as writing:
        writing.spend("once", person(place).id, "LUM-2026-0002", START)
        with pytest.raises(AlreadyDone, match="LUM-2026-0002"):
            writing.spend("once", person(place).id, "", START)


def test_everybody_of_a_demo_who_holds_a_post_can_sign_in(place: Services) -> None:
    cheap = Argon2Passwords(time_cost=1, memory_cost=8, parallelism=1)
    make_accounts(place, cheap)

    names = {account.name for account, _ in sessions.accounts(place)}
    with place.store.reading() as reading:
        people = reading.people(reading.organisation().id)
    assert names == {each.key for each in people if each.posts}
    assert "pupil-one" not in names
    assert sign_ins.sign_in(place, cheap, "hilltop-dsl", DEMO_PASSWORD)[0]


def test_a_real_trust_gets_no_accounts_with_a_published_password(tmp_path: Path, passwords: CountedPasswords) -> None:
    store = MemoryStore()
    place = services_on(store, tmp_path)
    store.state.organisations = [replace(each, demo=False) for each in store.state.organisations]

    with pytest.raises(BadInput, match="no demo"):
        make_accounts(place, passwords)
    assert sessions.accounts(place) == []


def test_neither_a_password_hash_nor_what_was_typed_shows_where_a_record_is_printed(place: Services) -> None:
    keep(place, "/report", words="A page shows a photo of me.")
    with place.store.reading() as reading:
        shown = repr(reading.account(HEAD)) + repr(reading.kept_form(person(place).id, "/report"))

    assert WORDS not in shown
    assert "photo" not in shown


def test_one_password_is_judged_at_a_time_for_the_library_keeps_the_words_about_its_owner(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    held = []

    def judged(*_: object, **__: object) -> dict[str, object]:
        held.append(turn().locked())
        return {"score": 4, "sequence": []}

    monkeypatch.setattr("zxcvbn.zxcvbn", judged)
    guess("three unrelated words", ())

    assert (held, turn().locked()) == ([True], False)
