"""Slips of the pen in a policy: each is found before anything runs, with its line and the nearest right word."""

from __future__ import annotations

import pytest

from duecourse.bootstrap import build_letters
from duecourse.policies.compiler import compile_sources
from duecourse.policies.library import read_workflows
from engine.errors import BadFiles
from engine.identity import RoleName
from tests.unit.workflows.test_broken_policies import LUMEN, broken, findings, line_of, shipped


def guarded(that: str) -> tuple[str, str, str]:
    """Let Lumen's request to the host wait for a condition of its own."""
    condition = f'    requires:\n      prepare:\n        - that: {that}\n          else: "Not yet."\n'
    return (LUMEN, r"(?<=  removal:\n)(?=    cites:)", condition)


def deadline(said: str) -> tuple[str, str, str]:
    return (LUMEN, r"      answer: \{cites: \[\"3\.2#2\"\]\}", f"      answer: {{{said}}}")


def limited(track: str, step: str, when: str, by: str, clause: str) -> str:
    narrowing = f"{{when: {when}, by: [{by}], cites: [{clause}]}}"
    return f"  {track}:\n    only_by: {{{step}: [{narrowing}]}}"


def must(said: str, step: str, clause: str) -> tuple[str, str, str]:
    """Let Lumen say that after an answer about an enquiry of the press a step is taken."""
    rule = f'{{when: media_said == {said}, do: [{step}], says: "It is.", cites: [{clause}]}}'
    return (LUMEN, r"  media: \{\}", f"  media:\n    must:\n      - {rule}")


def at(place: str, wrong: str, allowed: str) -> tuple[str, str, str]:
    return (place, wrong, allowed)


@pytest.mark.parametrize(
    ("change", "words", "said"),
    [
        pytest.param(
            guarded("all(parents.next_step == host)"),
            "parents",
            at("removal.requires.prepare.0.that", "'parents' is not a track", "perhaps 'parent' is meant"),
            id="a track that there is not",
        ),
        pytest.param(
            (LUMEN, r"  media: \{\}", '  media:\n    hints: {qestion: "By when?"}'),
            "qestion",
            at("tracks.media.hints.qestion", "'qestion' is not a question", "perhaps 'question' is meant"),
            id="a hint beside a question that there is not",
        ),
        pytest.param(
            (LUMEN, r"  media: \{\}", "  media:\n    without: [refer/qestion]"),
            "refer/qestion",
            at("tracks.media.without", "neither an action nor an end or a question of one", "perhaps"),
            id="a question to leave out that there is not",
        ),
        pytest.param(
            guarded("all(parent.nxt == host)"),
            "nxt",
            at("removal.requires.prepare.0.that", "'nxt' is not declared in parent", "perhaps 'next_step' is meant"),
            id="a fact that there is not",
        ),
        pytest.param(
            guarded("all(parent.next_step == hosts)"),
            "hosts",
            at("prepare.0.that", "'hosts' is no value of parent.next_step", "perhaps 'host' is meant"),
            id="an answer that there is not",
        ),
        pytest.param(
            guarded("parent.next_step == host"),
            "parent.next_step",
            at("prepare.0.that", "'parent.next_step' is a name of another procedure", "any(parent.next_step …)"),
            id="another procedure without any or all",
        ),
        pytest.param(
            guarded("aproach == ask_host"),
            "aproach",
            at("prepare.0.that", "'aproach' is not declared", "perhaps 'approach' is meant"),
            id="a fact of the procedure itself",
        ),
        pytest.param(
            guarded("case.child_at_risc == no"),
            "risc",
            at("prepare.0.that", "'case.child_at_risc' is not declared", "perhaps 'child_at_risk' is meant"),
            id="a fact of the case",
        ),
        pytest.param(
            guarded("any(police.consent.police_reprot == given)"),
            "reprot",
            at("prepare.0.that", "'consent.police_reprot' is not declared in police", "'police_report' is meant"),
            id="a consent",
        ),
        pytest.param(
            guarded("any(police.consent.police_report == givn)"),
            "givn",
            at("prepare.0.that", "'givn' is no value of police.consent.police_report", "'given' is meant"),
            id="what a consent may be",
        ),
        pytest.param(
            guarded("evidence.screnshot >= 1"),
            "screnshot",
            at("prepare.0.that", "'evidence.screnshot' is not declared", "perhaps 'screenshot' is meant"),
            id="a kind of evidence",
        ),
        pytest.param(
            guarded("overdue.requst"),
            "requst",
            at("prepare.0.that", "'overdue.requst' is not declared", "perhaps 'request' is meant"),
            id="a clock",
        ),
        pytest.param(
            guarded("ended == nope"),
            "nope",
            at("prepare.0.that", "'nope' is no value of ended", "allowed: yes, no"),
            id="what can only be so or not",
        ),
        pytest.param(
            guarded("any(discipline.jurisdiction_grounds == standards)"),
            "== standards",
            at("prepare.0.that", "'discipline.jurisdiction_grounds' takes several answers", "write: answer in "),
            id="an answer of several, compared as if it were one",
        ),
        pytest.param(
            guarded("any(standrds in discipline.jurisdiction_grounds)"),
            "standrds",
            at("prepare.0.that", "'standrds' is no value of discipline.jurisdiction_grounds", "'standards' is meant"),
            id="an answer of the policy's own list",
        ),
        pytest.param(
            guarded("approach"),
            "that: approach",
            at("prepare.0.that", "'approach' is never yes or no", "allowed: ask_host"),
            id="a choice that stands alone",
        ),
        pytest.param(
            (LUMEN, r"cites: \[13\.8\](?=\n    deadlines:)", "cites: [13.8, 88.6]"),
            "88.6",
            at("case.requires.close.0.cites", "clause 88.6 is not described", "allowed: 2.2"),
            id="the clause of a condition",
        ),
        pytest.param(
            (LUMEN, r"      send: \[13\.5\]", "      send: [13.5, 5.7]"),
            "5.7]",
            at("removal.cites.send", "clause 5.7 stands under `conduct`", "move its line to `clauses`"),
            id="a rule of conduct that is cited",
        ),
        pytest.param(
            deadline('cites: ["3.2#2", 10.1]'),
            "10.1",
            at("query.deadlines.answer.cites", "clause 10.1 stands under `outside`", "move its line to `clauses`"),
            id="what stands outside and is cited by a clock",
        ),
        pytest.param(
            deadline('cites: ["3.2#2"], binding: duty'),
            "binding: duty",
            at("query.deadlines.answer.binding", "is called a duty and gives no length of its own", "give `within`"),
            id="a duty without a length",
        ),
        pytest.param(
            deadline('cites: ["3.2#2"], from: asked_att'),
            "asked_att",
            at("query.deadlines.answer.from", "'asked_att' starts no clock", "allowed: entry, reported_at"),
            id="what a clock counts from",
        ),
        pytest.param(
            deadline('cites: ["3.2#2"], tell: [senior manger]'),
            "manger",
            at("query.deadlines.answer.tell.0", "nobody holds the role 'senior manger'", "'senior manager' is meant"),
            id="who is told of a clock",
        ),
        pytest.param(
            deadline('cites: ["3.2#2"], after: [{wait: 1 hour, tell: headtecher}]'),
            "headtecher",
            at("query.deadlines.answer.after.0.tell.0", "nobody holds the role 'headtecher'", "'headteacher' is meant"),
            id="who is told later",
        ),
        pytest.param(
            (LUMEN, r"HR: \{held_by: HR, then: \[central team", "HR: {held_by: HR, then: [senoir manager"),
            "senoir",
            at("roles.HR.then.0", "'senoir manager' is not a post", "perhaps 'senior manager' is meant"),
            id="a post that steps in",
        ),
        pytest.param(
            (LUMEN, r"IT: \{held_by: IT", "IT: {held_by: technican"),
            "technican",
            at("roles.IT.held_by.0", "'technican' is not a post", "list a post of your own under `posts`"),
            id="a post that nobody declared",
        ),
        pytest.param(
            (LUMEN, r"  CEO: \[chair of trustees, trust board, safe", "  CEO: [chair of trustee, trust board, safe"),
            "chair of trustee,",
            at("about.CEO.0", "'chair of trustee' is not a post", "perhaps 'chair of trustees' is meant"),
            id="a post that takes over",
        ),
        pytest.param(
            (LUMEN, r"  headteacher: \[chair of gov", "  headmaster: [chair of gov"),
            "headmaster",
            at("about.headmaster", "'headmaster' is not a post", "perhaps 'headteacher' is meant"),
            id="a post at the top",
        ),
        pytest.param(
            (LUMEN, r"  checker: \{", "  chekcer: {"),
            "chekcer",
            at("roles.chekcer", "'chekcer' is a role that no step names", "perhaps 'checker' is meant"),
            id="a role",
        ),
        pytest.param(
            (LUMEN, r"\nroles:", "\nposts: [headtecher]\nroles:"),
            "headtecher",
            at("posts.0", "'headtecher' is a post that nothing here names", "perhaps 'headteacher' is meant"),
            id="a post of one's own that is hardly one",
        ),
        pytest.param(
            deadline('cites: ["3.2#2"], witihn: 4 hours'),
            "witihn",
            at("query.deadlines.answer.witihn", "is not a word of this language here", "perhaps 'within' is meant"),
            id="a word of the language",
        ),
        pytest.param(
            (LUMEN, r"binding: duty", "binding: duy"),
            "duy",
            at("removal.deadlines.request.binding", "'duy' is not a word for this", "perhaps 'duty' is meant"),
            id="how a clock binds",
        ),
        pytest.param(
            (LUMEN, r"independent: true", "independent: ture"),
            "ture",
            at("roles.HR.independent", "'ture': it must be true or false", "see the reference"),
            id="what is either true or false",
        ),
        pytest.param(
            (LUMEN, r"names: \{DSL:", "names: {DLS:"),
            "DLS",
            at("names.DLS", "'DLS' is not a role here", "perhaps 'DSL' is meant"),
            id="a role with a name of its own",
        ),
        pytest.param(
            (LUMEN, r"  media: \{\}", "  media:\n    by: {refer: [headteacher, line manager]}"),
            "line manager",
            at("media.by.refer", "gives the step 'refer' to the line manager, who could not", "allowed: "),
            id="a step that is given to others than the procedure gives it to",
        ),
        pytest.param(
            (LUMEN, r"  media: \{\}", "  media:\n    by: {refer: [headmaster]}"),
            "headmaster",
            at("media.by.refer.0", "nobody holds the role 'headmaster'", "perhaps 'headteacher' is meant"),
            id="a step that is given to nobody there is",
        ),
        pytest.param(
            (LUMEN, r"  media: \{\}", limited("media", "refer", "ended == no", "line manager", "13.3")),
            "line manager",
            at("media.only_by.refer.0.by.0", "gives the step 'refer' to the line manager", "allowed: "),
            id="a step that others are to take under a condition",
        ),
        pytest.param(
            (LUMEN, r"  media: \{\}", limited("media", "refer", "outcme == no", "headteacher", "13.3")),
            "outcme",
            at("media.only_by.refer.0.when", "'outcme'", "allowed: "),
            id="a condition under which fewer people take a step",
        ),
        pytest.param(
            (LUMEN, r"  media: \{\}", limited("media", "refer", "ended == no", "headteacher", "88.6")),
            "88.6",
            at("media.only_by.refer.0.cites", "clause 88.6 is not described", "allowed: 2.2"),
            id="the clause by which fewer people take a step",
        ),
        pytest.param(
            (LUMEN, r"    without: \[leave, reporter_files\]", "    without: [leave, host_answer]"),
            "host_answer]",
            at(
                "removal.without", "leaves out what records the answer of the host at", "keep the step that takes a yes"
            ),
            id="a step without which nobody records an answer that is waited for",
        ),
        pytest.param(
            must("declined", "refr", "13.3"),
            "refr",
            at("media.must.0.do", "'refr' is not a step that this policy has", "perhaps 'refer' is meant"),
            id="a step that must be taken",
        ),
        pytest.param(
            must("declind", "refer", "13.3"),
            "declind",
            at("media.must.0.when", "'declind' is no value of media_said", "perhaps 'declined' is meant"),
            id="the answer after which a step must be taken",
        ),
        pytest.param(
            must("declined", "refer", "13.2"),
            "13.2",
            at("media.must.0.cites", "is what the clause leaves to discretion", "only a clause that prescribes"),
            id="a must by a clause that says may",
        ),
        pytest.param(
            must("declined and case.ended", "refer", "13.3"),
            "case.ended",
            at("media.must.0.when", "reads 'case.ended'", "an answer or a consent of this procedure"),
            id="a must that hangs on something else",
        ),
    ],
)
def test_a_slip_in_a_policy_is_told_with_its_line_its_word_and_the_nearest(
    change: tuple[str, str, str], words: str, said: tuple[str, str, str]
) -> None:
    place, wrong, allowed = said
    found = [each for each in findings(change) if wrong in each]

    assert found, findings(change)
    assert place in found[0]
    assert allowed in found[0].split("; ", 1)[1]
    line = int(found[0].removeprefix(f"{LUMEN}:").split(":")[0])
    assert words in broken(change)[LUMEN].splitlines()[line - 1]


@pytest.mark.parametrize(
    ("that", "says"),
    [
        ("finding == threatning", "'threatning' is no value of finding; perhaps 'threatening' is meant"),
        (
            "any(standrds in discipline.jurisdiction_grounds)",
            "'standrds' is no value of discipline.jurisdiction_grounds",
        ),
        (
            "case.about_post == headmaster",
            "'headmaster' is no value of case.about_post; perhaps 'headteacher' is meant",
        ),
        ("hold_asked == maybe", "'maybe' is no value of hold_asked"),
    ],
)
def test_a_slip_in_a_procedure_is_told_with_its_line_and_not_as_a_state_that_is_never_reached(
    that: str, says: str
) -> None:
    police = "tracks/police.yaml"
    change = (police, r"that: finding == unlawful_conduct or [^\n]*\n", f"that: {that}\n")
    (found,) = findings(change)

    number = next(n for n, line in enumerate(broken(change)[police].splitlines(), 1) if that in line)
    assert found.startswith(f"{police}:{number}: actions.refer_unlawful.requires.0.that: ")
    assert says in found


def test_every_slip_of_a_file_is_told_at_once() -> None:
    found = findings(
        guarded("all(parents.next_step == host) and all(parent.nxt == host) and all(parent.next_step == hosts)"),
        (LUMEN, r"IT: \{held_by: IT", "IT: {held_by: technican"),
        (LUMEN, r"      send: \[13\.5\]", "      send: [13.55]"),
    )

    told = "\n".join(found)
    assert all(word in told for word in ("'parents'", "'nxt'", "'hosts'", "'technican'", "13.55"))


def compile_lumen(old: str, new: str) -> None:
    sources = dict(shipped())
    assert old in sources[LUMEN]
    sources[LUMEN] = sources[LUMEN].replace(old, new, 1)
    compile_sources(sources, build_letters().kinds())


def test_a_post_of_ones_own_is_declared_once_and_then_known() -> None:
    compile_lumen("roles:\n", "posts: [Network Technician]\nroles:\n")
    compile_lumen("IT: {held_by: IT", "IT: {held_by: it")
    with pytest.raises(BadFiles, match="'network technician' is not a post"):
        compile_lumen("IT: {held_by: IT", "IT: {held_by: network technician")

    sources = dict(shipped())
    sources[LUMEN] = sources[LUMEN].replace("roles:\n", "posts: [Network Technician]\nroles:\n", 1)
    sources[LUMEN] = sources[LUMEN].replace("IT: {held_by: IT", "IT: {held_by: network technician", 1)
    policy = compile_sources(sources, build_letters().kinds())

    assert policy.role(RoleName("IT")).held_by == ("Network Technician",)


def test_a_procedure_that_nothing_opens_is_found() -> None:
    sources = dict(shipped())
    sources["tracks/patrol.yaml"] = sources["tracks/media.yaml"].replace("track: media", "track: patrol", 1)
    sources[LUMEN] += "  patrol: {}\n"
    with pytest.raises(BadFiles) as caught:
        compile_sources(sources, build_letters().kinds())

    assert [(each.where, each.wrong) for each in caught.value.findings] == [
        ("tracks.patrol", "nothing opens 'patrol', so it would never begin")
    ]
    assert caught.value.findings[0].line == len(sources[LUMEN].splitlines())


def test_a_clause_behind_a_step_that_is_left_out_has_nothing_behind_it() -> None:
    sources = dict(read_workflows())
    sources = {name: text for name, text in sources.items() if name.startswith("tracks/") or name == LUMEN}
    left = "    without: [leave, reporter_files"
    sources[LUMEN] = sources[LUMEN].replace(f"{left}]", f"{left}, record_capture]", 1)
    with pytest.raises(BadFiles) as caught:
        compile_sources(sources, build_letters().kinds())

    assert ("clauses.12.2", "no step or deadline stands behind this clause") in [
        (each.where, each.wrong) for each in caught.value.findings
    ]


CLAUSE = r"  13\.6: \{says: [^\n]*\n"
"""A line of Lumen's clauses, in whose place each slip below stands."""


@pytest.mark.parametrize(
    ("line", "wrong", "allowed"),
    [
        pytest.param(
            "  13.6: {says: Look, with somebody else}\n",
            "the comma before “with somebody else” ends a sentence that has no quotation marks",
            '"Look, with somebody else"',
            id="a comma in an unquoted sentence",
        ),
        pytest.param(
            "  13.6: {says: “Look, with somebody else”}\n",
            "curly quotation marks do not hold “Look, with somebody else” together",
            'straight double quotes: "Look, with somebody else"',
            id="curly quotation marks",
        ),
        pytest.param(
            "  13.6: {says: Look: at once}\n",
            "a colon stands in a sentence without quotation marks",
            "straight double quotes",
            id="a colon in an unquoted sentence",
        ),
        pytest.param(
            "\t13.6: {says: Look}\n",
            "a tab stands at the beginning of the line",
            "begin it with blanks",
            id="a tab",
        ),
        pytest.param(
            "   13.6: {says: Look}\n",
            "the line begins after 3 blanks, and the lines beside it after 2 blanks",
            "let it begin after 2 blanks",
            id="one step too far right",
        ),
        pytest.param(
            " 13.6: {says: Look}\n",
            "the line begins after 1 blank, and the lines beside it after 2 blanks",
            "let it begin after 2 blanks",
            id="one step too far left",
        ),
        pytest.param(
            "  13.6: Look whether it has gone\n",
            "'Look whether it has gone' stands alone, where keys with values belong",
            "write `{says: Look whether it has gone}`",
            id="says is forgotten",
        ),
        pytest.param(
            "  13.6:{says: Look}\n",
            "no blank stands behind the colon of '13.6:'",
            "write `13.6: {says: …`",
            id="no blank before the brace",
        ),
        pytest.param(
            "  13.6: {says:Look}\n",
            "no blank stands behind the colon of 'says:Look'",
            "write `says: Look`",
            id="no blank before the sentence",
        ),
        pytest.param(
            "  13.6: {says:}\n", "nothing stands behind a colon", "write a blank and the value", id="an empty value"
        ),
    ],
)
def test_a_slip_of_writing_is_told_in_plain_words_at_its_own_line(line: str, wrong: str, allowed: str) -> None:
    found = findings((LUMEN, CLAUSE, line))

    assert len(found) == 1
    assert found[0].startswith(f"{LUMEN}:{line_of(LUMEN, '  13.6: {says')}: ")
    assert wrong in found[0]
    assert allowed in found[0]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("29/09/2015", "2015-09-29"),
        ("29.9.2015", "2015-09-29"),
        ("29/09/15", "2015-09-29"),
        ("2015/9/29", "2015-09-29"),
        ("29 September 2015", "2015-09-29"),
        ("29th Sept 2015", "2015-09-29"),
        ("29-Sep-2015", "2015-09-29"),
        ("2015-02-30", "2026-01-31"),
        ("yesterday", "2026-01-31"),
    ],
)
def test_a_day_that_is_written_as_on_paper_is_told_as_it_is_written_here(written: str, meant: str) -> None:
    found = findings((LUMEN, "approved: 2021-03-15", f"approved: {written}"))

    assert found == [
        f"{LUMEN}:{line_of(LUMEN, 'approved: ')}: approved: '{written}' is not a day; "
        f"write the year, the month and the day: {meant}"
    ]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("September 2024", "2024-09"),
        ("Sept. 2024", "2024-09"),
        ("09/2024", "2024-09"),
        ("9.2024", "2024-09"),
    ],
)
def test_a_month_that_is_written_as_on_paper_is_told_as_it_is_written_here(written: str, meant: str) -> None:
    found = findings((LUMEN, "review_due: 2023-03-15", f"review_due: {written}"))

    assert found == [
        f"{LUMEN}:{line_of(LUMEN, 'review_due: ')}: review_due: '{written}' is not a day; "
        f"where a document prints a month and no day, write the year and the month: {meant}"
    ]


@pytest.mark.parametrize(
    ("said", "wrong", "allowed"),
    [
        (" none", "'none' stands alone, where keys with values belong", "write {} where nothing more is said"),
        (" []", "is a list, where keys with values belong", "write {} where nothing more is said"),
        ("", "has no value", "write {}"),
        ("\n    cites: [13.3]", "is a list, where keys with values belong", "a name and a value for each"),
        ("\n    deadlines: {refer: 4 hours}", "'4 hours' stands alone", "write `{within: 4 hours}`"),
        ("\n    requires: {refer: ended == no}", "stands alone, where a list belongs", "in square brackets"),
        ("\n    requires: {refer: [ended == no]}", "stands alone, where keys", "write `{that: ended == no}`"),
        ('\n    cites: {refer: "13.3, 13.4"}', "clause 13.3, 13.4 is not described", "by itself: [13.3, 13.4]"),
        ("\n    and so on: {refer: 13.3}", "is not a word of this language here", "belongs to the sentence before"),
    ],
)
def test_what_has_another_shape_is_told_without_the_words_of_programmers(said: str, wrong: str, allowed: str) -> None:
    (found,) = findings((LUMEN, r"  media: \{\}", f"  media:{said}"))

    assert wrong in found
    assert allowed in found


def test_a_role_that_nobody_holds_is_found() -> None:
    (found,) = findings((LUMEN, r"IT: \{held_by: IT", "IT: {held_by: []"))

    assert "roles.IT.held_by: nobody holds the role 'IT'" in found


def test_a_misspelt_role_is_told_once_and_not_for_every_step() -> None:
    found = findings((LUMEN, "  senior manager: {held_by", "  senoir manager: {held_by"))

    assert len(found) == 1
    assert "perhaps 'senior manager' is meant" in found[0]
