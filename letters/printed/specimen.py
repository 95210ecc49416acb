"""A letter that says nothing of anybody, on the paper of the house: what that looks like before one goes out."""

from __future__ import annotations

from letters.catalogue import ReadMapping, Template, load, shipped

BASE = "_base.md.j2"
LETTER = """---
id: L00-specimen
number: L00
title: Specimen letter
addressee: reader
purpose: Shows what the paper of the house looks like.
mark: "Specimen: this letter goes to nobody"
to: reporter
steps: []
signs: [manager]
---
{% extends "_base.md.j2" %}
{% block subject %}What your letters look like{% endblock %}
{% block body %}
This is a specimen. It shows the head of your letters, the place of the address behind the window
of an envelope, and the room for a signature.

Facts stand beside what they are called:

```details
When: the day and the hour
Where: the place
```

## A heading

- What is listed stands like this.
- A second line of it shows how far apart they stand.

The last words of a letter stay on one sheet with the name of the person who signs.
{% endblock %}
"""


def specimen(read_mapping: ReadMapping) -> Template:
    """Give the template of the specimen letter, on the base that every letter has."""
    texts = {BASE: shipped()[BASE], "L00-specimen.md.j2": LETTER}
    return load(read_mapping, texts).templates["L00-specimen"]
