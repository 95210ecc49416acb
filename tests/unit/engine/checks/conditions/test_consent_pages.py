"""The page on which somebody answers for themselves: what it names is there, and they can answer all of the step."""

import pytest

from tests.builders import SMALL_TRACK, findings, small_sources

PLAIN = 'naming: {ask: "May we name you?"}'
ASKING = """\
  ask_them: {title: Ask them, from: begun, to: begun, by: manager, consent: {naming: asked}}
  told:
    title: Record it
    from: begun
    by: manager
    choose: consent.naming
    asks: [where, how]
    outcomes: {given: {to: begun}, declined: {to: begun}, no_answer: {to: begun}}
  take_back: {title: Withdraw, from: begun, to: begun, by: manager, consent: {naming: withdrawn}}
deadlines:
"""


def faults(page: str) -> str:
    track = ("deadlines:\n", ASKING)
    question = ("  image: {type", '  where: {type: text, ask: "Where?", optional: true}\n  image: {type')
    assert PLAIN in SMALL_TRACK
    consent = (PLAIN, f'naming:\n    ask: "May we name you?"\n    page: {page}')
    return "\n".join(map(str, findings(small_sources(track, question, consent))))


@pytest.mark.parametrize(
    ("page", "says"),
    [
        ("{steps: [send], title: A, withdrawing: B}", "'send' neither answers nor withdraws this consent"),
        ("{steps: [told], title: A, withdrawing: B, shows: L99}", "'L99' is not a letter here"),
        ("{steps: [told], title: A, withdrawing: B, asks: {life: Who?}}", "'life' is no question of these steps"),
        ("{steps: [told], title: A, withdrawing: B, answers: {how: nicely}}", "'nicely' is no answer to 'how'"),
        ("{steps: [told], title: A, withdrawing: B, on_paper: {how: nicely}}", "'nicely' is no answer to 'how'"),
        ("{steps: [told], title: A, withdrawing: B}", "'how' has to be answered, and the person would not be asked it"),
    ],
)
def test_a_page_that_names_what_is_not_there_is_refused(page: str, says: str) -> None:
    assert says in faults(page)


def test_a_page_on_which_everything_can_be_answered_has_no_fault_of_its_own() -> None:
    found = faults("{steps: [told, take_back], title: A, withdrawing: B, answers: {how: well}}")

    assert "page" not in found
