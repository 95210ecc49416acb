"""Tells an invented case, step by step, each a little later than the one before."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from duecourse.casework.commands import letters, steps
from duecourse.casework.context.services import Caller, Services, person_of
from duecourse.clock import SetClock
from duecourse.demo.plots import Plot
from duecourse.demo.second_person import made_ready, to_be_sent
from duecourse.demo.trust import DEMO_POLICY, TRUST_POSTS
from engine.identity import NO_REFERENCE, ActionName, InstanceId
from engine.ports.records import Viewer
from engine.record.values import WAITING

OF_THE_TRUST = tuple(key for key, _, _ in TRUST_POSTS)
FINDINGS = {"personal_data": "no", "child_at_risk": "no", "recirculation": "low", "breach_of_policy": "yes"}


class Story:
    """One plot as it happens; people act by their post (`senior`), or by its short name in the trust (`dpo`)."""

    def __init__(self, services: Services, at: datetime, number: int, plot: Plot) -> None:
        self.begun = at.replace(microsecond=0)  # a time that somebody types has no parts of a second
        self.clock = SetClock(at)
        self.services = replace(services, clock=self.clock)
        self.number = number
        self.plot = plot
        self.reference = NO_REFERENCE

    def tell(self) -> None:
        """Report, then go as far as the plot's stage."""
        teacher = f"{self.plot.school}-teacher"
        asks_only = "purpose" in self.plot.answers
        new = steps.NewReport(
            policy=DEMO_POLICY,
            school=self.plot.school,
            reported_by=teacher,
            affected=() if asks_only else (teacher,),
            addresses=() if asks_only else (f"https://posts.example/{self.number}",),
            answers={**self.plot.answers, "what_happened": self.plot.words},
            about=self.plot.about,
        )
        self.reference = steps.report(self.services, self._by("teacher"), new).case.reference
        {
            "reported": lambda: None,
            "acknowledged": self._acknowledge,
            "triaged": self._triage,
            "ready": self._ready,
            "requested": self._request,
            "refused": self._refuse,
            "isp": self._escalate,
            "consent": self._consent,
            "removed": self._remove,
            "closed": self._close,
            "hearing": self._hearing,
            "breach": self._breach,
            "volunteer": self._volunteer,
            "parent": self._parent,
            "permission": self._permission,
            "led_by_the_chair": self._led_by_the_chair,
        }[self.plot.stage]()

    def _acknowledge(self, by: str = "senior") -> None:
        self._act(by, "case/1", "acknowledge")

    def _triage(self, by: str = "senior") -> None:
        self._acknowledge(by)
        self._act(
            by, "case/1", "triage", scope="in_scope", scope_reason="It is about the school.", danger_confirmed="yes"
        )
        more = {"routes": self.plot.routes, "routes_because": self.plot.because} if self.plot.routes else {}
        self._act(by, "case/1", "open_tracks", **more)

    def _ready(self) -> None:
        self._triage()
        self._act(
            "senior",
            "removal/1",
            "decide",
            approach="ask_host",
            approach_reason="It is unkind and public.",
            host_name="Posts Example",
            host_contact="abuse@posts.example",
            ground="terms",
            requested_action="remove",
            description="A post about a member of our staff.",
        )

    def _request(self) -> None:
        self._ready()
        self._send("senior", "removal/1", "send", "Web form, reference EX-1")

    def _refuse(self) -> None:
        self._request()
        self._act(
            "senior", "removal/1", "host_answer", host_said="refused", host_words="We see no breach of our rules."
        )

    def _escalate(self) -> None:
        self._refuse()
        provider = {"isp": "Cable Example", "isp_contact": "abuse@cable.example"}
        self._act("senior", "removal/1", "prepare", **provider)
        self._send("senior", "removal/1", "escalate", "E-mail to the abuse desk, kept in the mailbox")

    def _consent(self) -> None:
        self._triage()
        self._find(
            author="unknown",
            author_basis="The account has no name.",
            material="threatening",
            nature="A threat",
            visible_for="Two days",
            impact="The person is worried.",
        )
        self._act("senior", "police/1", "assess")
        self._act("senior", "police/1", "ask_consent")

    def _remove(self) -> None:
        self._request()
        self._act("deputy", "removal/1", "look", seen_now="gone", check_words="The page says that it was removed.")

    def _close(self) -> None:
        self._remove()
        self._find(
            author="other",
            author_basis="They said so.",
            material="neither",
            nature="Unkind words",
            visible_for="A day",
            impact="Upset, and well supported.",
        )
        self._act("senior", "support/1", "offer", how_offered="In person")
        self._act("teacher", "support/1", "answer", support_answer="declined")
        self._act("senior", "case/1", "record_outcome", outcome="removed", outcome_words="The host took it down.")
        self._withdraw_letters()
        self._act("senior", "case/1", "close", retention="takedown", policy_review="no")

    def _hearing(self) -> None:
        """Discipline, up to the invitation to a hearing that is still to come."""
        self._remove()
        on = "discipline/1"
        self._looked_into(on)
        self._act("head", on, "decide", decision="hearing_called", decision_reasons="A panel should weigh it.")
        self._act(
            "hr",
            on,
            "arrange_hearing",
            hearing_at=self._open_day(self.begun + timedelta(days=16)).isoformat(),
            hearing_place="The Trust Office",
            panel_names="Nicky Exhibit, governor, in the chair, and Ollie Placard, governor",
            evidence_list="The post, as it was seen on the day of the report",
            presenter="Jules Hilltop",
            note_taker="Sky Hilltop",
            could_be_gross="no",
            submit_by=(self.begun + timedelta(days=13)).date().isoformat(),
        )
        self._send("hr", on, "call_hearing", "By hand, receipt signed")

    def _open_day(self, moment: datetime) -> datetime:
        """Give a moment, or the same hour of the next day on which people work."""
        with self.services.store.reading() as reading:
            schools = reading.schools(reading.organisation().id)
            calendar = self.services.calendar(schools[0], reading.organisation().zone)
        days = (moment + timedelta(days=more) for more in range(14))
        return next(day for day in days if calendar.why_not_working(calendar.local(day).date()) is None)

    def _looked_into(self, on: str) -> None:
        """Discipline, up to the report of the investigation."""
        self._act("head", on, "answer_threshold", harm_threshold="not_met", concern="Mocking a colleague in public.")
        scope = {"scope": "in_scope", "outside_hours": "no", "scope_reasons": "It names the school and its people."}
        self._act("head", on, "decide_scope", **scope)
        self._act("hr", on, "consult_registers", registers="none_found")
        self._act(
            "hr",
            on,
            "prepare_notice",
            allegations="Mocking a colleague by name on an open account.",
            conduct_alleged="5.6",
            procedure="disciplinary",
            investigator_name="Jules Hilltop",
            support_contact="Quinn Hilltop",
            home_address="4 Sample Row, Exampleton",
        )
        self._send("hr", on, "notify", "By hand, receipt signed")
        self._act("deputy", on, "record_account", account="It was meant as a joke, and is deleted.")
        self._act(
            "deputy",
            on,
            "finish_report",
            anonymous="no",
            attribution="high",
            report="The post was made; an apology was offered.",
        )

    def _breach(self) -> None:
        """A data breach whose risk is judged; the 72 hours until the Information Commissioner is told are running."""
        self._triage()
        on, aware = "data_breach/1", self.begun.isoformat()
        self._act(
            "senior",
            on,
            "tell_dpo",
            what="A list of addresses was put into an open group.",
            discovered_at=aware,
            aware_at=aware,
            special_category="no",
            children="yes",
            still_live="no",
            data_categories="contact",
        )
        self._act("dpo", on, "contain", measures="The group deleted the list.", damage="partly", still_live="no")
        self._act(
            "dpo",
            on,
            "assess",
            risk="risk",
            risk_reasons="Addresses of families were public for a day.",
            people_concerned="Parents of one class",
            people_count="28",
            likely_consequences="Unwanted letters or visits.",
            advice_to_people="Tell the school about anything odd.",
            more_to_follow="no",
        )

    def _volunteer(self) -> None:
        self._triage()
        self._act(
            "senior",
            "volunteer/1",
            "take_in",
            concern_words="Rude words about a member of staff.",
            harm_threshold="not_met",
            harm_words="No child is concerned.",
        )
        self._act("senior", "volunteer/1", "hear", told_how="In a talk at the school.")

    def _parent(self) -> None:
        self._triage()
        post = "It gives the street in which a teacher lives."
        seen = {"kind": "malicious", "reason": "It harms a person.", "post_description": post, "mistreats_child": "no"}
        self._act("senior", "parent/1", "classify", names_accused_teacher="no", **seen)
        self._act(
            "senior",
            "parent/1",
            "prepare",
            parent_name="Parent Invented",
            parent_address="7 Sample Row, Exampleton, EX4 4MP",
            why="private",
            ask_for="both",
            expectations_sent="yes",
        )

    def _permission(self) -> None:
        self._act("teacher", "register/1", "file", register="permission", entry_words="Pictures of plants, no people.")

    def _led_by_the_chair(self) -> None:
        """A report about the headteacher, who sees nothing of it: the chair of governors deals with it."""
        self._triage("chair")

    def _find(self, **findings: str) -> None:
        self._act("senior", "investigation/1", "start")
        self._act("senior", "investigation/1", "record_findings", **{**FINDINGS, **findings})

    def _send(self, who: str, on: str, action: str, proof: str) -> None:
        with self.services.store.reading() as reading:
            known = reading.find_case(self._by(who).viewer, self.reference).letters.values()
        letter = next(each for each in known if (each.on, each.action, each.status) == (on, action, "draft"))
        by = self._by(who)
        made_ready(self.services, by, self.reference, letter.number)
        letters.issue(self.services, by, self.reference, letter.number)
        self._later()
        for each in to_be_sent(self.services, by, self.reference, letter.number):
            letters.dispatch(self.services, by, self.reference, each, proof)

    def _withdraw_letters(self) -> None:
        """Withdraw what was drafted and said in person instead: no letter waits unsent in a closed case."""
        by = self._by("senior")
        with self.services.store.reading() as reading:
            case = reading.find_case(by.viewer, self.reference)
        for letter in case.letters.values():
            if letter.status in WAITING:
                letters.withdraw(self.services, by, self.reference, letter.number, "It was said in person.")

    def _act(self, who: str, on: str, action: str, **facts: str) -> None:
        self._later()
        steps.take_step(self.services, self._by(who), self.reference, InstanceId(on), ActionName(action), facts=facts)

    def _later(self) -> None:
        self.clock.moment += timedelta(minutes=10)

    def _by(self, who: str) -> Caller:
        key = who if who in OF_THE_TRUST else f"{self.plot.school}-{who}"
        with self.services.store.reading() as reading:
            organisation = reading.organisation()
            person = person_of(reading, organisation.id, key)
        return Caller(viewer=Viewer(organisation.id, person.id, self.clock.now()), via="as a demo")
