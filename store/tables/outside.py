"""What no chain speaks for, and why: every other column of every table is audited.

A table stands here by its name, a column by `table.column`. Tests take every column from the definitions of the tables
and change it: the change is found, or the column stands here.
"""

from __future__ import annotations

from collections.abc import Mapping

OUTSIDE: Mapping[str, str] = {
    "sessions": "Who is signed in: it ends by itself, and shows nobody more than the posts that they hold.",
    "wrong_tries": "Wrong tries of a name, a place or a device; without a row somebody waits less.",
    "known_devices": "Browsers in which people signed in: without a row they are told of one more.",
    "kept_forms": "What somebody typed and has not sent in; nobody decides by it.",
    "feed_uses": "When a calendar program fetched a feed, and what it was given; the feed itself is sealed.",
    "spent_tokens": "Forms that were sent in once; without a row, a second click is a second step in the record.",
    "reference_counters": "The last number that was given out; two cases of one number cannot be written.",
    "access_spools": "How far a spool has been taken; what is taken twice or not at all shows in the access log.",
    "sweeps": "When the last sweep ended; it says whether the scheduler lives, and nothing of a case.",
    "sweep_failures": "Which cases a sweep could not read; a good sweep forgets them.",
    "sight_refreshes": "Whose lists follow their posts, and how far; without a row the lists show less, never more.",
    "outbox.id": "A name for the row alone; nothing refers to it.",
    "outbox.state": "Whether a notice has left; it changes when it does.",
    "outbox.attempts": "How often it was tried.",
    "outbox.error": "Under what the log says why it failed.",
    "outbox.message_id": "Its name as mail, so that a receiver knows one that comes twice.",
    "outbox.next_at": "When it is tried again.",
    "outbox.settled_at": "When it was sent, or failed.",
    "watched_dangers": "When to look next whether a danger was opened; without a row it goes on to nobody else.",
    "mail_desks": "Who sends at the moment and how the relay is; nothing of a case.",
    "security_log": "Who came in and who was refused, from where; it is forgotten in time, which no chain could be.",
    "troubles": "What of the machine wants an administrator; it is noticed again with the next look.",
    "organisations.staffing": "Counts the changes of people and posts, so that what was read of them is read again.",
}
