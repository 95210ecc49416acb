"""Lives that are not the plain case, each played to the closed case: what each person sees and is told on the way.

Lumen's are played on every rung, those of the other policies by `make thorough`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from duecourse.casework.audit import verification
from duecourse.casework.commands import case_roles, letter_texts, steps
from duecourse.casework.commands.outsiders import Outsider
from duecourse.casework.commands.sweep import sweep
from duecourse.casework.context.look.case_reader import looking
from duecourse.casework.context.services import Caller, Services
from duecourse.casework.queries import case_view
from engine.errors import NotFound, Refused
from engine.identity import CASE, ActionName, ClockId, InstanceId, PersonId, TrackName
from engine.language.vocabulary import CASE_TRACK
from engine.reasons import ReasonCode
from engine.record.values import Deadline, Part
from tests.databases import open_store
from tests.hands import Hands
from tests.player import Player
from tests.services import CALM, START, caller, library, move_clock, scheduler, services_on
from tests.ways import Ways, standing_at

ALWAYS = "lumen"
POLICIES = [
    pytest.param(policy, marks=() if policy == ALWAYS else pytest.mark.thorough) for policy in library().policies
]
TEACHER, COLLEAGUE, SENIOR = "oakfield-teacher", "oakfield-teacher-two", "oakfield-senior"
DSL, HEAD, CHAIR = "oakfield-dsl", "oakfield-head", "oakfield-chair"
FRIDAY = datetime(2026, 10, 23, 15, 0, tzinfo=UTC)
MONDAY = datetime(2026, 10, 26, 12, 0, tzinfo=UTC)

pytestmark = pytest.mark.parametrize("policy", POLICIES)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    folder = tmp_path_factory.mktemp("lives")
    store = open_store(f"sqlite:///{folder / 'store.db'}")
    yield services_on(store, folder)
    store.close()


@dataclass(kw_only=True)
class Life:
    """One case on its way, with the person who plays it."""

    player: Player

    @property
    def hands(self) -> Hands:
        return self.player.hands

    @property
    def tracks(self) -> list[str]:
        """Name the procedures that there are, without the shell."""
        return sorted(on.track for on in self.hands.case.tracks if on != CASE)

    def sees(self, who: str) -> set[str] | None:
        """Name the procedures that somebody sees; None where the case is not there for them."""
        try:
            seen = case_view.look(self.hands.services, caller(self.hands.services, who), self.hands.reference)
        except NotFound:
            return None
        return {str(track.on.track) for track in seen.tracks}

    def act(self, who: str, on: str, action: str, **facts: str) -> None:
        by = caller(self.hands.services, who)
        if facts.get("scope") == "in_scope":
            facts = {**self._own(action), **facts}
        steps.take_step(self.hands.services, by, self.hands.reference, InstanceId(on), ActionName(action), facts=facts)

    def _own(self, action: str) -> dict[str, str]:
        """Answer what the policy of the case asks besides at a step of the case: with the first answer of each."""
        asked = self.hands.policy.definition.tracks[CASE_TRACK].asks.get(ActionName(action), ())
        return {name: next(iter(self.hands.policy.shell.facts[name].domain)) for name in asked}

    def refused(self, who: str, on: str, action: str, **facts: str) -> set[ReasonCode]:
        with pytest.raises(Refused) as refused:
            self.act(who, on, action, **facts)
        return {reason.code for reason in refused.value.reasons}

    def start(self, *routes: str) -> None:
        """Look at the case for the first time and start the procedures that are chosen."""
        on = str(CASE)
        able = self.hands.policy.definitions[CASE_TRACK].actions[ActionName("triage")].by
        first = SENIOR if "senior manager" in able else "oakfield-head"
        self.act(first, on, "triage", scope="in_scope", scope_reason="It is ours.", danger_confirmed="yes")
        self.act(SENIOR, on, "open_tracks", routes=",".join(routes), routes_because="It is needed.")

    def clock(self, on: str, name: str) -> Deadline:
        return self.hands.case.deadlines[ClockId.of(InstanceId(on), name)]

    def told(self) -> set[str]:
        """Name, by identifier, whom a message of this case went to or will go to."""
        with self.hands.services.store.reading() as reading:
            notices = reading.notices(reading.organisation().id)
        return {notice.recipient for notice in notices if notice.case == self.hands.case.id}

    def close(self) -> None:
        """Bring everything to an end, close the case, and hold its record against its events."""
        self.player.close()
        eyes = Caller(viewer=scheduler(self.hands.services))
        verdicts = verification.verify_cases(self.hands.services, eyes, self.hands.reference)
        assert (self.hands.case.status, [each.wrong for each in verdicts if each.wrong]) == ("closed", [])
        assert all(each.ended for each in self.hands.case.tracks.values())


def person(place: Services, key: str) -> PersonId:
    return caller(place, key).viewer.person


def begin(
    place: Services,
    policy: str,
    *,
    by: str = TEACHER,
    affected: Sequence[str] = (),
    about: Mapping[str, str] | None = None,
    outsiders: Sequence[tuple[Part, Outsider]] = (),
    at: datetime = START,
    **answers: str,
) -> Life:
    move_clock(place, at)
    new = steps.NewReport(
        policy=policy,
        school="oakfield",
        reported_by=by,
        affected=affected,
        addresses=(f"https://posts.example/{place.ids.identifier()}",),
        answers={**CALM, **answers},
        about=about or {},
        outsiders=outsiders,
    )
    written = steps.report(place, caller(place, by), new)
    compiled = library().policies[policy]
    hands = Hands(services=place, policy=compiled, reference=written.reference)
    return Life(player=Player(ways=Ways(compiled), hands=hands, wishes={}))


# A pupil who is author and victim at once


def test_a_pupil_who_is_author_and_victim_is_helped_by_the_lead_and_under_no_clause_about_staff(
    place: Services, policy: str
) -> None:
    life = begin(place, policy, affected=("pupil-one",), about={"pupil-one": "pupil"})
    known = library().policies[policy]

    assert life.tracks == ["help", "removal"]
    assert known.clock_cites(TrackName("help"), "offer") == ()
    assert known.cites(TrackName("help"), ActionName("offer")) == ()
    assert life.sees(DSL) == {"case", "help", "removal"}
    assert life.sees(TEACHER) == {"case"}
    assert (life.sees("pupil-one"), life.sees(COLLEAGUE)) == (None, None)

    life.start("pupil")
    assert life.tracks == ["help", "investigation", "pupil", "removal"]
    assert {"pupil", "help"} <= (life.sees(DSL) or set())
    assert "help" in (life.sees(SENIOR) or set())
    assert life.sees("pupil-one") is None

    life.act(DSL, "help/1", "offer", how_offered="The pastoral lead spoke with the child.")
    assert [letter for letter in life.hands.case.letters.values() if letter.on.track == "help"] == []
    life.close()
    assert person(place, "pupil-one") not in life.told()


@pytest.mark.parametrize(
    ("relation", "track"), [("pupil", "help"), ("parent", "help"), ("agency", "support"), ("volunteer", "support")]
)
def test_an_affected_person_from_outside_is_offered_what_is_meant_for_what_they_are(
    place: Services, policy: str, relation: str, track: str
) -> None:
    somebody = Outsider(said={"name": "Somebody Invented"}, relation=relation)
    life = begin(place, policy, outsiders=[(Part.AFFECTED, somebody)])

    assert life.tracks == sorted([track, "removal"])


def test_what_somebody_turns_out_to_be_changes_what_they_are_offered_and_nobody_is_forgotten(
    place: Services, policy: str
) -> None:
    life = begin(place, policy, affected=("volunteer-one",))
    before = life.tracks
    by = caller(place, SENIOR)
    steps.add_person(place, by, life.hands.reference, "volunteer-one", "affected person", "volunteer")

    assert (before, life.tracks) == (["help", "removal"], ["removal", "support"])
    assert life.clock("help/1", "offer").state == "not_needed"
    life.start()
    life.close()


# Two schools in one case


def test_the_manager_of_each_school_that_shares_a_case_sees_and_works_on_every_step_until_it_is_closed(
    place: Services, policy: str
) -> None:
    life = begin(place, policy, affected=(TEACHER,))
    theirs, everything = "riverside-head", {"case", "removal", "support"}
    assert life.sees(theirs) is None

    case_roles.share(place, caller(place, SENIOR), life.hands.reference, "riverside", "A pupil of theirs wrote it.")
    assert (life.sees(SENIOR), life.sees(theirs)) == (everything, everything)
    assert person(place, theirs) in life.told()
    assert (life.sees("riverside-teacher"), life.sees("hilltop-head")) == (None, None)

    life.act(theirs, "case/1", "triage", scope="in_scope", scope_reason="Both schools'.", danger_confirmed="yes")
    life.act(SENIOR, "case/1", "open_tracks", routes="pupil", routes_because="It is needed.")
    wide = everything | {"investigation", "pupil"}
    assert (life.sees(SENIOR), life.sees(theirs)) == (wide, wide)
    assert life.sees(TEACHER) == everything

    # under Lumen a pupil who is found to have posted it is disciplined, whatever else is done
    life.player.bring("pupil/1", standing_at("closed"))
    life.player.bring(str(CASE), standing_at("outcome_recorded"))
    life.hands.withdraw()
    life.act(theirs, "case/1", "close", retention="takedown", policy_review="no")
    # what was found on the way may have begun more
    whole = life.sees(SENIOR)
    assert whole is not None
    assert whole >= wide
    assert life.sees(theirs) == whole

    case_roles.end_share(place, caller(place, SENIOR), life.hands.reference, "riverside", "It is closed.")
    assert (life.sees(SENIOR), life.sees(theirs)) == (whole, None)


# The affected person is on sick leave


def test_nobody_who_is_away_is_late_and_what_they_say_through_somebody_else_counts(
    place: Services, policy: str
) -> None:
    life = begin(place, policy, affected=(TEACHER,), at=FRIDAY)
    life.act(SENIOR, "removal/1", "decide", approach="personal", approach_reason="Only the person can complain.")
    mine = life.clock("removal/1", "personal_answer")
    known = library().policies[policy]
    assert known.binding(TrackName("removal"), "personal_answer") == "target"
    assert mine.due_at is not None
    assert mine.due_at > datetime(2026, 10, 26, 9, 0, tzinfo=UTC), "it does not run on at the weekend"

    by = caller(place, SENIOR)
    on = InstanceId("removal/1")
    steps.set_hold(place, by, life.hands.reference, on, "away", active=True, reason="Back next week.")
    assert life.clock("removal/1", "personal_answer").paused
    assert life.clock("removal/1", "review away").state == "open"
    assert life.clock("removal/1", "request").state == "open", "what the school owes waits for nobody"
    life.act(
        SENIOR, "removal/1", "give_help", help_given="Written to her: we fill in the form together when she likes."
    )
    assert life.clock("removal/1", "request").state == "met"

    move_clock(place, MONDAY)
    sweep(place, MONDAY)
    assert [each for each in life.hands.case.alerts.values() if each.deadline == "personal_answer"] == []
    assert {"case", "removal", "support"} == life.sees(TEACHER)

    life.act(SENIOR, "removal/1", "personal_answer", person_said="filed", said_through="Her union, as she wrote to us.")
    assert life.clock("removal/1", "personal_answer").state == "met"
    life.start()
    life.close()


# A governor's spouse


def test_a_report_that_speaks_of_a_governor_asks_who_it_is_and_ends_where_it_is_none(
    place: Services, policy: str
) -> None:
    life = begin(place, policy, affected=(TEACHER,), about_category="governor")
    life.start()
    assert "governance" in life.tracks
    assert life.sees(CHAIR) is not None or policy != ALWAYS

    asked = {"concern_words": "Posts.", "harm_threshold": "not_met", "harm_words": "Nothing."}
    assert life.refused(SENIOR, "governance/1", "refer", **asked) == {ReasonCode.UNMET}

    words = "It was the husband of a governor."
    life.act(SENIOR, "governance/1", "no_governor", not_concerned_words=words)
    assert life.hands.case.tracks[InstanceId("governance/1")].ended
    life.close()
    assert (life.sees(TEACHER), life.sees(COLLEAGUE)) == ({"case", "removal", "support"}, None)


def test_a_governor_who_is_named_later_is_the_one_whom_it_concerns_and_sees_nothing(
    place: Services, policy: str
) -> None:
    life = begin(place, policy, affected=(TEACHER,), about_category="governor")
    life.start()
    by = caller(place, SENIOR)
    steps.add_person(place, by, life.hands.reference, "oakfield-governor", "subject", "governor")

    assert life.hands.case.tracks[InstanceId("governance/1")].person == person(place, "oakfield-governor")
    assert life.refused(SENIOR, "governance/1", "no_governor", not_concerned_words="-") == {ReasonCode.UNMET}
    life.close()
    assert life.sees("oakfield-governor") is None


# Somebody reports themselves


def test_somebody_who_reports_themself_is_told_what_follows_and_is_no_affected_person(
    place: Services, policy: str
) -> None:
    move_clock(place, START)
    new = steps.NewReport(
        policy=policy,
        school="oakfield",
        reported_by=TEACHER,
        affected=(TEACHER,),
        addresses=(f"https://posts.example/{place.ids.identifier()}",),
        answers=CALM,
        about={TEACHER: "employee"},
    )
    written = steps.report(place, caller(place, TEACHER), new)
    after = written.after_report(caller(place, TEACHER))
    compiled = library().policies[policy]
    life = Life(
        player=Player(ways=Ways(compiled), hands=Hands(services=place, policy=compiled, reference=written.reference))
    )
    me = person(place, TEACHER)

    assert any("01632 960001" in line for line in after.reached)
    assert not any("Gray" in line or "Finley" in line for line in after.reached)
    assert life.hands.case.people[me] == (Part.SUBJECT, Part.RECORDER, Part.REPORTER)
    assert life.tracks == ["removal"]
    assert life.sees(TEACHER) is None

    life.act(SENIOR, "case/1", "acknowledge")
    letter = next(each for each in life.hands.case.letters.values() if each.template.startswith("L01"))
    with looking(place, caller(place, SENIOR), life.hands.reference, f"letter {letter.number}") as case:
        text = letter_texts.letter_text(case, letter.number, "text")
    assert text.problems == ()
    assert ("01632 960001" in text.text, "a picture of the screen" in text.text) == (True, False)

    life.start("own_content")
    assert life.sees(TEACHER) is None
    gone = {"content_words": "A post about a parents' evening.", "check_words": "The page is gone."}
    life.act(SENIOR, "own_content/1", "gone_before", **gone)
    assert life.hands.case.tracks[InstanceId("own_content/1")].ended
    life.close()
    assert (life.sees(TEACHER), life.sees(COLLEAGUE)) == (None, None)
    assert "support" not in life.tracks


# A threat together with a possible illegal image


def test_the_image_goes_to_the_police_at_once_while_the_threat_waits_for_consent(place: Services, policy: str) -> None:
    life = begin(place, policy, affected=(TEACHER,), illegal_image="yes")
    assert life.tracks == ["removal", "safeguarding", "support"]
    assert person(place, DSL) in life.told()
    assert life.sees(TEACHER) == {"case", "removal", "support"}

    life.act(DSL, "safeguarding/1", "tell_police_of_image", image_police_words="I rang 101; number 7.")
    first = life.hands.case.tracks[InstanceId("safeguarding/1")]
    assert ActionName("tell_police_of_image") in first.done
    words = {"image_police_words": "I rang."}
    assert ReasonCode.NOT_YOUR_STEP in life.refused(SENIOR, "safeguarding/1", "tell_police_of_image", **words)

    life.start("police")
    life.act(SENIOR, "police/1", "assess", finding="threatening")
    assert "police" in (life.sees(TEACHER) or set())
    assert "safeguarding" not in (life.sees(TEACHER) or set())
    assert life.refused(SENIOR, "police/1", "decide_without_consent", reason="To be quick.")
    police = library().policies[policy].track(TrackName("police")).definition
    assert police.actions[ActionName("ask_consent")].says, (
        "what waits for the answer and what does not is on the screen"
    )
    life.act(SENIOR, "police/1", "ask_consent")
    life.act(TEACHER, "police/1", "consent_answer", **{"consent.police_report": "declined", "how_consented": "online"})
    assert life.hands.case.tracks[InstanceId("police/1")].state == "not_referred"
    assert ActionName("tell_police_of_image") in life.hands.case.tracks[InstanceId("safeguarding/1")].done

    life.act(DSL, "removal/1", "image_word", image_said="reported_on", image_words="The police have it.")
    life.close()
    assert life.sees(COLLEAGUE) is None
