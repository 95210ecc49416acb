"""Looking at cases: each look passes the visibility filter, shows only what the viewer may see, and is logged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from duecourse.casework.narrative import Sentence, narrator_of
from duecourse.casework.office import Office, Sender, log_read
from engine.calendar import Calendar
from engine.case import Alert, Case, Deadline, Letter, Track
from engine.clockwork import Explanation
from engine.compiled import CompiledPolicy
from engine.deadlines import explained
from engine.errors import NotFound
from engine.policy import Option, options
from engine.records import CaseRow, DueRow, Organisation, Person, School
from engine.staffing import sees_everything, sees_track


@dataclass(frozen=True, slots=True)
class Look:
    """A case as one person sees it: instances, clocks, letters and words outside their part are left out."""

    case: Case
    policy: CompiledPolicy
    organisation: Organisation
    school: School
    calendar: Calendar
    people: dict[str, Person]
    words: dict[tuple[int, str], str | None]
    tracks: tuple[Track, ...]
    whole: bool
    now: datetime

    @property
    def deadlines(self) -> tuple[Deadline, ...]:
        """List the clocks of what is seen, open ones first, soonest first."""
        seen = {track.on for track in self.tracks}
        clocks = [deadline for deadline in self.case.deadlines.values() if deadline.on in seen]
        return tuple(sorted(clocks, key=lambda clock: (clock.state != "open", str(clock.due_at or "9"), clock.key)))

    @property
    def letters(self) -> tuple[Letter, ...]:
        """List the letters of what is seen; only the team sees those that are not addressed to the viewer."""
        seen = {track.on for track in self.tracks}
        return tuple(letter for letter in self.case.letters.values() if self.whole and letter.on in seen)

    def url(self, number: str) -> str:
        """Give the text of an address."""
        address = self.case.addresses[number]
        return self.words.get((address.event, f"address/{number}.url")) or "[erased]"

    def name(self, person: str) -> str:
        """Give a name for the screen."""
        known = self.people.get(person)
        return known.name if known else person

    def explain(self, deadline: Deadline) -> Explanation:
        """Work a deadline out in words."""
        return explained(self.policy, deadline, self.calendar)


def look(office: Office, sender: Sender, reference: str, what: str = "the case") -> Look:
    """Load a case for one person's eyes, and log that they looked. Raises NotFound."""
    viewer = sender.viewer
    with office.store.reading() as reading:
        case = reading.find_case(viewer, reference)
        organisation = reading.organisation()
        school = next(place for place in reading.schools(organisation.id) if place.id == case.school)
        policy = office.policy_of(reading, case)
        people = {person.id: person for person in reading.people(organisation.id)}
        words = dict(reading.words(viewer, case.id))
    log_read(office, sender, case, what)
    tracks = tuple(track for track in case.tracks.values() if sees_track(case, track, viewer.person))
    whole = sees_everything(case, viewer.person)
    calendar = office.calendar(school, organisation.zone)
    return Look(case, policy, organisation, school, calendar, people, words, tracks, whole, office.clock.now())


def possible(office: Office, sender: Sender, reference: str) -> list[Option]:
    """List what the viewer may do now, and what is locked and why, on what they may see."""
    seen = look(office, sender, reference, "what may be done")
    with office.store.reading() as reading:
        world = office.world(reading, seen.organisation, seen.case.school, seen.now)
    mine = {track.on for track in seen.tracks}
    return [option for option in options(seen.policy, seen.case, sender.actor, world) if option.on in mine]


def history(office: Office, sender: Sender, reference: str) -> list[Sentence]:
    """Tell a case in plain sentences, oldest first: what the viewer may see of it."""
    seen = look(office, sender, reference, "the history")
    with office.store.reading() as reading:
        entries = reading.entries(sender.viewer, seen.case.id)
    narrator = narrator_of(seen.policy, seen.people.values(), office.letters, seen.calendar.zone)
    mine = {track.on for track in seen.tracks}
    shown = (entry for entry in entries if seen.whole or (entry.event.on or "case/1") in mine)
    return [narrator.tell(entry) for entry in shown]


def cases(office: Office, sender: Sender) -> Sequence[CaseRow]:
    """List the cases that the viewer may see."""
    with office.store.reading() as reading:
        return reading.cases(sender.viewer)


def due(office: Office, sender: Sender) -> list[DueRow]:
    """List the open clocks of the work list, soonest first, on what the viewer may see."""
    with office.store.reading() as reading:
        rows = reading.due(sender.viewer)
        seen = {row.case: reading.case_by_id(sender.viewer, row.case) for row in rows}
    return [row for row in rows if sees_track(seen[row.case], seen[row.case].tracks[row.on], sender.viewer.person)]


def deadline_of(seen: Look, on: str, name: str) -> Deadline:
    """Find a clock by name. Raises NotFound, naming those that there are."""
    found = next((deadline for deadline in seen.deadlines if (deadline.on, deadline.name) == (on, name)), None)
    if found is None:
        names = ", ".join(sorted({deadline.name for deadline in seen.deadlines if deadline.on == on})) or "none"
        raise NotFound(f"{on} has no clock '{name}' in case {seen.case.reference}. Its clocks: {names}.")
    return found


def alerts(office: Office, sender: Sender) -> list[tuple[str, Alert]]:
    """List the alerts that nobody has taken up, with the reference of their case; the team's cases only."""
    with office.store.reading() as reading:
        found = [reading.case_by_id(sender.viewer, row.id) for row in reading.cases(sender.viewer)]
    return [
        (case.reference, alert)
        for case in found
        if sees_everything(case, sender.viewer.person)
        for alert in case.alerts.values()
        if alert.status == "raised"
    ]


@dataclass(frozen=True, slots=True)
class Since:
    """What has happened to a case since somebody looked: the revision it is at now, and the events in words."""

    revision: int
    sentences: tuple[Sentence, ...]


def since(office: Office, sender: Sender, reference: str, revision: int) -> Since:
    """Tell what happened after a revision, as far as the viewer may see it."""
    told = history(office, sender, reference)
    with office.store.reading() as reading:
        now_at = reading.find_case(sender.viewer, reference).revision
    return Since(now_at, tuple(sentence for sentence in told if sentence.number > revision))


@dataclass(frozen=True, slots=True)
class Proofread:
    """What there is to say about a draft: `problems` stop its issue, `notes` do not."""

    problems: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def proofread(office: Office, sender: Sender, reference: str, number: int) -> Proofread:
    """Say what is wrong with a draft, as it was last read; nothing once the letter is no draft any more."""
    with office.store.reading() as reading:
        case = reading.find_case(sender.viewer, reference)
        letter = case.letters.get(str(number))
        draft = reading.draft(sender.viewer, case.id, number)
    if draft is None or letter is None or letter.status != "draft":
        return Proofread()
    return Proofread(draft.problems, office.letters.notes(draft.blocks))
