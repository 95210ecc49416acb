"""The verifier that goes with a bundle: one file that needs nothing but Python.

It reads nothing of Duecourse, so that a court or an auditor can check a record, and can read how it is checked.
"""

VERIFIER = '''"""Verify the record of this bundle: python verify.py, in the unpacked folder.

Every letter of every file counts: what is not exactly as Duecourse wrote it is told. Whether the whole bundle was made
again, no file in it can say: compare the head that is printed with one that was kept elsewhere.
"""
import hashlib, json, pathlib, sys

here = pathlib.Path(__file__).parent
sha = lambda content: hashlib.sha256(content if isinstance(content, bytes) else content.encode()).hexdigest()
there = {str(path.relative_to(here).as_posix()) for path in here.rglob("*") if path.is_file()}
expected = {"verify.py", "case.json", "events.json", "letters.json", "evidence.json"}


def fail(says):
    sys.exit(says + " This bundle is not what was exported.")


def read(name):
    """Read a file, which must be written as Duecourse writes it, letter by letter."""
    try:
        text = (here / name).read_text(encoding="utf-8")
        found = json.loads(text)
    except (OSError, ValueError):
        fail(name + " is missing or cannot be read.")
    if json.dumps(found, ensure_ascii=False, indent=1) != text:
        fail(name + " was altered.")
    return found


def emptied(entries):
    """List the places that the events of the record say were erased: words, files and letters."""
    effects = [effect for entry in entries for effect in json.loads(entry["body"]).get("effects", [])]
    done = [each["erasure"] for each in effects if each["do"] == "erasure" and each["erasure"]["status"] == "done"]
    return {(place["what"], place["number"], place.get("key", "")) for each in done for place in each["places"]}


def walk(entries, erased):
    """Follow the chain of events. Gives its head, its letters, its evidence, and the names of its files."""
    previous, letters, evidence = "0" * 64, {}, {}
    for number, entry in enumerate(entries, start=1):
        event = json.loads(entry["body"])
        linked = entry["previous"] == previous and sha(previous + "\\n" + entry["body"]) == entry["hash"]
        if set(entry) != {"body", "previous", "hash", "words"} or event["sequence"] != number or not linked:
            fail(f"Event {number} was altered, removed or added.")
        apart = event["kind"] in ("linked", "unlinked")
        check_words(number, entry["words"], event.get("commitments", {}), erased, apart)
        for effect in event.get("effects", []):
            if effect["do"] == "letter" and effect["letter"].get("sha256"):
                letters[effect["letter"]["number"]] = effect["letter"]["sha256"]
            if effect["do"] == "evidence":
                evidence[effect["evidence"]["number"]] = effect["evidence"]
        previous = entry["hash"]
    return previous, letters, evidence


def check_words(number, words, promised, erased, apart):
    """Compare words with their commitments; why two cases were linked is left out for who does not work on both."""
    if apart and set(words) == set(promised) and all(kept == {"text": None, "salt": ""} for kept in words.values()):
        return
    for key in set(words) | set(promised):
        if key not in promised:
            fail(f"Event {number}: the words under {key} were added to it later.")
        kept = words.get(key)
        if kept is None or set(kept) != {"text", "salt"}:
            fail(f"Event {number}: the words under {key} are missing.")
        if ("words", number, key) in erased:
            if kept != {"text": None, "salt": ""}:
                fail(f"Event {number}: the words under {key} were erased, and stand again.")
            continue
        fits = isinstance(kept["text"], str)
        if not fits or sha(kept["salt"] + "\\0" + key + "\\0" + kept["text"]) != promised[key]:
            fail(f"Event {number}: the words under {key} were altered.")


def content(name):
    expected.add(name)
    if name not in there:
        fail(name + " is missing.")
    return (here / name).read_bytes()


def check_letters(listed, sealed, erased):
    if {letter["number"]: letter["sha256"] for letter in listed} != sealed or len(listed) != len(sealed):
        fail("A letter is missing, or one that was never issued is there.")
    for letter in listed:
        if ("letter", letter["number"], "") in erased:
            if letter != {"number": letter["number"], "record": "", "sha256": letter["sha256"], "files": {}}:
                fail(f"Letter {letter['number']} was erased, and stands again.")
            continue
        parts = json.loads(letter["record"])["parts"] if sha(letter["record"]) == letter["sha256"] else {}
        named = {name: f"letters/{letter['number']}-{place}" for place, name in enumerate(sorted(parts))}
        fits = all(sha(content(file)) == parts[name] for name, file in named.items())
        if set(letter) != {"number", "record", "sha256", "files"} or letter["files"] != named or not (parts and fits):
            fail(f"Letter {letter['number']} was altered.")


def check_evidence(listed, taken, erased):
    if [each["number"] for each in listed] != sorted(taken):
        fail("A piece of evidence is missing, or one that was never taken in is there.")
    for each in listed:
        known = taken[each["number"]]
        name = f"files/{each['number']}"
        told = {"number": each["number"], "sha256": known["sha256"], "media_type": known.get("media_type", "")}
        withheld = each.get("file") is None
        if each != {**told, "file": None if withheld else name} or (known.get("quarantined") and not withheld):
            fail(f"Evidence {each['number']} was altered.")
        if not withheld and ("file", each["number"], "") in erased:
            fail(f"The file of evidence {each['number']} was erased, and stands again.")
        if not withheld and sha(content(name)) != known["sha256"]:
            fail(f"The file of evidence {each['number']} was altered.")


try:
    entries, case = read("events.json"), read("case.json")
    erased = emptied(entries)
    head, letters, evidence = walk(entries, erased)
    if case != {"events": len(entries), "head": head}:
        fail("The record does not end where it ended.")
    check_letters(read("letters.json"), letters, erased)
    check_evidence(read("evidence.json"), evidence, erased)
except (KeyError, TypeError, ValueError, AttributeError):
    fail("Something is not where it belongs.")
if there != expected:
    fail("A file is there that belongs to no record: " + ", ".join(sorted(there - expected)))
print(f"The record holds: {len(entries)} events, {len(letters)} letters, {len(evidence)} files, head {head}.")
if erased:
    print(f"Erased, as its events say: {len(erased)} places.")
'''
