"""Settings: read once, frozen, handed down. A variable of ours that nobody knows is an error, not a silence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from duecourse.logs.log_settings import LOG, PREFIX, LogSettings, read_log_settings
from engine.errors import BadInput


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What may be set from outside. `data` is the folder of the store, the evidence and the log.

    `pg_dump` is the program that copies a PostgreSQL database, found by itself where it is "". `without_backup` lets a
    store be migrated though it could not be copied first. `backup_recipients` are the public keys of age for which
    backups are encrypted, `backup_keep` how many stay in a folder of backups, 0 for all. `mail` is what
    `duecourse.mail.relay_settings` reads, `openid` what `duecourse.openid.provider_settings` does; `log` says where the
    log goes. `clamd` is where files are checked for malware, nowhere where it is "". Metrics are told at
    `metrics_listen`, nowhere where it is "".
    """

    data: Path
    database: str
    person: str = ""
    workflows: str = ""
    pg_dump: str = ""
    without_backup: bool = False
    backup_recipients: str = ""
    backup_keep: int = 0
    mail: Mapping[str, str] = field(default_factory=dict)
    clamd: str = ""
    openid: Mapping[str, str] = field(default_factory=dict, repr=False)
    log: LogSettings = field(default_factory=LogSettings)
    metrics_listen: str = ""


MAIL = (
    *("MAIL_RELAY", "MAIL_FROM", "MAIL_SITE", "MAIL_USER", "MAIL_SECRET", "MAIL_TOKENS", "MAIL_CLIENT", "MAIL_SCOPE"),
    *("MAIL_CERTIFICATES", "MAIL_BURST"),
)
OPENID = (
    *("OPENID_ISSUER", "OPENID_CLIENT", "OPENID_SECRET", "OPENID_SECRET_TEXT", "OPENID_NAME", "OPENID_TENANT"),
    *("OPENID_DOMAINS", "OPENID_EMAIL", "OPENID_SECOND_FACTOR", "OPENID_PASSWORDS"),
)
CLAMD = "CLAMD"
BACKUP = ("PG_DUMP", "WITHOUT_BACKUP", "BACKUP_RECIPIENTS", "BACKUP_KEEP")
NAMES = ("DATA", "DATABASE", "AS", "WORKFLOWS", *BACKUP, *MAIL, *LOG, "METRICS_LISTEN", CLAMD, *OPENID)


def read_settings(environment: Mapping[str, str], data: str = "", database: str = "") -> Settings:
    """Read the settings; what is given on the command line wins. Raises BadInput for an unknown variable."""
    ours = {name.removeprefix(PREFIX): text for name, text in environment.items() if name.startswith(PREFIX)}
    unknown = sorted(set(ours) - set(NAMES))
    if unknown:
        names = ", ".join(PREFIX + name for name in unknown)
        known = ", ".join(PREFIX + name for name in NAMES)
        raise BadInput(f"Unknown setting {names}. Known settings: {known}.")
    folder = Path(data or ours.get("DATA", "") or "duecourse-data")
    url = database or ours.get("DATABASE", "") or f"sqlite:///{folder / 'duecourse.db'}"
    without = _yes("WITHOUT_BACKUP", ours.get("WITHOUT_BACKUP", ""))
    return Settings(
        data=folder,
        database=url,
        person=ours.get("AS", ""),
        workflows=ours.get("WORKFLOWS", ""),
        pg_dump=ours.get("PG_DUMP", ""),
        without_backup=without,
        backup_recipients=ours.get("BACKUP_RECIPIENTS", ""),
        backup_keep=_number("BACKUP_KEEP", ours.get("BACKUP_KEEP", "")),
        mail={name: ours[name] for name in MAIL if name in ours},
        log=read_log_settings(ours),
        metrics_listen=ours.get("METRICS_LISTEN", ""),
        clamd=ours.get(CLAMD, ""),
        openid={name: ours[name] for name in OPENID if name in ours},
    )


def _number(name: str, text: str) -> int:
    if text.strip() and not (text.strip().isascii() and text.strip().isdigit()):
        raise BadInput(f"{PREFIX}{name} is a whole number, not '{text}'.")
    return int(text.strip() or 0)


def _yes(name: str, text: str) -> bool:
    if text.strip().lower() not in ("", "yes", "no"):
        raise BadInput(f"{PREFIX}{name} is yes or no, not '{text}'.")
    return text.strip().lower() == "yes"
