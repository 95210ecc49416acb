"""The logo of a place: put on its paper, taken off it, and never what somebody hands in as it is."""

from __future__ import annotations

from dataclasses import replace

from duecourse.casework.administration.paper.letterheads import Paper, demanded, paper, put_in_use
from duecourse.casework.administration.permission import note
from duecourse.casework.context.services import Caller, Services, spend
from engine.errors import BadInput

LONGEST_SAID = 200


def wrong_words(shows: str) -> str:
    """Say what is wrong with the words for a logo; "" where nothing is."""
    if shows.strip() and len(shows) <= LONGEST_SAID and shows.isprintable():
        return ""
    return (
        f"Say in at most {LONGEST_SAID} characters what the logo shows, for those who do not see it: "
        "for example “Logo of Oakfield Primary School: an oak tree”."
    )


def set_logo(services: Services, caller: Caller, key: str, content: bytes, shows: str) -> Paper:
    """Put a logo on the paper of a place, written again so that nothing else of the file comes along.

    Raises BadInput, in a sentence, for a file that is no such picture, and without words for what it shows; NotFound,
    NotPermitted, AlreadyDone.
    """
    paper(services, caller, key)  # a file of somebody who may not do this is not even opened
    if wrong := wrong_words(shows):
        raise BadInput(wrong)
    picture = services.letters.clean_picture(content)
    with services.store.writing() as writing:
        spend(writing, caller, "", services.clock.now())
        before, person = demanded(writing, services, caller, key)
        writing.keep_logo(before.organisation.id, picture)
        said = shows.strip()
        put_in_use(writing, services, before, person, lambda own: replace(own, logo=picture.digest, logo_says=said))
        note(writing, services, caller, "logo changed", before.where)
    return paper(services, caller, key)


def drop_logo(services: Services, caller: Caller, key: str) -> Paper:
    """Take the logo of a place off its paper; letters that were issued keep it.

    Raises BadInput where it has none of its own, NotFound, NotPermitted, AlreadyDone.
    """
    with services.store.writing() as writing:
        spend(writing, caller, "", services.clock.now())
        before, person = demanded(writing, services, caller, key)
        if before.own is None or not before.own.logo:
            raise BadInput(f"{before.title} has no logo of its own to take off.")
        put_in_use(writing, services, before, person, lambda own: replace(own, logo="", logo_says=""))
        note(writing, services, caller, "logo taken off", before.where)
    return paper(services, caller, key)
