"""The kinds of data about people that the store holds: about whom, why, how long, who sees it, and how it goes.

The data map of the documentation is written from them, and so is the assessment that a trust fills in.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class DataKind:
    """A kind of data about people: what it is, about whom, why, for how long, who sees it, and how it goes."""

    name: str
    about: str
    why: str
    kept: str
    seen_by: str
    goes: str


WITH_THE_CASE = "As long as its case: see the retention schedule"
THOSE_OF_THE_CASE = "Those who have a part in the case, each the parts of it that their role sees"
BY_TWO = "Erasing by two people, piece by piece, or disposal of the whole case by two people"
BY_ITSELF = "By itself"

NOBODY = DataKind(
    name="Nothing about people",
    about="Nobody",
    why="Names of things, counts, digests and states by which the program works",
    kept="As long as what it belongs to",
    seen_by="Nobody by itself",
    goes="With what it belongs to",
)
SAID = DataKind(
    name="What was said in a case",
    about="The reporter, those affected, those whom the report is about, witnesses, and anybody else who is named",
    why="To deal with a report under the trust's policy",
    kept=WITH_THE_CASE,
    seen_by="Those who work on the procedure that the words belong to, and the person who typed them",
    goes=BY_TWO,
)
DONE = DataKind(
    name="What was done in a case, and by whom",
    about="Colleagues who act in it, by an identifier; what those concerned are to it; chosen answers",
    why="To show what was decided, when, and by whom",
    kept="It stays as the record, with identifiers and chosen answers and without words or names",
    seen_by=THOSE_OF_THE_CASE,
    goes="It stays when a case is disposed of, so that the record can be verified; no page tells who was what to it",
)
FILES = DataKind(
    name="Evidence",
    about="Everybody who is seen or named in what was handed in",
    why="To show what was published",
    kept=WITH_THE_CASE,
    seen_by="Those who work on the procedure that it belongs to; each look is written down",
    goes=f"{BY_TWO}; the bytes go from the evidence folder, the digest stays",
)
LETTERS = DataKind(
    name="Letters",
    about="Those to whom they go and whom they name",
    why="To tell, ask and decide, as the policy says",
    kept=WITH_THE_CASE,
    seen_by="Those who work on the procedure, and the person whom a letter is addressed to once it has gone out",
    goes=f"{BY_TWO}; what has left the house is out of reach",
)
DRAFTS = DataKind(
    name="Drafts of letters",
    about="Those to whom they are to go and whom they name",
    why="To be read and put right before they are issued",
    kept="Until something in the case is erased, or the case is disposed of",
    seen_by="Those who work on the procedure",
    goes="With any erasing in the case",
)
FOUND = DataKind(
    name="Lists and search of cases",
    about="The people of the case, by identifier and by words",
    why="So that each person finds what they may see, and nothing else",
    kept=WITH_THE_CASE,
    seen_by="The person whose list it is, and through search those who may read the text itself",
    goes="With the text that it was made from; written again by each step",
)
PERSON = DataKind(
    name="People",
    about="Colleagues of the trust, and people from outside who are known in one case alone",
    why="To know who may see and do what, and how to write to them",
    kept="Colleagues: while they may be named in a case. People from outside: as long as their case",
    seen_by="Colleagues: everybody who is signed in, by name. People from outside: those of their case",
    goes="People from outside: erasing or disposal by two people. Colleagues are ended and stay by name",
)
POSTS = DataKind(
    name="Posts",
    about="Colleagues",
    why="Roles in a case follow from posts",
    kept="As long as the record: who could see and decide what is part of it",
    seen_by="Everybody who is signed in",
    goes="It is ended and stays, with its dates",
)
TRUST_RECORD = DataKind(
    name="The chain of the trust",
    about="Colleagues and people from outside, as each change of them left them",
    why="So that a change of people, posts and settings cannot be hidden",
    kept="As long as the record; of a person from outside as long as they are kept",
    seen_by="Administrators, as the history of a person; of people from outside nobody but by their case",
    goes="Emptied when a person from outside is erased; otherwise it stays",
)
SIGN_IN = DataKind(
    name="Signing in",
    about="Colleagues who have an account",
    why="To let in the right person and nobody else",
    kept="While the account is there; sessions and devices until they end",
    seen_by="Nobody by a page: passwords, links and recovery codes are kept as hashes, secrets of authenticator apps "
    "as they are; sessions are seen by their owner",
    goes="Sessions by themselves; the account ends when somebody leaves",
)
TYPED = DataKind(
    name="What was typed and not sent in",
    about="Everybody who is named in it",
    why="So that nothing that was typed is lost",
    kept="7 days",
    seen_by="The person who typed it",
    goes=BY_ITSELF,
)
LOOKED = DataKind(
    name="Who looked at what",
    about="Colleagues",
    why="So that anybody can ask who looked at a case",
    kept="As long as the record",
    seen_by="Those who see the whole of the case; administrators, by reference alone",
    goes="It stays: a chain proves that no line is missing; it holds identifiers and references, no words",
)
MESSAGES = DataKind(
    name="Messages that leave",
    about="Those whom they go to",
    why="To tell colleagues of what is due, and to send letters",
    kept="As long as the record: what was told to whom is part of it",
    seen_by="Administrators see that a message left or failed, and nothing of its case but the reference",
    goes="It stays, with references and identifiers; the text of a letter goes with the letter",
)
SECURITY = DataKind(
    name="Security log",
    about="Colleagues, and those who tried to sign in, by name and network address",
    why="To see that somebody uses what is not theirs",
    kept="As the trust sets it: 365 days unless it says otherwise",
    seen_by="Administrators",
    goes=BY_ITSELF,
)
PAPER = DataKind(
    name="The house's paper",
    about="Colleagues who changed it, and whose signature it is",
    why="Letters carry it",
    kept="As long as letters that carry it",
    seen_by="Administrators; a signature by its owner and on letters",
    goes="A signature when its owner takes it back; the rest stays",
)
TICKED = DataKind(
    name="Done by hand",
    about="The colleague who ticked it off",
    why="To show that what the policy asks for outside Duecourse was done",
    kept="As long as the record",
    seen_by="Those who hold the post that it is asked of, and the central team",
    goes="It stays",
)
SETTINGS = DataKind(
    name="The trust and its schools",
    about="Everybody who is named in a setting or on a list of contacts",
    why="Letters, pages and clocks use it",
    kept="Until it is changed",
    seen_by="Everybody who is signed in; parts of it everybody",
    goes="It is changed; what it was stays in the chain of the trust",
)

KINDS = (
    *(SAID, DONE, FILES, LETTERS, DRAFTS, FOUND, PERSON, POSTS, TRUST_RECORD),
    *(SIGN_IN, TYPED, LOOKED, MESSAGES, SECURITY, PAPER, TICKED, SETTINGS, NOBODY),
)
