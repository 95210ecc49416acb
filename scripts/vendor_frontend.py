"""Write the styles and scripts of GOV.UK Frontend and Ministry of Justice Frontend into the package data.

Both come ready built from npm, so no Node build is needed to run or to install the site; npm is needed only to
run this script, when a version changes. What a service outside GOV.UK may not use, and what no page here uses,
is left out: the typeface, every image, the header, the footer, and the addresses printed behind links.

    python scripts/vendor_frontend.py
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import subprocess
import tarfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

VENDOR = Path(__file__).parents[1] / "duecourse" / "web" / "static" / "vendor"
FONTS = "Arial, Helvetica, sans-serif"

FORBIDDEN = re.compile(r"GDS Transport|crown|crest|logotype|sourceMappingURL|@import|@font-face|url\(|https?://", re.I)
NAMESPACES = re.compile(r"http://www\.w3\.org/[0-9a-z/]+")
SOURCE_MAP = re.compile(r"\s*(?:/\*|//)# sourceMappingURL=\S+(?: ?\*/)?")
BANNER = re.compile(r"\s*/\*!.*?\*/", re.DOTALL)

MIT = """\
{title}

{notice}

Permission is hereby granted, free of charge, to any person obtaining a copy
of this software and associated documentation files (the "Software"), to deal
in the Software without restriction, including without limitation the rights
to use, copy, modify, merge, publish, distribute, sublicense, and/or sell
copies of the Software, and to permit persons to whom the Software is
furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all
copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,
OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE
SOFTWARE.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """One npm package, and what is taken from it.

    `files` maps a file of the package to its name here. A rule of the style sheet stays when `keep` is found in
    it and `drop` is not. The packages carry no licence file, so the notices of their repositories stand here.
    """

    name: str
    version: str
    integrity: str
    files: Mapping[str, str]
    keep: re.Pattern[str]
    drop: re.Pattern[str]
    licence: str
    title: str
    notice: str


PACKAGES = (
    Package(
        name="govuk-frontend",
        version="6.3.0",
        integrity="sha512-cXIQxm5PHCsbic47GXZrVBZhAeeshTLRL6ZBKilLsR6rMCjJuWb7Fruq0VUNMBJFlJk/srsRj/q8d5bM9cgKoA==",
        files={
            "dist/govuk/govuk-frontend.min.css": "govuk-frontend.min.css",
            "dist/govuk/govuk-frontend.min.js": "govuk-frontend.min.js",
        },
        keep=re.compile(""),
        drop=re.compile(
            r"@font-face|\[href\^=|\.govuk-(?:accordion|tabs|service-navigation|header|generic-header|footer|logo-dot"
            r"|exit-this-page|cookie-banner|password-input|\\!-static)"
        ),
        licence="LICENSE-govuk.txt",
        title="The MIT License (MIT)",
        notice="Copyright (C) 2017 Crown Copyright (Government Digital Service)",
    ),
    Package(
        name="@ministryofjustice/frontend",
        version="11.1.0",
        integrity="sha512-1bkUbm2M4DpcpX/pOmumQRBsbJco9W2RwmJv5h/ZC/ZqrAOn2/FjpF+A7vS0gs7oMXBizr9O5huDrSYbLx73Nw==",
        files={"moj/moj-frontend.min.css": "moj-frontend.min.css"},
        keep=re.compile(r"\.moj-(?:badge|side-navigation|sub-navigation|timeline)(?![a-z])"),
        drop=re.compile(r"@font-face|url\("),
        licence="LICENSE-moj.txt",
        title="MIT License",
        notice="Copyright (c) 2019 Ministry of Justice",
    ),
)


def fetch(package: Package, folder: Path) -> Path:
    """Have npm fetch the package as a tarball, and refuse one that is not the one we know."""
    command = ["npm", "pack", f"{package.name}@{package.version}", "--json", "--pack-destination", str(folder)]
    packed = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    tarball = folder / str(packed[0]["filename"])
    digest = base64.b64encode(hashlib.sha512(tarball.read_bytes()).digest()).decode()
    if f"sha512-{digest}" != package.integrity:
        raise SystemExit(f"{package.name} {package.version} is not the package we know: its sha512 is {digest}.")
    return tarball


def read(tarball: Path, name: str) -> str:
    """Read one file of a package as text."""
    with tarfile.open(tarball) as packed:
        member = packed.extractfile(f"package/{name}")
        if member is None:
            raise SystemExit(f"{tarball.name} has no file {name}.")
        return member.read().decode()


def rules(css: str) -> Iterator[str]:
    """Split a style sheet into its outermost rules; braces within quotation marks do not count."""
    depth = start = 0
    for token in re.finditer(r'"(?:[^"\\]|\\.)*"' r"|'(?:[^'\\]|\\.)*'|[{};]", css):
        depth += {"{": 1, "}": -1}.get(token[0], 0)
        if depth == 0 and token[0] in ("}", ";"):
            yield css[start : token.end()]
            start = token.end()


def style(css: str, package: Package) -> str:
    """Give the rules that we use, in a typeface that we may use, with nothing fetched from elsewhere."""
    bare = BANNER.sub("", SOURCE_MAP.sub("", css)).replace("GDS Transport,arial,sans-serif", FONTS)
    kept = [rule for rule in rules(bare) if package.keep.search(rule) and not package.drop.search(rule)]
    return "".join(kept) + "\n"


def script(javascript: str) -> str:
    """Give a script without its source map."""
    return SOURCE_MAP.sub("", javascript).strip() + "\n"


def refuse_forbidden(name: str, text: str) -> None:
    """Stop when something is left that we may not use, or that a browser would fetch from elsewhere."""
    found = FORBIDDEN.search(NAMESPACES.sub("", text))
    if found:
        raise SystemExit(f"{name} still has '{found[0]}': ...{text[max(0, found.start() - 60) : found.end() + 60]}...")


def vendor(package: Package, tarball: Path) -> dict[str, object]:
    """Write the files of one package, and describe them."""
    licence = json.loads(read(tarball, "package.json"))["license"]
    if licence != "MIT":
        raise SystemExit(f"{package.name} {package.version} is no longer under the MIT licence but {licence}.")
    texts = {}
    for source, name in package.files.items():
        text = read(tarball, source)
        texts[name] = style(text, package) if name.endswith(".css") else script(text)
        refuse_forbidden(name, texts[name])
    texts[package.licence] = MIT.format(title=package.title, notice=package.notice)
    for name, text in texts.items():
        (VENDOR / name).write_text(text, encoding="utf-8")
    return {
        "name": package.name,
        "version": package.version,
        "integrity": package.integrity,
        "licence": licence,
        "files": {name: hashlib.sha256(text.encode()).hexdigest() for name, text in texts.items()},
    }


def main() -> None:
    """Write all of it."""
    VENDOR.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as folder:
        described = [vendor(package, fetch(package, Path(folder))) for package in PACKAGES]
    (VENDOR / "VENDOR.json").write_text(json.dumps(described, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
