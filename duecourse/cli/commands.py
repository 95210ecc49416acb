"""The table of commands: under which name each stands, and where it is found."""

from __future__ import annotations

from duecourse.cli.command_groups import OF_THE_TRUST, Entries, Group

COMMANDS: Entries = {
    "run": "installation.serving:run",
    "init": "trust.beginning:init",
    "serve": "installation.serving:serve",
    "worker": "installation.serving:worker",
    "backup": "installation.backup:backup",
    "restore": "installation.restoration:restore",
    "move-store": "installation.restoration:move_store",
    "check": "policies.check:check",
    "new-policy": "policies.adoption:new_policy",
    "policies": "policies.policies:policies",
    "coverage": "policies.policies:coverage",
    "clause": "policies.policies:clause",
    "diagram": "policies.policies:diagram",
    "open": "cases.reports:open_case",
    "list": "cases.cases:list_cases",
    "show": "cases.cases:show_case",
    "history": "cases.cases:history",
    "options": "cases.cases:options",
    "act": "cases.changes:act",
    "correct": "cases.changes:correct",
    "assign": "cases.people:assign",
    "search": "search.search_commands:search_words",
    "rebuild-search": "search.search_commands:rebuild_search",
    "letters": "letters_across.letter_lists:letters",
    "work": "agenda.work_command:work",
    "due": "cases.times:due",
    "next": "cases.times:next_step",
    "explain-deadline": "cases.times:explain_deadline",
    "due-date": "trust.dates:due_date",
    "sweep": "cases.times:run_sweep",
    "catch-up": "installation.catching_up:catch_up_lists",
    "undo": "cases.undo:undo",
    "migrate": "cases.undo:migrate",
    "ask": "cases.registers:ask",
    "doctor": "installation.doctor:doctor",
    "troubles": "installation.trouble_list:troubles",
    "security-log": "installation.security_log:security_log",
    "by-hand": Group(
        "What the policy asks people to do outside Duecourse.",
        {"list": "trust.hand_duties:by_hand_list", "done": "trust.hand_duties:by_hand_done"},
    ),
    "address": Group(
        "Web addresses of a case.",
        {"add": "cases.changes:address_add", "flag": "cases.changes:address_flag"},
    ),
    "case": Group(
        "What belongs to a case.",
        {
            "person": Group(
                "People of a case.",
                {
                    "add": "cases.people:person_add",
                    "change": "cases.people:person_change",
                    "list": "cases.people:person_list",
                },
            ),
            "role": Group(
                "Roles in a case; `assign` gives one.",
                {
                    "take": "cases.people:role_take",
                },
            ),
            "share": "cases.people:share",
        },
    ),
    **OF_THE_TRUST,
    "evidence": Group(
        "Evidence of a case.",
        {
            "add": "cases.letters:evidence_add",
            "list": "cases.letters:evidence_list",
            "get": "cases.letters:evidence_get",
        },
    ),
    "erasure": Group(
        "What is taken out of a case for good, by two people.",
        {
            "show": "cases.erasure_commands:erasure_show",
            "ask": "cases.erasure_commands:erasure_ask",
            "do": "cases.erasure_commands:erasure_do",
            "drop": "cases.erasure_commands:erasure_drop",
            "asked": "cases.erasure_commands:erasure_asked",
            "list": "cases.erasure_commands:erasure_list",
            "apply": "cases.erasure_commands:erasure_apply",
        },
    ),
    "hold": Group(
        "Holds.",
        {"set": "cases.changes:hold_set", "lift": "cases.changes:hold_lift"},
    ),
    "deadline": Group(
        "Clocks.",
        {
            "pause": "cases.clock_commands:deadline_pause",
            "resume": "cases.clock_commands:deadline_resume",
            "extend": "cases.clock_commands:deadline_extend",
        },
    ),
    "aside": Group(
        "Cases that the sweep has set aside.",
        {"list": "installation.stuck_cases:aside_list", "restore": "installation.stuck_cases:aside_restore"},
    ),
    "mail": Group(
        "Mail that leaves.",
        {
            "list": "installation.mail_commands:mail_list",
            "test": "installation.mail_commands:mail_test",
            "decide": "installation.mail_commands:mail_decide",
            "release": "installation.mail_commands:mail_release",
            "resume": "installation.mail_commands:mail_resume",
        },
    ),
    "told": Group(
        "How you are told.",
        {"show": "cases.notice_choices:told_show", "choose": "cases.notice_choices:told_choose"},
    ),
    "feed": Group(
        "Your deadlines in your own calendar.",
        {
            "show": "installation.feed_commands:feed_show",
            "make": "installation.feed_commands:feed_make",
            "end": "installation.feed_commands:feed_end",
            "list": "installation.feed_commands:feed_list",
        },
    ),
    "alert": Group(
        "Alerts.",
        {"list": "cases.changes:alert_list", "acknowledge": "cases.changes:alert_acknowledge"},
    ),
    "calendar": Group(
        "Calendars.",
        {
            "show": "trust.calendars:calendar_show",
            "close": "trust.calendars:calendar_close",
            "open": "trust.calendars:calendar_open",
            "load": "trust.calendars:calendar_load",
            "hours": "trust.days.closing_hour_commands:calendar_hours",
            "closes-at": "trust.days.closing_hour_commands:calendar_closes_at",
        },
    ),
    "document": Group(
        "Documents of the trust that go with letters.",
        {
            "list": "trust.paper.document_commands:document_list",
            "keep": "trust.paper.document_commands:document_keep",
            "get": "trust.paper.document_commands:document_get",
            "end": "trust.paper.document_commands:document_end",
        },
    ),
    "letter": Group(
        "Letters.",
        {
            "list": "cases.letters:letter_list",
            "get": "cases.letters:letter_get",
            "approval": "cases.letter_checks.approval_commands:letter_approval",
            "ask-approval": "cases.letter_checks.approval_commands:letter_ask_approval",
            "approve": "cases.letter_checks.approval_commands:letter_approve",
            "send-back": "cases.letter_checks.approval_commands:letter_send_back",
            "to-approve": "cases.letter_checks.approval_commands:letter_to_approve",
            "check": "cases.letter_checks.enclosure_commands:letter_check_before",
            "goes-with": "cases.letter_checks.enclosure_commands:letter_goes_with",
            "enclose": "cases.letter_checks.enclosure_commands:letter_enclose",
            "take-out": "cases.letter_checks.enclosure_commands:letter_take_out",
            "addresses": "cases.letter_checks.together_commands:letter_addresses",
            "together": "cases.letter_checks.together_commands:letter_together",
            "apart": "cases.letter_checks.together_commands:letter_apart",
            "words": "cases.letter_checks.confirmation_commands:letter_words",
            "confirm": "cases.letter_checks.confirmation_commands:letter_confirm",
            "comments": "cases.letter_drafts.comment_commands:letter_comments",
            "comment": "cases.letter_drafts.comment_commands:letter_comment",
            "settle": "cases.letter_drafts.comment_commands:letter_settle",
            "issue": "cases.letters:letter_issue",
            "form": "cases.letter_checks.web_form_command:letter_form",
            "large-print": "cases.letter_checks.large_print_command:letter_large_print",
            "dispatch": "cases.letters:letter_dispatch",
            "send": "cases.letter_mail:letter_send",
            "stop": "cases.letter_mail:letter_stop",
            "decide": "cases.letter_mail:letter_decide",
            "wording": "cases.letter_drafts.wording_commands:letter_wording",
            "edit": "cases.letter_drafts.wording_commands:letter_edit",
            "withdraw": "cases.letters:letter_withdraw",
            "again": "letters_across.put_right_commands:letter_again",
            "correct": "letters_across.put_right_commands:letter_correct",
            "recall": "letters_across.put_right_commands:letter_recall",
            "astray": "letters_across.put_right_commands:letter_astray",
            "chase": "letters_across.put_right_commands:letter_chase",
            "answered": "letters_across.answer_commands:letter_answered",
            "returned": "letters_across.answer_commands:letter_returned",
            "sent-again": "letters_across.answer_commands:letter_sent_again",
            "wait": "letters_across.answer_commands:letter_wait",
            "pack": "letters_across.pack_commands:letter_pack",
            "verify": "cases.letters:letter_verify",
        },
    ),
    "register": Group(
        "Registers of permissions and declarations.",
        {
            "add": "cases.registers:register_add",
            "list": "cases.registers:register_list",
            "show": "cases.registers:register_show",
        },
    ),
    "account": Group(
        "Who can sign in.",
        {
            "set-password": "trust.accounts:set_password",
            "end-sessions": "trust.accounts:end_sessions",
            "list": "trust.accounts:list_accounts",
        },
    ),
    "audit": Group(
        "The record.",
        {
            "verify": "cases.audit:audit_verify",
            "replay": "cases.audit:audit_replay",
            "export": "cases.audit:audit_export",
            "anchor": "cases.audit:audit_anchor",
            "access": "cases.audit:audit_access",
        },
    ),
}

WITHOUT_JSON = frozenset(
    {
        "installation.serving:run",
        "installation.serving:serve",
        "installation.serving:worker",
        "policies.adoption:new_policy",
        "policies.policies:diagram",
        "cases.letters:evidence_get",
        "cases.letters:letter_get",
        "trust.paper.document_commands:document_get",
        "trust.accounts:set_password",
        "cases.audit:audit_export",
    }
)
"""Commands that run until they are stopped, ask for a password, or give out a file or a text as it is."""
