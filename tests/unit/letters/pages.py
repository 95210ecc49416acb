"""What a reader finds in a written letter: the words and the tags of a page, the words of a plain text."""

import re
from html.parser import HTMLParser


class Page(HTMLParser):
    """Reads a page as a browser does: its tags, their attributes, and the words outside the head."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.attributes: dict[str, str | None] = {}
        self.links: list[str] = []
        self.words = ""
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes.update({f"{tag}.{name}": value for name, value in attrs})
        self.links += [value or "" for name, value in attrs if name == "href"]
        self.words += " " if tag not in ("bdi", "strong", "em", "a") else ""

    def handle_data(self, data: str) -> None:
        self.words += data if self.get_starttag_text() != "<style>" else ""


def flat(words: str) -> str:
    """Take line ends and runs of blanks as one blank, as a reader does."""
    return re.sub(r"[ \n]+", " ", words).strip()


def unquoted(text: str) -> str:
    """Take the sign of a quotation from the front of each line."""
    return re.sub(r"(?m)^ *> ?", "", text)
