"""What of the installation wants an administrator, at the command line."""

from __future__ import annotations

from duecourse.casework.upkeep.trouble_texts import says_of
from duecourse.casework.upkeep.troubles import standing_troubles
from duecourse.cli.call import As, Call
from duecourse.cli.tables import table
from duecourse.cli.typed import caller
from engine.time.moments import say_moment


def troubles(call: Call, as_: As = "") -> None:
    """List what of the installation wants an administrator, and what did in the last seven days.

    For those who administer the trust; `doctor` looks again and says more.
    """
    place = call.services()
    found, zone = standing_troubles(place, caller(place, as_)), place.zone()
    document = [
        {
            "code": each.code,
            "says": says_of(each),
            "since": each.since,
            "told_at": each.told_at,
            "ended_at": each.ended_at,
            "ended": each.ended,
        }
        for each in found
    ]
    rows = [
        (
            each.code.value,
            say_moment(each.since, zone),
            f"{each.ended} {say_moment(each.ended_at, zone)}" if each.ended_at else "it stands",
            says_of(each),
        )
        for each in found
    ]
    call.give(
        document, lambda: table(("What", "Since", "Now", "What mends it"), rows, "Nothing wants an administrator.")
    )
