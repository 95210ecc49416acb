"""Words that passwords in schools are made of: who guesses there begins with them."""

from __future__ import annotations

from functools import cache

LINES = (
    "abc abcd abcde abcdef academy admin administrator april arsenal asd asdf assembly attendance august autumn",
    "batman behaviour britain bursar business calendar canteen caretaker celtic chairman changeme charity charlie",
    "chelsea children christmas class classroom clerk college computer council curriculum december deputy detention",
    "director duecourse easter education eight england english everton february five football foundation four",
    "friday geography governor governors grammar hannah head headmaster headmistress headteacher headteachers",
    "history holiday homework iloveyou inset inspector internet invented ireland january jessica john july june",
    "junior keeping learn learner learning leeds lesson letmein library liverpool login manager manchester march",
    "marking maths may mentor michael middle ministry monday music newcastle nine november nursery october office",
    "officer ofsted one online only parent parents partnership passphrase passw0rd password pastoral people pokemon",
    "policy primary principal public pupil pupils qaz qwe qwerty qwertyuiop rangers reception register report rugby",
    "safe safeguard safeguarding safety saturday school schools science scotland secondary secret secretary secure",
    "security senior september series seven six sixth spring staff staffroom starwars student students summer",
    "sunday sunderland superman support system tasmat teach teacher teachers teaching team technician ten term test",
    "thomas three thursday timetable tottenham training trust trustee trustees tuesday tutor two uniform user",
    "username wales wednesday welcome winter women wsx zero zxc zxcv",
)


@cache
def common_words() -> frozenset[str]:
    """Give them all."""
    return frozenset(word for line in LINES for word in line.split())
