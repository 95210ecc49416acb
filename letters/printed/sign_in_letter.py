"""The letter with a code by which somebody chooses a password: blocks of our own, for it tells of no case.

It is handed to its reader in a closed envelope, so the sheet has their name and their place, and nothing else of them.
"""

from __future__ import annotations

from engine.ports.letters.sign_in_letters import SignInLetter
from engine.time.moments import say_date
from letters.blocks import AddressBlock, Block, Details, Heading, Inline, Items, Paragraph, Text

TITLE = "Your sign-in"
INVITED = (
    "{trust} uses Duecourse to deal with what happens to people of our schools online. You have a place in it: you can "
    "report there, and you see what you are asked to do. This letter lets you choose the password that you will sign "
    "in with."
)
RESET = (
    "You are to choose another password for Duecourse. Until you have done so, the one that you have still counts, if "
    "you remember it."
)
STEPS = (
    "Open a browser on a computer or telephone that you trust, and go to {page}. Type it yourself, as it stands here.",
    "Write the code that stands below. Small letters do as well, and the marks between its groups may be left out.",
    "Choose a password of at least 12 characters, and write it twice. Three words that have nothing to do with each "
    "other are easy to remember and hard to guess.",
    "From then on you sign in at {site} with your name and that password.",
)
LAST = (
    "The code works once, until {until}. It is for you alone: anybody who has it could choose the password in your "
    "place. "
    "Keep this sheet where nobody else reads it, and destroy it afterwards. If the envelope was open when it came to "
    "you, or the code does not work, tell the person who gave it to you. Nobody ever asks you for your password."
)


def blocks_of(said: SignInLetter) -> tuple[Block, ...]:
    """Give the letter as blocks."""
    house = tuple(_line(line) for line in (said.trust, *said.trust_address.splitlines()) if line.strip())
    reader = tuple(_line(line) for line in (said.reader, said.place) if line)
    steps = tuple((Paragraph(_line(each.format(page=said.page, site=said.site))),) for each in STEPS)
    return (
        AddressBlock(house),
        AddressBlock(reader),
        Details((("Date", _line(say_date(said.day))),)),
        Heading(1, _line("Choose another password" if said.reset else "Your invitation to Duecourse")),
        Paragraph(_line((RESET if said.reset else INVITED).format(trust=said.trust))),
        Items(ordered=True, entries=steps),
        Details(
            (
                ("Where to go", (Text(said.page, strong=True),)),
                ("Your code", (Text(said.code.upper(), strong=True),)),
                ("Your name when you sign in", (Text(said.sign_in, strong=True),)),
            )
        ),
        Paragraph(_line(LAST.format(until=said.until))),
    )


def _line(text: str) -> Inline:
    return (Text(text),)
