import re

from duecourse.policies.library import read_workflows
from engine.proof.cache import Memory
from engine.proof.run import Failure, TrackProof, prove
from tests.builders import compiled, library, small_sources


def failures(*changes: tuple[str, str], more: str = "") -> tuple[Failure, ...]:
    """What the proof finds in the small track with changes; `more` names steps the policy then says nothing of."""
    policy = [("{answer: Ours,", f"{{answer: Ours, {more}")]
    return prove(compiled(small_sources(*changes, policy=policy)))[0].failures


def shipped(track: str, *changes: tuple[str, str]) -> TrackProof:
    """Prove one shipped track after changes (pattern, replacement) to the text of its file."""
    sources = dict(read_workflows())
    name = f"tracks/{track}.yaml"
    for pattern, replacement in changes:
        sources[name], found = re.subn(pattern, replacement, sources[name], count=1)
        assert found, f"{pattern} is not in {name} any more"
    lumen = "policies/lumen.yaml"  # which says of a condition that a clause asks for it: here the track alone is meant
    sources[lumen] = re.sub(r"    demanded:\n      refer: [^\n]*\n", "", sources[lumen])
    return next(proof for proof in prove(compiled(sources)) if proof.track == track)


def test_the_shipped_policies_prove_clean() -> None:
    memory = Memory()
    proofs = [(key, prove(policy, memory)) for key, policy in library().policies.items()]

    assert [key for key, _ in proofs] == list(library().policies)
    assert [failure for _, tracks in proofs for proof in tracks for failure in proof.failures] == []
    assert all(proof.situations > 1 for _, tracks in proofs for proof in tracks)


def test_a_sound_track_has_no_failure() -> None:
    assert failures() == ()


def test_a_state_that_no_step_leads_to_is_found() -> None:
    found = failures(("  over: {title", "  limbo: {title: Limbo, end: true}\n  over: {title"))

    assert [(failure.where, failure.says) for failure in found] == [
        ("states.limbo", "no sequence of acts leads to this state")
    ]


def test_an_action_whose_guard_never_holds_is_found() -> None:
    found = failures(("that: overdue.wait", "that: mark == no"))

    assert [failure.where for failure in found] == ["actions.silence"]


def test_a_dead_end_is_found_with_the_shortest_way_into_it() -> None:
    trap = "  trap: {title: Trap}\n  over: {title"
    found = failures(
        ("  over: {title", trap), ("well: {to: over", "well: {to: trap"), ("while: asked", "while: [asked, trap]")
    )

    way = ("opened", "send", "answer/well")
    assert [(failure.where, failure.says, failure.path) for failure in found] == [
        ("states.trap", "no end can be reached from here", way),
        ("states.trap", "it can stand here with no clock running", way),
    ]


def test_a_state_in_which_no_clock_has_begun_is_found() -> None:
    found = failures(("while: asked, within", "while: asked, from: answer, within"))

    assert [(failure.where, failure.says, failure.path) for failure in found] == [
        ("states.asked", "it can stand here with no clock running", ("opened", "send"))
    ]


def test_a_cycle_needs_a_step_that_says_why_it_may_be_gone_round_again() -> None:
    back = "  back: {title: Back, from: asked, to: begun, by: manager}\n  silence:"
    marked = back.replace("manager}", "manager, again: They may}")
    found = failures(("  silence:", back), more="back: Ours,")

    assert [(failure.says, failure.path) for failure in found] == [
        ("can be left and come back to without a step marked `again`", ("send", "back"))
    ]
    assert failures(("  silence:", marked), more="back: Ours,") == ()


def test_what_must_never_happen_is_found_with_the_shortest_sequence_of_acts() -> None:
    rule = 'never:\n  - {entering: over, when: "mark == yes and how != well", says: Over and not well}\ndeadlines:\n'
    found = failures(("deadlines:\n", rule))

    assert [(failure.where, failure.says, failure.path) for failure in found] == [
        ("never: Over and not well", "can happen", ("opened", "send", "answer/badly"))
    ]


def test_a_correction_is_a_way_into_what_must_never_happen() -> None:
    guard = ("by: manager, set: {mark: yes}}", "by: manager, asks: [life], set: {mark: yes}}")
    needs = ("requires: [{that: overdue.wait", "requires: [{that: overdue.wait and life == no")
    rule = (
        "never:\n  - {always: true, when: life == yes and how == well, says: Well with a life in danger}\ndeadlines:\n"
    )
    stop = ("    choose: how\n", '    choose: how\n    requires: [{that: life == no, else: "Danger."}]\n')
    after = "  sign: {title: Sign, from: over, to: stay, by: manager, tells: manager}\n  silence:"
    found = failures(guard, needs, stop, ("deadlines:\n", rule), ("  silence:", after), more="sign: Ours,")

    assert [failure.path for failure in found] == [("opened", "send", "answer/well", "correct life to yes", "sign")]


CONSENT_GUARD = r"      - that: consent\.police_report == given\n(?:        .*\n)+"
SAID_ONCE = ("said_twice: true\n", "")
STAYS_AFTER_WITHDRAWAL = (r"(?s)(  withdraw:\n.*?)to: not_referred", r"\1to: stay")


def test_the_guard_on_consent_holds_even_where_a_withdrawal_leads_nowhere() -> None:
    found = [(failure.where, failure.says) for failure in shipped("police", STAYS_AFTER_WITHDRAWAL).failures]

    withdrawn = "withdraws 'police_report', which may not have been given"
    assert found == [("actions.withdraw", withdrawn), ("actions.pupil_withdraws", withdrawn)]


def test_without_its_guard_the_police_could_be_told_without_consent() -> None:
    proof = shipped("police", SAID_ONCE, STAYS_AFTER_WITHDRAWAL, (CONSENT_GUARD, ""))

    broken = [failure for failure in proof.failures if failure.where.startswith("never: ")]
    assert [(failure.where, failure.says) for failure in broken] == [
        ("never: Referred as agreed to, and the person had not agreed", "can happen"),
        ("never: Referred without consent in force", "can happen"),
    ]
    assert broken[0].path[0] == "opened"
    assert broken[0].path[-3:] == ("consent_answer/given", "withdraw", "refer")


def test_without_a_clock_on_the_police_the_case_could_wait_for_ever() -> None:
    proof = shipped("police", (r"(  police_answer:\n    while: referred)", r"\1\n    from: refer"))

    assert [failure.where for failure in proof.failures] == ["states.referred"]
    assert proof.failures[0].says == "it can stand here with no clock running"
    assert proof.failures[0].path[-1] != "refer"


def test_a_step_that_goes_round_again_without_saying_so_is_found_in_a_shipped_file() -> None:
    proof = shipped("removal", (r"    again: Material that comes back begins a new round\n", ""))

    assert [failure.says for failure in proof.failures] == [
        "can be left and come back to without a step marked `again`"
    ]
    assert "came_back" in proof.failures[0].path
