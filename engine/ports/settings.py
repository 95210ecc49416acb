"""What a trust may set: a closed list, each setting with what it is for and how its value is checked.

What a letter draws on is asked for by these names only, so that nothing can be asked for that nobody can enter.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from engine.language.posts import BUILT_IN, spelling
from engine.ports.letters.approval_rules import wrong_rules
from engine.ports.letters.form_limits import SEEN_LIMITS, wrong_limits
from engine.ports.mail.relay import is_address
from engine.postal_addresses import wrong_lines
from engine.time.calendar import HOW_TO_WRITE_AN_HOUR, NATIONS, closing_hour
from engine.time.quiet_hours import HOWS, USUAL_HOUR, USUAL_QUIET, wrong_hour, wrong_quiet

LONGEST, LONGEST_TITLE, LONGEST_TEXT = 2000, 80, 8000
CLOSING_HOUR = "closing_hour"
LETTERS_NEED_LOGO = "letters_need_logo"
"""The setting that says that no letter is issued without a logo."""
SENDING, PAUSED = "sending", "paused"
"""The setting that keeps everything in the house, and its value: a restore sets it, and a person takes it away."""
SECOND_PERSON = "second_person"
"""The setting that says which letters a second person approves."""
SECOND_FACTOR_POSTS, EVERYBODY = "second_factor_posts", "everybody"
"""The setting that says who needs a second factor at sign-in, and its value for all."""
PRIVACY_WORDS = "privacy_words"
"""The setting that holds what the trust says on the privacy page in its own words."""
SECURITY_LOG_DAYS = "security_log_days"
"""The setting that says for how long the security log is kept."""
USUAL_LOG_DAYS, FEWEST_LOG_DAYS, MOST_LOG_DAYS = 365, 30, 3650
LARGEST_FILE, LARGEST_RECORDING, FILES_A_DAY = "largest_file", "largest_recording", "files_a_day"
"""The settings that say how many megabytes a file, a video or sound, and the files of one person on a day may have."""
USUAL_MEGABYTES = {LARGEST_FILE: 25, LARGEST_RECORDING: 100, FILES_A_DAY: 500}
MOST_MEGABYTES, MOST_A_DAY = 250, 20_000
_NUMBER = re.compile(r"[A-Z]{0,2}[0-9]{6,8}")
_LOCAL = ("localhost", "127.0.0.1", "[::1]", "::1")


def _any(_: str) -> str:
    return ""


def _address(text: str) -> str:
    parts = urlsplit(text)
    bare = parts.path in ("", "/") and not parts.query and not parts.fragment and not parts.username
    if parts.scheme == "https" and parts.hostname and bare:
        return ""
    if parts.scheme == "http" and parts.hostname in _LOCAL and bare:
        return ""
    return "write it as people type it, without anything after the name: https://duecourse.your-trust.example"


def _mail(text: str) -> str:
    return "" if is_address(text) else "write one e-mail address, and nothing else"


@dataclass(frozen=True, slots=True)
class OneOf:
    """Takes one of several values, and says so of any other."""

    allowed: tuple[str, ...]

    def __call__(self, text: str) -> str:
        """Say what is wrong with a value; "" where nothing is."""
        return "" if text in self.allowed else f"write one of: {', '.join(self.allowed)}"


def _one_of(*allowed: str) -> OneOf:
    return OneOf(allowed)


def _contacts(text: str) -> str:
    rows = [line.split("|") for line in text.splitlines() if line.strip()]
    fits = all(len(row) in (2, 3) and all(part.strip() for part in row) for row in rows)
    return "" if fits else "write each on a line of its own: name | how to reach it | when it answers"


def _days(text: str) -> str:
    fits = text.isascii() and text.isdigit() and FEWEST_LOG_DAYS <= int(text) <= MOST_LOG_DAYS
    return "" if fits else f"write a number of days from {FEWEST_LOG_DAYS} to {MOST_LOG_DAYS}"


def _file_megabytes(text: str) -> str:
    return _megabytes(text, MOST_MEGABYTES)


def _day_megabytes(text: str) -> str:
    return _megabytes(text, MOST_A_DAY)


def _megabytes(text: str, most: int) -> str:
    fits = text.isascii() and text.isdigit() and len(text) <= len(str(most)) and 1 <= int(text) <= most
    return "" if fits else f"write a number of megabytes from 1 to {most}"


def _posts(text: str) -> str:
    lines = [line for line in text.splitlines() if line.strip()]
    fits = text.strip().casefold() == EVERYBODY or (lines and all(spelling(line) for line in lines))
    return "" if fits else f"write {EVERYBODY}, or posts, each on a line of its own: {', '.join(BUILT_IN)}"


def _hour(text: str) -> str:
    return "" if closing_hour(text) else HOW_TO_WRITE_AN_HOUR


def _company(text: str) -> str:
    return "" if _NUMBER.fullmatch(text) else "a company number has eight figures, or two letters and six figures"


def _titles(text: str) -> str:
    rows = [line.split("|") for line in text.splitlines() if line.strip()]
    fits = all(len(row) == len(("post", "title")) and all(part.strip() for part in row) for row in rows)
    long = any(len(row[-1]) > LONGEST_TITLE for row in rows)
    return (
        "" if fits and not long else f"write each on a line of its own: post | title of at most {LONGEST_TITLE} signs"
    )


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting: what it is for, and what is wrong with a value ("" where nothing is)."""

    says: str
    wrong: Callable[[str], str] = _any
    needed: bool = False

    def usual(self, name: str) -> str:
        """Say what is in force under this name while nobody has set it; "" where nothing is."""
        numbers = {SECURITY_LOG_DAYS: USUAL_LOG_DAYS, **USUAL_MEGABYTES}
        return USUAL.get(name) or str(numbers.get(name, "Sir or Madam" if name.endswith("_salutation") else ""))

    longest: int = LONGEST

    @property
    def options(self) -> tuple[str, ...]:
        """List the values that it may have, where they are few; () where anything of its kind is taken."""
        return self.wrong.allowed if isinstance(self.wrong, OneOf) else ()

    @property
    def allowed(self) -> str:
        """Say what is taken, in the words by which anything else is refused; "" where any words are."""
        return self.wrong("\0")


POLICY_ADOPTED = "policy_adopted"
"""Who adopted a policy whose paper is a draft, and when."""

USUAL: Mapping[str, str] = {
    CLOSING_HOUR: "17:00",
    LETTERS_NEED_LOGO: "no",
    SECOND_PERSON: "as each letter has it",
    "police_force": "the police",
    "post_titles": "each post in its usual form",
    "office_contact": "the school",
    "notices_come": HOWS[0],
    "digest_hour": USUAL_HOUR,
    "quiet_hours": USUAL_QUIET,
    "quiet_days": "yes",
    SENDING: "mail leaves",
    SECOND_FACTOR_POSTS: "nobody has to have one",
}
"""What is in force while a setting is empty, where that is something."""
SETTINGS: Mapping[str, Setting] = {
    "name": Setting("the full legal name of the trust; it stands in the head of every letter", needed=True),
    "policy": Setting("the policy under which reports are opened: see `duecourse policies`", needed=True),
    "nation": Setting("the nation of schools that are added without one", _one_of(*NATIONS), needed=True),
    CLOSING_HOUR: Setting("the hour at which the day ends at schools that are added: 17:00 where it is empty", _hour),
    "web_address": Setting("where people find this site in a browser", _address),
    "address": Setting("the trust's postal address; it stands in the head of every letter", wrong_lines),
    "registered_office": Setting(
        "the registered office of the trust, which a company's letters have to name; it stands in the head of every "
        "letter",
        wrong_lines,
    ),
    POLICY_ADOPTED: Setting(
        "who adopted the policy and when, where its paper is a draft: letters cite a draft only then, such as: the "
        "governing body on 3 October 2022"
    ),
    "company_number": Setting("the trust's company number; it stands in the head of every letter", _company),
    LETTERS_NEED_LOGO: Setting(
        "whether every letter needs a logo, and is not issued without: yes or no", _one_of("yes", "no")
    ),
    "authority_statement": Setting("who you are and why you may ask; it opens every letter to a website or provider"),
    SECOND_PERSON: Setting(
        "which letters a second person approves, where that is not as the letter has it: L02: yes, lumen L17: no, "
        "each on a line of its own",
        wrong_rules,
    ),
    "support_contacts": Setting(
        "support of your own, named before the helplines: name | how to reach it | when it answers", _contacts
    ),
    "police_force": Setting("the police force that a referral goes to, by name; without it, “the police”"),
    "lado": Setting("the designated officer of the local authority, to whom allegations are referred"),
    "dbs": Setting("how the Disclosure and Barring Service is addressed"),
    "tra": Setting("how the Teaching Regulation Agency is addressed"),
    "ico": Setting("how the Information Commissioner is addressed"),
    "police_force_address": Setting("the postal address of the police force that a referral goes to", wrong_lines),
    "police_force_telephone": Setting("the telephone number of the police force that a referral goes to"),
    "police_force_salutation": Setting(
        "what follows “Dear” in a letter to the police force that a referral goes to; without it, Sir or Madam"
    ),
    "lado_address": Setting("the postal address of the designated officer of the local authority", wrong_lines),
    "lado_telephone": Setting("the telephone number of the designated officer of the local authority"),
    "lado_salutation": Setting(
        "what follows “Dear” in a letter to the designated officer of the local authority; without it, Sir or Madam"
    ),
    "dbs_address": Setting("the postal address of the Disclosure and Barring Service", wrong_lines),
    "dbs_telephone": Setting("the telephone number of the Disclosure and Barring Service"),
    "dbs_salutation": Setting(
        "what follows “Dear” in a letter to the Disclosure and Barring Service; without it, Sir or Madam"
    ),
    "tra_address": Setting("the postal address of the Teaching Regulation Agency", wrong_lines),
    "tra_telephone": Setting("the telephone number of the Teaching Regulation Agency"),
    "tra_salutation": Setting(
        "what follows “Dear” in a letter to the Teaching Regulation Agency; without it, Sir or Madam"
    ),
    "ico_address": Setting("the postal address of the Information Commissioner", wrong_lines),
    "ico_telephone": Setting("the telephone number of the Information Commissioner"),
    "ico_salutation": Setting(
        "what follows “Dear” in a letter to the Information Commissioner; without it, Sir or Madam"
    ),
    "post_titles": Setting(
        "how posts are titled below a signature, each on a line of its own, such as: senior manager | Assistant "
        "Headteacher; without it, in their usual form",
        _titles,
    ),
    SEEN_LIMITS: Setting(
        "how many characters the forms of platforms take, as somebody saw it, each on a line of its own, such as: "
        "facebook | 3000 | 29 November 2026 | Assistant Headteacher",
        wrong_limits,
    ),
    "police_force_email": Setting("the e-mail address to which a referral to the police goes", _mail),
    "lado_email": Setting("the e-mail address of the designated officer of the local authority", _mail),
    "dbs_email": Setting("the e-mail address of the Disclosure and Barring Service", _mail),
    "tra_email": Setting("the e-mail address of the Teaching Regulation Agency", _mail),
    "ico_email": Setting("the e-mail address of the Information Commissioner", _mail),
    "how_to_reopen": Setting("how somebody comes back to a case that has ended; it ends the letter of closure"),
    "how_to_complain": Setting("how a complaint is made; for letters that point to another procedure"),
    "office_contact": Setting("whom to ask about another procedure; without it, the school"),
    "notices_come": Setting(
        "how people are told of what is no danger, unless they choose: at once, or once a day", _one_of(*HOWS)
    ),
    "digest_hour": Setting(f"when a day's message leaves, unless people choose; {USUAL_HOUR} without it", wrong_hour),
    "quiet_hours": Setting(
        f"when nobody is told of what is no danger, unless they choose: never, or {USUAL_QUIET} as without it",
        wrong_quiet,
    ),
    "quiet_days": Setting(
        "whether weekends and bank holidays are quiet as well, unless people choose: yes, as without it, or no",
        _one_of("yes", "no"),
    ),
    SENDING: Setting("whether letters and notices leave by e-mail: paused, or empty", _one_of(PAUSED)),
    SECOND_FACTOR_POSTS: Setting(
        "who needs a second factor to sign in: everybody, or those who hold one of these posts, each on a line of its "
        "own, such as: administrator",
        _posts,
    ),
    SECURITY_LOG_DAYS: Setting(f"for how many days the security log is kept; without it, {USUAL_LOG_DAYS}", _days),
    LARGEST_FILE: Setting(
        f"how many megabytes a picture, document or e-mail that is handed in may have; without it, "
        f"{USUAL_MEGABYTES[LARGEST_FILE]}",
        _file_megabytes,
    ),
    LARGEST_RECORDING: Setting(
        f"how many megabytes a video or a sound that is handed in may have; without it, "
        f"{USUAL_MEGABYTES[LARGEST_RECORDING]}",
        _file_megabytes,
    ),
    FILES_A_DAY: Setting(
        f"how many megabytes of files one person may hand in on one day; without it, {USUAL_MEGABYTES[FILES_A_DAY]}",
        _day_megabytes,
    ),
    PRIVACY_WORDS: Setting(
        "what the trust says on the privacy page in its own words: headings, paragraphs, lists, **bold** and *italics*",
        longest=LONGEST_TEXT,
    ),
    "occupational_health": Setting("whether letters offer occupational health: yes or no", _one_of("yes", "no")),
}


def wrong_setting(name: str, value: str) -> str:
    """Say what is wrong with the value of a setting that there is; "" where nothing is."""
    if not value:
        return "it is needed and cannot be emptied" if SETTINGS[name].needed else ""
    longest = SETTINGS[name].longest
    if len(value) > longest:
        return f"it has {len(value)} characters, and at most {longest} are kept"
    if not all(line.isprintable() for line in value.splitlines()):
        return "it holds characters that cannot be seen; type it again"
    return SETTINGS[name].wrong(value)
