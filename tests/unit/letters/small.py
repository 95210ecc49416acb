"""Small letters made up on the spot, to try one thing at a time."""

from collections.abc import Mapping

from engine.language.strict_yaml import read_mapping
from letters import catalogue
from letters.catalogue import Template

HEAD = """id: L99-small
number: L99
title: A small letter
addressee: nobody
signs: [manager]
purpose: Tries one thing.
mark: Confidential
"""


def file(contract: str, body: str, head: str = HEAD) -> str:
    return f"---\n{head}{contract.strip()}\n---\n{body}"


def letter(contract: str, body: str, parts: Mapping[str, str] | None = None) -> Template:
    texts = {"L99-small.md.j2": file(contract, body), **(parts or {})}
    return catalogue.load(read_mapping, texts)["L99-small"]
