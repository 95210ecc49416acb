"""Groups of commands, and those by which a trust is kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Group:
    """Commands under one word, with the line that the help says of that word."""

    says: str
    entries: Entries


Entries: TypeAlias = Mapping[str, "str | Group"]
"""Groups, and commands as `module:function` below `duecourse.cli`, by name and in the order of the help."""

OF_THE_TRUST: Entries = {
    "person": Group(
        "The people of the trust.",
        {
            "add": "trust.people:person_add",
            "change": "trust.people:person_change",
            "leave": "trust.departures:person_leave",
            "move": "trust.departures:person_move",
            "end": "trust.people:person_end",
            "list": "trust.people:person_list",
            "history": "trust.histories:of_person",
        },
    ),
    "post": Group(
        "Who holds which post.",
        {
            "give": "trust.posts:post_give",
            "end": "trust.posts:post_end",
            "list": "trust.posts:post_list",
        },
    ),
    "cover": Group(
        "Who covers a post for somebody who is away.",
        {
            "give": "trust.cover:cover_give",
            "end": "trust.cover:cover_end",
            "list": "trust.cover:cover_list",
        },
    ),
    "role": Group(
        "The roles of the policy.",
        {
            "table": "trust.role_holders:role_table",
        },
    ),
    "school": Group(
        "The schools of the trust.",
        {
            "add": "trust.schools:school_add",
            "change": "trust.schools:school_change",
            "end": "trust.schools:school_end",
            "list": "trust.schools:school_list",
            "history": "trust.histories:of_school",
        },
    ),
    "setting": Group(
        "What is set for the whole trust.",
        {
            "set": "trust.settings:setting_set",
            "list": "trust.settings:setting_list",
        },
    ),
    "privacy": Group(
        "Papers about privacy.",
        {
            "show": "privacy.paper_commands:privacy_show",
            "assessment": "privacy.paper_commands:privacy_assessment",
        },
    ),
    "retention": Group(
        "How long cases are kept, and what becomes of those whose time is over.",
        {
            "schedule": "privacy.retention_commands:retention_schedule",
            "set": "privacy.retention_commands:retention_set",
            "list": "privacy.retention_commands:retention_list",
            "show": "privacy.retention_commands:retention_show",
            "keep": "privacy.retention_commands:retention_keep",
            "propose": "privacy.retention_commands:retention_propose",
            "dispose": "privacy.retention_commands:retention_dispose",
            "give-up": "privacy.retention_commands:retention_give_up",
            "certificate": "privacy.retention_commands:retention_certificate",
        },
    ),
    "letterhead": Group(
        "The paper on which letters go out.",
        {
            "show": "trust.paper.letterhead_commands:letterhead_show",
            "change": "trust.paper.letterhead_commands:letterhead_change",
            "logo": "trust.paper.letterhead_commands:letterhead_logo",
            "word": "trust.paper.word_letterhead_commands:letterhead_word",
            "specimen": "trust.paper.letterhead_commands:letterhead_specimen",
            "signatures": "trust.paper.letterhead_commands:letterhead_signatures",
            "end-signature": "trust.paper.letterhead_commands:letterhead_end_signature",
        },
    ),
    "house-words": Group(
        "The trust's own words for blocks of letters.",
        {
            "list": "trust.paper.house_word_commands:house_words_list",
            "show": "trust.paper.house_word_commands:house_words_show",
            "copy": "trust.paper.house_word_commands:house_words_copy",
            "preview": "trust.paper.house_word_commands:house_words_preview",
        },
    ),
    "helpline": Group(
        "Where people find support.",
        {
            "list": "trust.helplines:helpline_list",
            "add": "trust.helplines:helpline_add",
            "change": "trust.helplines:helpline_change",
            "confirm": "trust.helplines:helpline_confirm",
            "end": "trust.helplines:helpline_end",
        },
    ),
    "platform": Group(
        "Sites and apps, and how a complaint is made there.",
        {
            "list": "trust.directory.platform_commands:platform_list",
            "add": "trust.directory.platform_commands:platform_add",
            "change": "trust.directory.platform_commands:platform_change",
            "confirm": "trust.directory.platform_commands:platform_confirm",
            "end": "trust.directory.platform_commands:platform_end",
        },
    ),
}
