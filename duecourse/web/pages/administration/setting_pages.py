"""Settings of the trust: each with its value, where that comes from and what is taken; changed with a reason."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Request, Response

from duecourse.casework.administration.settings import WEIGHTY, faults_of, set_setting
from duecourse.casework.audit.setting_sheets import SettingSheet, setting_sheet, setting_sheets
from duecourse.casework.context.seen.seen_rows import seen_token
from duecourse.web.devices.asked_again import demand_confirmed
from duecourse.web.pages.administration.trust_form import TrustForm, choice, line, send, show
from duecourse.web.render import capital, page, plain
from duecourse.web.visitor import InOneLook, SignedIn, Visitor, settings_of
from engine.ports.settings import FILES_A_DAY, LARGEST_FILE, LARGEST_RECORDING, SECOND_FACTOR_POSTS, SECURITY_LOG_DAYS
from engine.steps.options import Ask
from engine.time.moments import say_moment

router = APIRouter()
PLACE = "/administration/settings"
ONE = f"{PLACE}/{{name}}"
REASON, VALUE = "reason", "value"
GROUPS: Mapping[str, Sequence[str]] = {
    "The trust": ("name", "policy", "policy_adopted", "nation", "closing_hour", "web_address", "company_number"),
    "How people are told": ("notices_come", "digest_hour", "quiet_hours", "quiet_days", "sending"),
    "Sign-in, record and files": (
        *(SECOND_FACTOR_POSTS, SECURITY_LOG_DAYS),
        *(LARGEST_FILE, LARGEST_RECORDING, FILES_A_DAY),
    ),
}
"""Which settings stand together; those of letters, which are most, follow."""
OTHERS, BODIES, MACHINE = "Letters", "Whom letters go to", "On the machine"
ONE_LINE = ("_email", "_telephone", "_salutation", "_hour", "_days", "_number", "largest_", "files_a_", "web_address")
SHORT = {"name": "The name of the trust", "dbs": "Disclosure and Barring Service", "tra": "Teaching Regulation Agency"}
SHORT |= {"lado": "Designated officer of the local authority", "ico": "Information Commissioner"}
BODY_NAMES = ("police", "dbs", "tra", "lado", "ico")
OF_BODIES = {"dbs_": "DBS: ", "tra_": "TRA: ", "lado_": "Designated officer: ", "ico_": "Information Commissioner: "}


@router.get(PLACE)
@InOneLook
def setting_list(request: Request, visitor: SignedIn, about: str = "") -> Response:
    """List the settings of one group, what others there are, and what is set on the machine itself."""
    grouped = _grouped(setting_sheets(visitor.services, visitor.caller))
    chosen = about if about in grouped or about == MACHINE else next(iter(grouped))
    return page(
        request,
        "administration/settings.html",
        titles=(*grouped, MACHINE),
        chosen=chosen,
        sheets=grouped.get(chosen, ()),
        address_of_group=_address_of_group,
        title_of=title_of,
        address_of=_address,
        source_of=partial(_source, visitor),
        machine=_machine(request, visitor),
    )


@router.get(ONE)
@InOneLook
def ask_setting(request: Request, visitor: SignedIn, name: str) -> Response:
    """Show one setting, and ask what it is to be."""
    return show(request, visitor, _form(visitor, name)())


@router.post(ONE)
def change_setting(request: Request, visitor: SignedIn, name: str) -> Response:
    """Set it. Before one that protects people is changed, it is asked again who somebody is."""
    if name in WEIGHTY:
        demand_confirmed(visitor)
    after = _address_of_group(_group_of(name))

    def do(facts: Mapping[str, str]) -> str:
        value, reason = facts.get(VALUE, ""), facts.get(REASON, "")
        set_setting(visitor.services, visitor.caller, name, value, reason)
        return after

    def wrong(facts: Mapping[str, str]) -> Mapping[str, str]:
        return {VALUE: " ".join(faults_of(visitor.services, name, facts.get(VALUE, "")))}

    return send(request, visitor, _form(visitor, name), do, after=after, faults=wrong)


def _grouped(found: Sequence[SettingSheet]) -> dict[str, list[SettingSheet]]:
    grouped: dict[str, list[SettingSheet]] = {title: [] for title in (*GROUPS, OTHERS, BODIES)}
    for each in found:
        grouped[_group_of(each.name)].append(each)
    return grouped


def _group_of(name: str) -> str:
    placed = (title for title, names in GROUPS.items() if name in names)
    return next(placed, BODIES if name.partition("_")[0] in BODY_NAMES else OTHERS)


def _address_of_group(title: str) -> str:
    return f"{PLACE}?{urlencode({'about': title})}"


def title_of(name: str) -> str:
    """Name a setting in words."""
    for start, said in OF_BODIES.items():
        if name.startswith(start):
            return said + plain(name.removeprefix(start))
    return SHORT.get(name, capital(plain(name)))


def _address(name: str) -> str:
    return f"{PLACE}/{quote(name, safe='')}"


def _source(visitor: Visitor, sheet: SettingSheet) -> str:
    """Say where the value of a setting comes from."""
    if sheet.set_at is None:
        return "Nobody has set it: it is as Duecourse has it." if not sheet.value else "As the trust was set up."
    when = say_moment(sheet.set_at, visitor.zone)
    who = f"by {sheet.who}" if sheet.who else "on the machine, before anybody signed in"
    return f"Set on {when}, {who}."


def _form(visitor: Visitor, name: str) -> Callable[[], TrustForm]:
    def form() -> TrustForm:
        sheet = setting_sheet(visitor.services, visitor.caller, name)
        allowed = sheet.setting.allowed
        return TrustForm(
            title=title_of(name),
            back=(_address_of_group(_group_of(name)), "Back to the settings"),
            button="Set it",
            asks=_asks(visitor, sheet),
            now={VALUE: sheet.value},
            seen=seen_token({name: sheet.value}),
            says=(f"It says {sheet.setting.says}.", _source(visitor, sheet)),
            follows=(f"What is taken: {allowed}.",) if allowed and not sheet.setting.options else (),
        )

    return form


def _asks(visitor: Visitor, sheet: SettingSheet) -> tuple[Ask, ...]:
    needed, label = sheet.setting.needed, "What is it to be?"
    options = {each: each for each in sheet.setting.options} or _policies(visitor, sheet.name)
    if options:
        empty = {} if needed else {"": "Nothing: as Duecourse has it"}
        value = choice(VALUE, label, {**options, **empty}, optional=not needed)
    else:
        one = any(part in sheet.name for part in ONE_LINE)
        hint = "" if needed else "Empty, it is as Duecourse has it."
        value = line(VALUE, label, hint, optional=not needed, lines=not one)
    why = "It is kept with the change, for those who ask later. Name nobody who need not be named."
    return (value, line(REASON, "Why?", why, optional=sheet.name not in WEIGHTY))


def _policies(visitor: Visitor, name: str) -> dict[str, str]:
    """Give the policies that there are, with their titles, where one is to be chosen."""
    policies = visitor.services.library.policies if name == "policy" else {}
    return {key: f"{policy.definition.title} ({key})" for key, policy in policies.items()}


def _machine(request: Request, visitor: Visitor) -> Sequence[tuple[str, str, str]]:
    """Say what is set in the environment of the service, and no secret of it: name, what it is, what it is for."""
    room, custody, site = visitor.services.postroom, visitor.services.custody, settings_of(request)
    return (
        ("--address of the service", site.address, "where people find this site"),
        (
            "DUECOURSE_MAIL_RELAY",
            "set" if room else "not set",
            "the relay by which mail leaves; nothing is sent without",
        ),
        ("DUECOURSE_MAIL_FROM", room.sender if room else "not set", "the address that mail comes from"),
        ("DUECOURSE_MAIL_SITE", room.site if room else "not set", "the address of the site as mail names it"),
        ("DUECOURSE_MAIL_BURST", str(room.burst) if room else "not set", "more notices at once wait for your word"),
        ("DUECOURSE_CLAMD", "set" if custody.scanner else "not set", "what checks files for malware"),
    )
