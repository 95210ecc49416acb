"""Complete, plausible and plainly invented facts for every letter."""

from collections.abc import Collection, Mapping
from datetime import UTC, date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from engine.language.strict_yaml import read_mapping
from letters import catalogue
from letters.catalogue import Catalogue
from letters.render import Draft, draft

LONDON = ZoneInfo("Europe/London")

COMMON: Mapping[str, object] = {
    "trust": {
        "legal_name": "Lumen Learning Trust (invented)",
        "address": "1 Candle Court\nExampleton EX1 1AA",
        "company_number": "00000000",
    },
    "school": {"name": "Wickford Lane School", "address": "Wickford Lane\nExampleton EX2 2BB"},
    "case_ref": "LUM-2026-0042",
    "letter_ref": "LUM-2026-0042/3",
    "version": 1,
    "date": date(2026, 11, 24),
    "delivery_method": "email",
    "sender": {
        "name": "Rowan Adeyemi",
        "role": "Deputy Headteacher",
        "place": "Wickford Lane School",
        "email": "r.adeyemi@wickford-lane.example",
        "phone": "01632 960 001",
    },
    "addressee": {
        "name": "Jo Fairweather",
        "salutation": "Jo Fairweather",
        "role": "Teacher of geography",
        "address": "3 Sample Row\nExampleton EX3 3CC",
        "email": "j.fairweather@wickford-lane.example",
        "about": "Robin Fairweather",
        "kinds": ["Name", "Notes on health"],
    },
    "policy": {"title": "Social Media Policy", "version": "March 2021", "dating": "approved on 17 March 2021"},
    "clauses": [
        {"number": "13.5", "says": "website hosts are asked to amend or remove material within 24 hours"},
        {"number": "13.8", "says": "the member of staff is offered full support"},
    ],
    "attachments": ["Evidence schedule"],
}

SUPPORT: Mapping[str, object] = {
    "support_contacts": [
        {"name": "The Listening Line (invented)", "contact": "0800 000 0001", "hours": "day and night"},
        {"name": "Helpline for school staff (invented)", "contact": "help@staff-help.example"},
    ]
}

ADDRESSES: Mapping[str, object] = {
    "items": [
        {
            "url": "https://social.example/groups/wickford/posts/9182",
            "description": "A post with an altered picture of a member of staff and insulting words",
            "handle": "@wickford_gossip",
            "posted_at": datetime(2026, 11, 21, 20, 15, tzinfo=UTC),
            "seen_at": datetime(2026, 11, 24, 9, 30, tzinfo=UTC),
        },
        {"url": "https://forum.example/t/771?page=2#r9", "description": "A thread that repeats the post"},
    ]
}

OUTSIDER: Mapping[str, object] = {"affected_person_named": False, "affected_person": {"name": "Jo Fairweather"}}
HOST: Mapping[str, object] = {
    "addressee": {"name": "The team that handles reports at Social Example", "email": "reports@social.example"}
}

GATHERED: Mapping[str, Mapping[str, object]] = {
    "L01-acknowledgement": {
        **SUPPORT,
        "reported_at": datetime(2026, 11, 24, 8, 5, tzinfo=UTC),
        "category": "online abuse of a member of staff",
        "case_manager": "Rowan Adeyemi",
        "next_update_by": date(2026, 12, 1),
    },
    "L02-takedown-request": {
        **HOST,
        **ADDRESSES,
        **OUTSIDER,
        "requested_action": "remove",
        "act_by": "24 hours",
        "ground": "terms",
        "platform_terms": "Community rules, part 4, on bullying",
        "authority_statement": "We look after the people who work at the school and write on its behalf",
        "evidence_refs": ["E1", "E2"],
    },
    "L03-personal-complaint": {
        **SUPPORT,
        "platform": "Social Example",
        "items": [{"url": "https://social.example/groups/wickford/posts/9182"}],
        "host_said": "We can take this complaint only from the person it is about.",
        "route": "the form under Help, Privacy, Report a picture of me",
        "info_needed": ["The web address", "Your name", "Why it is about you"],
        "answered": "wants_person",
        "reason": "I believe that it goes against your rules",
        "helper": "Rowan Adeyemi",
        "helper_contact": "extension 12, or room 4",
        "id_warning": True,
    },
    "L04-reminder": {
        **HOST,
        **ADDRESSES,
        **OUTSIDER,
        "first_sent_at": datetime(2026, 11, 24, 11, 0, tzinfo=UTC),
        "first_letter_ref": "LUM-2026-0042/2",
        "platform_ref": "SE-55120",
        "answers": [
            {"at": datetime(2026, 11, 24, 12, 0, tzinfo=UTC), "said": "refused", "words": "We will look into it."}
        ],
        "requested_action": "remove",
        "checked_at": datetime(2026, 11, 25, 11, 40, tzinfo=UTC),
        "act_by": "24 hours",
    },
    "L05-isp-escalation": {
        **ADDRESSES,
        **OUTSIDER,
        "addressee": {"name": "The abuse desk of Host Example", "email": "abuse@host.example"},
        "site_domain": "forum.example",
        "provider": "Host Example",
        "provider_contact": "abuse@host.example",
        "request_history": [
            {
                "date": datetime(2026, 11, 24, 11, 0, tzinfo=UTC),
                "method": "E-mail to the website",
                "result": "No answer",
            },
            {
                "date": datetime(2026, 11, 25, 12, 0, tzinfo=UTC),
                "method": "Form of the website",
                "result": "“Not our rules”",
            },
        ],
        "checked_at": datetime(2026, 11, 26, 12, 15, tzinfo=UTC),
        "terms_or_law": "your acceptable-use policy, part 3, on harassment",
        "action_asked": "disable",
    },
    "L06-consent-request": {
        **SUPPORT,
        "police_concern": "The first post names a place and a time at which the person is alone",
        "threat_summary": "A post that says where you park and that somebody should wait for you there",
        "what_will_be_shared": ["Your name and post", "The two addresses", "The pictures of the screen"],
        "who_to": "Exampleshire Police, online",
        "how_to_withdraw": "tell any senior manager, in any way you like",
        "reply_by": datetime(2026, 11, 27, 15, 30, tzinfo=UTC),
    },
    "L07-consent-record": {
        "consent_ref": "LUM-2026-0042, police/1",
        "person": {"name": "Jo Fairweather"},
        "decision": "withdrawn",
        "scope": ["The post of 21 November", "My name and post"],
        "limit": "Not my home address",
        "given_at": datetime(2026, 11, 25, 8, 50, tzinfo=UTC),
        "method": "oral",
        "witness": "Sam Okoro",
        "withdrawn_at": datetime(2026, 11, 26, 7, 45, tzinfo=UTC),
    },
    "L08-police-referral": {
        "addressee": {"name": "Exampleshire Police", "address": "Online report"},
        "basis": "consent",
        "name_agreed": True,
        "police_concern": "The first post names a place and a time at which the person is alone",
        "consent_ref": "LUM-2026-0042, police/1",
        "victim": {"name": "Jo Fairweather", "role": "Teacher of geography", "contact": "through the sender"},
        "police_ref": "EX/2026/118",
        "incidents": [
            {
                "happened_at": datetime(2026, 11, 21, 20, 15, tzinfo=UTC),
                "words_quoted": "We know where you park.\n\nSomebody should wait for you.",
                "platform": "Social Example",
                "url": "https://social.example/groups/wickford/posts/9182",
                "handle": "@wickford_gossip",
            },
            {"words_quoted": "See you Monday"},
        ],
        "threat_finding": "The words name a place and a time at which the person is alone",
        "possible_offences": ["sending a threatening message"],
        "suspected_author": {"name": "the holder of the account", "basis": "The account posted both items"},
        "risk": "We believe that the person may be approached on the way home",
        "action_so_far": ["The website was asked to remove the post", "Parking was changed"],
        "preservation_request": True,
        "possible_child_image": False,
        "evidence_schedule": [
            {
                "number": "E1",
                "description": "Picture of the screen",
                "captured_at": datetime(2026, 11, 22, 9, 0, tzinfo=UTC),
                "captured_by": "Jo Fairweather",
                "sha256": "ab" * 32,
                "held_at": "the trust's case store",
            }
        ],
    },
    "L09-support": {
        **SUPPORT,
        "internal_telephone": "01632 960 001",
        "own_contacts": SUPPORT["support_contacts"],
        "independent_contacts": SUPPORT["support_contacts"],
        "offered_at": datetime(2026, 11, 24, 14, 0, tzinfo=UTC),
        "internal_contact": "Sam Okoro",
        "union_note": True,
        "occupational_health": True,
        "review_on": date(2026, 12, 8),
    },
    "L21-dpo-notice": {
        "addressee": {"name": "Priya Lindqvist", "role": "Data protection officer"},
        "discovered_at": datetime(2026, 11, 24, 8, 0, tzinfo=UTC),
        "aware_at": datetime(2026, 11, 24, 8, 20, tzinfo=UTC),
        "ico_due_at": datetime(2026, 11, 27, 8, 20, tzinfo=UTC),
        "what": "A seating plan with notes was shown in a public post",
        "data_categories": ["Names", "Notes on behaviour"],
        "special_category": "not_known",
        "children": "yes",
        "people_count": 28,
        "where_visible": "A public group on Social Example",
        "still_live": "yes",
        "containment": ["The website was asked to remove it"],
        "reporter": "a teaching assistant",
        "evidence_refs": ["E4"],
    },
    "L24-dsl-referral": {
        "addressee": {"name": "Morgan Vale", "role": "Designated safeguarding lead"},
        "child_in_danger": "not_known",
        "life_in_danger": "no",
        "reported_at": datetime(2026, 11, 24, 7, 55, tzinfo=UTC),
        "told_by": "teaching assistant",
        "child": {"name": "Robin Sandpiper"},
        "child_age": 13,
        "concern": "A pupil is named in a chat in which adults unknown to us write",
        "platform": "Chat Example",
        "addresses": ["https://chat.example/c/88"],
        "possible_child_image": "not_known",
        "who_knows": "The form tutor",
        "asked_before": ["The website was asked to remove it on 24 November 2026"],
    },
    "L36-intimate-image-report": {
        **HOST,
        "items": [{"url": "https://social.example/p/77", "description": "A picture in a post of 23 November"}],
        "shown_adult": "yes",
        "authority_words": "The person asked us in writing on 24 November 2026",
        "act_by": timedelta(hours=48),
    },
    "L37-intimate-image-complaint": {
        **HOST,
        "items": [{"url": "https://social.example/p/77", "seen_at": datetime(2026, 11, 27, 9, 30, tzinfo=UTC)}],
        "image_reported_at": datetime(2026, 11, 24, 11, 0, tzinfo=UTC),
        "host_said": "refused",
        "host_answer": "Not against our rules.",
        "checked_at": datetime(2026, 11, 27, 9, 30, tzinfo=UTC),
        "found": "there",
    },
    "L32-closure": {
        **SUPPORT,
        "reported_at": datetime(2026, 11, 24, 8, 5, tzinfo=UTC),
        "what_was_done": ["Both websites were asked to remove the material", "The provider of one was asked"],
        "results": [
            {"url": "https://social.example/groups/wickford/posts/9182", "result": "Removed"},
            {"url": "https://forum.example/t/771?page=2#r9", "result": "Still there; the provider said no"},
        ],
        "recheck_on": [date(2026, 12, 4), date(2026, 12, 27)],
        "how_to_reopen": "Tell any senior manager and quote the case reference",
        "outcome": "partly",
        "site_asked": True,
        "case_manager": "Rowan Adeyemi",
    },
    "L33-redirect": {
        "reported_at": datetime(2026, 11, 24, 8, 5, tzinfo=UTC),
        "route": "complaints",
        "reason": "Your message is about how a meeting was run, and the complaints procedure looks into that",
        "how": "Fill in the form on the school's website",
        "contact": "The school office, 01632 960 000",
    },
}


PLAIN: Mapping[str, object] = {
    "moment": datetime(2026, 11, 24, 8, 5, tzinfo=UTC),
    "date": date(2026, 12, 1),
    "count": 3,
    "yesno": True,
    "duration": timedelta(hours=24),
    "list": ["The first of them", "The second of them"],
}


@cache
def shipped() -> Catalogue:
    return catalogue.load(read_mapping)


def plain(letter: str) -> Mapping[str, object]:
    """Give facts for a letter that is written from the answers of its own track: one of each type it asks for."""
    declared = shipped()[letter].own_facts
    answered = {
        fact.path: fact.options[0] if fact.options else PLAIN.get(fact.type, f"What was said of the {fact.path}")
        for fact in declared
    }
    grouped = {path.partition("[]")[0] for path in shipped()[letter].sources[0].matter.facts if "[]." in path}
    answered |= dict.fromkeys(grouped, COMMON["clauses"])
    if "findings" in answered:
        answered["findings"] = ["Upheld: the person said so.", "Not upheld: it was not this person."]
    if "outcome_words" in answered:
        answered["outcome_words"] = ["Substantiated: it was so.", "False: it was somebody else."]
    answered.pop("why_not_sent", None)
    if "rules" in shipped()[letter].facts:
        answered["rules"] = [{"says": "Nothing personal about people at work is told online"}]
    return {
        **SUPPORT,
        **{
            name: value.replace("_", " ") if isinstance(value, str) and value.startswith("What") else value
            for name, value in answered.items()
        },
    }


LETTERS = {**{letter: plain(letter) for letter in shipped().templates if letter not in GATHERED}, **GATHERED}


def facts_of(letter: str, **changes: object) -> dict[str, object]:
    """Give complete facts for a letter, with some changed; None takes a fact away."""
    with_it = {"attachments": ["Evidence schedule", *shipped()[letter].encloses]}
    facts = {**COMMON, **with_it, **LETTERS[letter], **changes}
    facts |= alleged_in(shipped()[letter].facts, facts, changes)
    return {name: value for name, value in facts.items() if value is not None}


def alleged_in(
    declared: Collection[str], facts: Mapping[str, object], changes: Mapping[str, object]
) -> Mapping[str, object]:
    """Give what goes with what is alleged as cases have it: allegation by allegation, and put in the invitation."""
    allegations, given = facts.get("allegations", ["It was so."]), facts.get("findings")
    assert isinstance(allegations, list)
    findings: list[object] = list(given) if isinstance(given, list) else []
    words: list[object] = list(allegations) if "allegations" in {*declared, *changes} else ["It was so."]
    charges = [
        {"words": each, "rules": "clause 5.6", **({"finding": findings[place]} if findings[place:] else {})}
        for place, each in enumerate(words)
    ]
    upheld = [each for each in charges if str(each.get("finding", "")).startswith("Upheld")]
    found = {
        "charges": charges,
        "upheld": bool(upheld),
        "reportable": upheld or charges,
        "reported": [f"{'Upheld' if upheld else 'Alleged'}: the teacher did so." for _ in upheld or charges],
        "put_allegations": words,
        "put_rules": facts.get("rules", []),
        "put_warnings": facts.get("warnings_counted", []),
        "rules_upheld": facts.get("conduct_found", []),
    }
    return {name: value for name, value in found.items() if name in declared and name not in changes}


def drafted(letter: str, guarded_names: tuple[str, ...] = (), /, **changes: object) -> Draft:
    return draft(shipped()[letter], facts_of(letter, **changes), zone=LONDON, guarded_names=guarded_names)
