"""Play real cases until an instance stands where it should.

Where something stands in the way of a step, that is done which a person would do: wait for the clock, bring another
procedure on, add evidence, write down what is missing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from duecourse.casework.commands import steps
from duecourse.casework.context.services import Services
from engine.identity import CASE, ClockId, FactName, InstanceId, TrackName
from engine.language.guards import Atom, Both, Compare, Either, Guard, Not, Quantified, Reference, evaluate
from engine.language.track_definition import TrackDefinition
from engine.language.vocabulary import CASE_TRACK
from engine.proof.situation import Situation
from engine.steps.consequences import active_holds
from tests.hands import Hands, Stuck
from tests.search import Search
from tests.services import CALM, START, caller, move_clock
from tests.ways import Aim, Answers, Imagined, Leg, Place, Ways, standing_at

LONGEST = 60
ROUNDS = 2
"""How often what a step waits for is arranged: what is arranged first may begin what has to end again."""
REQUESTS = {"query": "question", "register": "register"}
TEACHER, COLLEAGUE, OUTSIDER = "oakfield-teacher", "oakfield-teacher-two", "pupil-one"


@dataclass(kw_only=True)
class Player:
    """Plays one case. `wishes` are answers to give on the way of the case itself; `failed` says why a step was not."""

    ways: Ways
    hands: Hands
    wishes: Answers = field(default_factory=dict)
    failed: dict[str, str] = field(default_factory=dict)
    busy: list[str] = field(default_factory=list)

    def instance(self, track: str) -> str:
        """Name the newest instance of a track, having it opened where it did not begin with the report."""
        for state in ("triaged", "active"):
            if not self.hands.case.of_track(TrackName(track)):
                self.bring(CASE, standing_at(state))
        return self.hands.case.of_track(TrackName(track))[-1].on

    def bring(self, on: str, aim: Aim) -> None:
        """Take step after step until an instance stands where the aim says. Raises Stuck."""
        if on in self.busy:
            raise Stuck(f"{on} waits for itself, by way of {', '.join(self.busy)}")
        self.busy.append(on)
        try:
            self._bring(on, aim)
        finally:
            self.busy.remove(on)

    def wander(self, on: str, names: Sequence[str]) -> None:
        """Go through one step after the other and send what they leave behind, as far as a way leads there."""
        for name in names:
            step = self.ways.policy.track(TrackName(on.split("/")[0])).steps[name]
            try:
                self.bring(on, Aim(action=step.action, outcome=step.outcome))
                self.hands.post()
            except Stuck as stuck:
                self.failed[name] = str(stuck)

    def close(self) -> None:
        """Bring every procedure to an end and close the case."""
        self.bring(CASE, standing_at("closed"))

    def _bring(self, on: str, aim: Aim) -> None:
        barred: dict[Place, str] = {}
        arranged: Counter[Place] = Counter()
        for _ in range(LONGEST):
            here = self.ways.situation(self.hands.case.tracks[InstanceId(on)])
            if aim.is_met(here):
                return
            start = self._search(on).towards(aim, barred) or self._search(on, correcting=True).towards(aim, barred)
            if start is None:
                break
            place = (here, start.leg.action)
            try:
                if self._take(on, start.leg, start.answers):
                    if start.is_all and aim.at is None:
                        return
                elif arranged[place] >= ROUNDS:
                    barred[place] = "still locked after everything was arranged"
                arranged[place] += 1
            except Stuck as stuck:
                barred[place] = str(stuck)
        tried = "; ".join(dict.fromkeys(f"{action} at {at.state}: {why}" for (at, action), why in barred.items()))
        raise Stuck(f"{on} stands at {self.hands.case.tracks[InstanceId(on)].state} and comes no further. {tried}")

    def _search(self, on: str, *, correcting: bool = False) -> Search:
        view = self.hands.view(on)
        return Search(
            ways=self.ways,
            track=view.instance,
            view=view,
            wishes=self.wishes if on == CASE else {},
            correcting=correcting,
        )

    def _take(self, on: str, leg: Leg, answers: Answers) -> bool:
        """Take a step, or arrange what it waits for. Says whether it was taken."""
        if leg.correction:
            self.hands.correct(on, *leg.correction)
            return True
        unmet = list(self._unmet(on, leg.action))
        for guard in unmet:
            self._arrange(on, guard, wanted=True)
        if not unmet:
            self.hands.take(on, leg.action, answers)
        return not unmet

    def _unmet(self, on: str, action: str) -> Iterator[Guard]:
        """List what a step still waits for: its guards, and the holds that lock it."""
        view = self.hands.view(on)
        for need in self.hands.action(on, action).requires:
            if evaluate(need.that, view) is not True:
                yield need.that
        holds = self.ways.policy.definitions[view.instance.track].holds
        for name in active_holds(view.instance):
            during = holds[name].during
            if action in holds[name].locks and during is not None:
                yield Not(during)

    def _arrange(self, on: str, guard: Guard, *, wanted: bool) -> None:
        """See to it that a guard holds, or no longer does. Raises Stuck."""
        if evaluate(guard, self.hands.view(on)) is wanted:
            return
        match guard:
            case Not():
                self._arrange(on, guard.inner, wanted=not wanted)
            case Reference(scope="", name="for_pupil"):
                self.hands.say_what_they_are(on, "pupil" if wanted else "employee")
            case Both() | Either():
                self._arrange_parts(on, guard, wanted=wanted)
            case Quantified():
                self._arrange_others(on, guard, wanted=wanted)
            case _ if wanted:
                self._arrange_own(on, guard)
            case _:
                raise Stuck(f"{on}: nothing ends that {guard} holds")

    def _arrange_own(self, on: str, guard: Guard) -> None:
        """See to it that something holds which no other procedure says."""
        match guard:
            case Reference(scope="due" | "overdue"):
                self._wait(on, guard)
            case Reference(scope="recorded"):
                self._record(on, guard.name)
            case Reference(scope="others"):
                self._end_others(on)
            case Compare(left=Reference(scope="evidence")):
                self.hands.add_evidence(on)
            case _:
                raise Stuck(f"{on}: nothing makes {guard} hold")

    def _arrange_parts(self, on: str, guard: Both | Either, *, wanted: bool) -> None:
        """Arrange every part where all are needed, and otherwise the first that can be arranged."""
        every = isinstance(guard, Both) is wanted
        said: list[str] = []
        for part in guard.parts:
            try:
                self._arrange(on, part, wanted=wanted)
            except Stuck as stuck:
                if every:
                    raise
                said.append(str(stuck))
            else:
                if not every:
                    return
        if not every:
            raise Stuck("; ".join(said))

    def _arrange_others(self, on: str, asked: Quantified, *, wanted: bool) -> None:
        """Bring every other procedure that is asked about to where the answer is the wanted one."""
        view = self.hands.view(on)
        states, steps_ = self.ways.policy.definitions[asked.track].states, self.ways.walks[asked.track].kept_steps

        def answers(found: Situation) -> bool:
            told: dict[str, Atom] = {"ended": states[found.state].end}
            told |= found.answers
            done = {name: kept in found.done for name, kept in steps_.items()}
            return (evaluate(asked.inner, Imagined(view, told, dict(found.consents), done)) is True) is wanted

        others = self.hands.case.of_track(asked.track)
        if not others:
            raise Stuck(f"{on}: there is no {asked.track} that could make {asked} {wanted}")
        for other in others:
            self.bring(other.on, Aim(answers))

    def _wait(self, on: str, clock: Reference) -> None:
        """Put the clock on the wall to when a deadline is due, or overdue."""
        deadline = self.hands.case.deadlines.get(ClockId.of(InstanceId(on), clock.name))
        moment = (deadline.overdue_at if clock.scope == "overdue" else deadline.due_at) if deadline else None
        if deadline is None or deadline.state != "open" or moment is None:
            raise Stuck(f"{on}: the clock {clock.name} does not run")
        move_clock(self.hands.services, max(moment, self.hands.now))

    def _record(self, on: str, name: str) -> None:
        """Take a step beside the way that asks what is not recorded yet."""
        instance = self.hands.case.tracks[InstanceId(on)]
        compiled = self.ways.policy.track(instance.track)
        for key, action in compiled.definition.actions.items():
            if name in action.asks and not action.choose and compiled.starts_from(key, instance.state):
                self.hands.take_aside(on, key)
                return
        raise Stuck(f"{on}: no step here asks {name}")

    def _end_others(self, on: str) -> None:
        """Bring everything else in the case to an end, what begins meanwhile too."""
        while running := [each for each in self.hands.case.tracks.values() if not each.ended and each.on != on]:
            self.bring(running[0].on, self.ways.at_an_end(running[0].track))


def _affected(definition: TrackDefinition) -> str:
    """Name somebody with whom a track begins, where it is only for some of those who are affected."""
    is_for_others = definition.per == "affected person" and definition.only and "employee" not in definition.only
    return OUTSIDER if is_for_others else TEACHER


def report(
    services: Services,
    ways: Ways,
    track: str,
    purpose: str = "",
    *,
    about_nobody: bool = False,
    affects_nobody: bool = False,
    hands: type[Hands] = Hands,
) -> Player:
    """Report what lets a track be opened, and give the case to play; a `purpose` makes it a request.

    A policy may know ways that are open only where nobody is known whom it harms, or whom it is about.
    """
    move_clock(services, START)
    purpose = purpose or REQUESTS.get(track, "")
    definition = ways.policy.definitions[TrackName(track)]
    category = definition.only[0] if definition.only else "employee"
    outside = category in ("pupil", "parent")
    about = {OUTSIDER if outside else COLLEAGUE: category} if definition.per == "subject" and not about_nobody else {}
    answers: Mapping[str, str] = (
        {"purpose": purpose, "what_happened": "May I share a picture of the school fair on my own page?"}
        if purpose
        else CALM
    )
    new = steps.NewReport(
        policy=ways.policy.key,
        school="oakfield",
        reported_by=TEACHER,
        affected=() if purpose or affects_nobody else (_affected(definition),),
        addresses=() if purpose else (f"https://posts.example/{services.ids.identifier()}",),
        answers=answers,
        about=about,
    )
    reference = steps.report(services, caller(services, TEACHER), new).case.reference
    routes = ways.policy.definitions[CASE_TRACK].facts[FactName("routes")].domain
    wishes: Answers = {"routes": (track,) if track in routes else None, "routes_because": "It is needed."}
    return Player(ways=ways, hands=hands(services=services, policy=ways.policy, reference=reference), wishes=wishes)
