"""A case as a bundle: its events as they were hashed, their words, its issued letters, and a verifier of its own.

The verifier needs nothing but Python, so that a court or an auditor can check the record without Duecourse.
"""

from __future__ import annotations

import json
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from duecourse.casework.context.access_log import commit_read
from duecourse.casework.context.attendance import present
from duecourse.casework.context.services import Caller, Services
from engine.errors import NotFound
from engine.identity import CaseReference
from engine.people.visibility import sees_everything

VERIFIER = '''"""Verify the record of this bundle: python verify.py, in the unpacked folder."""
import hashlib, json, pathlib, sys

here = pathlib.Path(__file__).parent
sha = lambda text: hashlib.sha256(text.encode()).hexdigest()
previous = "0" * 64
entries = json.loads((here / "events.json").read_text(encoding="utf-8"))
for number, entry in enumerate(entries, start=1):
    event = json.loads(entry["body"])
    linked = entry["previous"] == previous and sha(previous + "\\n" + entry["body"]) == entry["hash"]
    if event["sequence"] != number or not linked:
        sys.exit(f"Event {number} was altered, removed or added.")
    added = set(entry["words"]) - set(event.get("commitments", {}))
    if added:
        sys.exit(f"Event {number}: the words under {sorted(added)[0]} were added to it later.")
    for key, promised in event.get("commitments", {}).items():
        kept = entry["words"].get(key)
        if kept is None:
            sys.exit(f"Event {number}: the words under {key} are missing.")
        if kept["text"] is not None and sha(kept["salt"] + "\\0" + key + "\\0" + kept["text"]) != promised:
            sys.exit(f"Event {number}: the words under {key} were altered.")
    previous = entry["hash"]
for letter in json.loads((here / "letters.json").read_text(encoding="utf-8")):
    record = letter["record"]
    parts = json.loads(record)["parts"]
    found = {name: (here / file).read_bytes() for name, file in letter["files"].items()}
    fits = all(hashlib.sha256(found[name]).hexdigest() == digest for name, digest in parts.items())
    if sha(record) != letter["sha256"] or set(parts) != set(found) or not fits:
        sys.exit(f"Letter {letter['number']} was altered.")
print(f"The record holds: {len(entries)} events, head {previous}.")
'''


def export(services: Services, caller: Caller, reference: CaseReference) -> bytes:
    """Pack a case; only those who work on every part of it may, and the access log says who did. Raises NotFound."""
    with services.store.reading() as reading:
        case = reading.find_case(caller.viewer, reference)
        policy = services.policy_of(reading, case)
        if not sees_everything(policy, present(services, reading, policy, case), caller.viewer.person):
            raise NotFound(f"There is no record of {reference} that you may export.")
        entries = reading.entries(caller.viewer, case.id)
        issued = [each.number for each in case.letters.values() if each.sha256]
        sealed = [letter for number in issued if (letter := reading.sealed(caller.viewer, case.id, number))]
    commit_read(services, caller, reference, "the whole record, exported")
    events = [
        {
            "body": entry.body,
            "previous": entry.previous,
            "hash": entry.hash,
            "words": {key: {"text": words.text, "salt": words.salt} for key, words in entry.words.items()},
        }
        for entry in entries
    ]
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as bundle:
        bundle.writestr("verify.py", VERIFIER)
        bundle.writestr("events.json", json.dumps(events, ensure_ascii=False, indent=1))
        listed = []
        for letter in sealed:
            files = {}
            for place, (name, content) in enumerate(sorted(letter.renditions.items())):
                files[name] = f"letters/{letter.number}-{place}"
                bundle.writestr(files[name], content)
            listed.append({"number": letter.number, "record": letter.record, "sha256": letter.sha256, "files": files})
        bundle.writestr("letters.json", json.dumps(listed, ensure_ascii=False, indent=1))
    return packed.getvalue()
