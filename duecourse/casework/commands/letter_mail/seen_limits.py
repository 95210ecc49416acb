"""What somebody saw of a platform's own form, kept so that the next person has it already."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from duecourse.casework.administration.permission import demand_active, note
from duecourse.casework.administration.settings import with_setting
from duecourse.casework.commands.letter_mail.web_form import web_form
from duecourse.casework.context.look.case_reader import looking
from duecourse.casework.context.services import Caller, Services
from engine.errors import BadAnswers
from engine.identity import NO_POST, CaseReference
from engine.language.posts import ADMINISTRATOR
from engine.people.post_titles import proper_form, read_titles
from engine.ports.letters.form_limits import SEEN_LIMITS, SeenLimit, is_limit, with_limit
from engine.ports.letters.web_forms import LEAST, MOST
from engine.ports.records import Organisation, Person
from engine.time.moments import say_date

TITLES = "post_titles"


def keep_limit(services: Services, caller: Caller, reference: CaseReference, number: int, typed: str) -> SeenLimit:
    """Keep how many characters the form of a letter's platform takes, seen today by somebody who works on the letter.

    Nothing of the case is kept: the platform, the number, the day and the post. Raises NotFound, Refused, BadAnswers.
    """
    with looking(services, caller, reference, f"letter {number}") as case:
        platform = web_form(case, number).platform
    if platform is None:
        raise BadAnswers.of({"limit": "This site stands in no directory: there is nothing to keep it with"})
    if not is_limit(typed):
        raise BadAnswers.of({"limit": f"Give a whole number of characters between {LEAST} and {MOST:,}"})
    with services.store.writing() as writing:
        person, trust = demand_active(writing, caller), writing.organisation()
        today = services.clock.now().astimezone(ZoneInfo(trust.zone)).date()
        seen = SeenLimit(int(typed), say_date(today), _post(person, trust, services.clock.now()))
        lines = with_limit(trust.settings.get(SEEN_LIMITS, ""), platform.key, seen)
        writing.save_organisation(with_setting(trust, SEEN_LIMITS, lines))
        note(writing, services, caller, "setting changed", SEEN_LIMITS)
    return seen


def _post(person: Person, trust: Organisation, at: datetime) -> str:
    """Title the post of somebody as letters do; the line names no person."""
    post = next((each.post for each in person.held(at) if each.post != ADMINISTRATOR), NO_POST)
    return proper_form(post, read_titles(trust.settings.get(TITLES, ""))) if post else "a colleague"
