"""An e-mail as Outlook saves it, written from its parts: a small compound file with the properties that one has."""

from __future__ import annotations

import struct
from dataclasses import dataclass, field
from itertools import pairwise

SECTOR, SMALL, ENTRY, CUTOFF = 512, 64, 128, 4096
FREE, END, FAT_SECTOR, NOBODY = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFF
STORAGE, STREAM, ROOT = 1, 2, 5
TEXT, BINARY, LONG = 0x001F, 0x0102, 0x0003
RECIPIENT_NAME, RECIPIENT_ADDRESS = 0x3001, 0x39FE
ATTACHED_NAME, ATTACHED_BYTES, ATTACHED_HOW, BY_VALUE = 0x3707, 0x3701, 0x3705, 1


@dataclass(kw_only=True)
class _Node:
    name: str
    kind: int
    data: bytes = b""
    inside: list[_Node] = field(default_factory=list)
    number: int = 0
    after: int = NOBODY


def outlook_mail(text: str, *attached: tuple[str, bytes], subject: str = "What was posted") -> bytes:
    """Give an e-mail from Ann to the head, with its words and what came with it."""
    headers = "From: Ann Example <ann@parents.example>\r\nDate: Mon, 02 Nov 2026 08:15:00 +0000\r\n\r\n"
    texts = {0x001A: "IPM.Note", 0x0037: subject, 0x007D: headers, 0x1000: text, 0x0C1A: "Ann Example"}
    texts |= {0x0C1F: "ann@parents.example", 0x5D01: "ann@parents.example"}
    parts = [_storage("__recip_version1.0_#00000000", {RECIPIENT_NAME: "Head", RECIPIENT_ADDRESS: "head@a.example"})]
    for number, (name, content) in enumerate(attached):
        named = {ATTACHED_NAME: name, 0x3704: name}
        parts.append(_storage(f"__attach_version1.0_#{number:08X}", named, content))
    root = _Node(name="Root Entry", kind=ROOT, inside=[*_properties(texts, 32), *parts])
    return _compound(root)


def _storage(name: str, texts: dict[int, str], content: bytes | None = None) -> _Node:
    return _Node(name=name, kind=STORAGE, inside=_properties(texts, 8, content))


def _properties(texts: dict[int, str], head: int, content: bytes | None = None) -> list[_Node]:
    """Write properties: a stream for each of no fixed size, and the table that lists them."""
    rows, streams = bytes(head), list[_Node]()
    for key, text in texts.items():
        written = text.encode("utf-16-le")
        streams.append(_Node(name=f"__substg1.0_{key:04X}{TEXT:04X}", kind=STREAM, data=written))
        rows += struct.pack("<HHIII", TEXT, key, 6, len(written) + 2, 0)
    if content is not None:
        streams.append(_Node(name=f"__substg1.0_{ATTACHED_BYTES:04X}{BINARY:04X}", kind=STREAM, data=content))
        rows += struct.pack("<HHIII", BINARY, ATTACHED_BYTES, 6, len(content), 0)
        rows += struct.pack("<HHIII", LONG, ATTACHED_HOW, 6, BY_VALUE, 0)
    return [_Node(name="__properties_version1.0", kind=STREAM, data=rows), *streams]


def _compound(root: _Node) -> bytes:
    """Write a compound file in which every stream is a small one; there are enough for tests."""
    nodes = list(_flat(root))
    for number, node in enumerate(nodes):
        node.number = number
    for node in nodes:
        for one, following in pairwise(node.inside):
            one.after = following.number
    small, links, starts = b"", list[int](), dict[int, int]()
    for node in nodes:
        if node.kind != STREAM:
            continue
        assert len(node.data) < CUTOFF, "tests need no longer stream"
        count = -(-len(node.data) // SMALL)
        starts[node.number] = len(links) if count else END
        links += [len(links) + 1 + each for each in range(count)]
        if count:
            links[-1] = END
        small += node.data.ljust(count * SMALL, b"\0")
    small = _padded(small)
    root.data, starts[0] = small, 0
    table = _padded(struct.pack(f"<{len(links)}I", *links), b"\xff")
    entries = _padded(b"".join(_entry(node, starts.get(node.number, 0)) for node in nodes))
    fat, at = list[int](), list[int]()
    for part in (small, table, entries):
        count = len(part) // SECTOR
        at.append(len(fat))
        fat += [len(fat) + 1 + each for each in range(count)]
        fat[-1] = END
    assert len(fat) < SECTOR // 4, "one sector lists all of them"
    where = len(fat)
    fat.append(FAT_SECTOR)
    listed = struct.pack(f"<{len(fat)}I", *fat).ljust(SECTOR, b"\xff")
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    fields = (0x3E, 3, 0xFFFE, 9, 6, 0, 1, at[2], 0, CUTOFF, at[1], len(table) // SECTOR, END, 0, where)
    head += struct.pack("<HHHHH6xIIIIIIIIII", *fields)
    return head.ljust(SECTOR, b"\xff") + small + table + entries + listed


def _flat(node: _Node) -> list[_Node]:
    return [node, *(each for inside in node.inside for each in _flat(inside))]


def _entry(node: _Node, start: int) -> bytes:
    """Write the line of one node; what stands in one folder is a chain, each to the right of the one before."""
    name = node.name.encode("utf-16-le")
    child = node.inside[0].number if node.inside else NOBODY
    size = len(node.data) if node.kind != STORAGE else 0
    head = name.ljust(64, b"\0") + struct.pack("<HBBIII", *(len(name) + 2, node.kind, 1, NOBODY, node.after, child))
    return head + bytes(36) + struct.pack("<IQ", start, size)


def _padded(data: bytes, filler: bytes = b"\0") -> bytes:
    return data.ljust(max(-(-len(data) // SECTOR), 1) * SECTOR, filler)
