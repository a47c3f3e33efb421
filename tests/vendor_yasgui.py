"""Makes ``server/static/yasgui`` anew from the npm package: ``python -m tests.vendor_yasgui FOLDER``.

FOLDER is one in which ``npm install --ignore-scripts @zazuko/yasgui`` was run. Three things are cut out of the bundle:
its list of prefixes (which holds advertisements), the look-up of terms at another host, and the addresses of other
endpoints. Each cut has to be found, so a new version that changes them fails here.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

TARGET = Path(__file__).parents[1] / "server" / "static" / "yasgui"

# What is cut out, and what takes its place.
_CUTS = {
    # The list: one constant for each prefix, then the object of them all.
    r"(?<=bulk:!1,autoShow:!0\}),madsrdf=`.*?prefixes_default=\{[^{}]*\}": ",prefixes_default={}",
    r"var r=window\.location\.protocol.{0,60}?;(let a=`autocomplete_`.{0,240}?;let o=).*?return fetch\(s\)": (
        r"\1null;return Promise.reject()"
    ),
    r"getData:\(\)=>\[\{endpoint:`https://dbpedia\.org/sparql`\},\{endpoint:`https://query[^`]*`\}\]": "getData:()=>[]",
    r"endpoint:`https://dbpedia\.org/sparql`": "endpoint:`/sparql`",
    r"\n//# sourceMappingURL=\S+\s*$": "\n",
}
_NOTICE = """\
YASGUI {version}, @zazuko/yasgui on npm, by Triply and Zazuko; its package declares the MIT licence (below) and
has no file of it. yasgui.min.js and yasgui.min.css are built from it and from the packages that follow, each
with its licence. They were changed: the list of prefixes and all addresses of other hosts' services are cut out.

Copyright (c) Triply B.V., Zazuko GmbH and the contributors of YASGUI

Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated
documentation files (the "Software"), to deal in the Software without restriction, including without limitation
the rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and
to permit persons to whom the Software is furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of
the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO
THE WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF
CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS
IN THE SOFTWARE.
"""


def cut(script: str) -> str:
    """Return the bundle without what reaches for other hosts.

    Raises:
        ValueError: if something that is to be cut out is not there, or there twice.
    """
    for pattern, instead in _CUTS.items():
        script, found = re.subn(pattern, instead, script, flags=re.DOTALL)
        if found != 1:
            raise ValueError(f"found {found} times: {pattern}")
    return script


def licenses(modules: Path, bundled: list[str]) -> str:
    """Return the licences of the packages that the bundle is built from."""
    yasgui = json.loads((modules / "@zazuko/yasgui/package.json").read_text())
    parts = [_NOTICE.format(version=yasgui["version"])]
    for name in bundled:
        about = json.loads((modules / name / "package.json").read_text())
        files = [path for path in (modules / name).iterdir() if re.match(r"licen[sc]e", path.name, re.IGNORECASE)]
        text = files[0].read_text().strip() if files else f"The package declares the licence {about['license']}."
        parts.append(f"{name} {about['version']}\n\n{text}\n")
    return f"\n{'-' * 80}\n\n".join(parts)


def bundled(source_map: Path) -> list[str]:
    """Return the names of the packages that a bundle is built from, beside YASGUI's own."""
    sources = json.loads(source_map.read_text())["sources"]
    found = (re.search(r".*node_modules/((?:@[^/]+/)?[^/]+)", source) for source in sources)
    return sorted({each.group(1) for each in found if each})


def main(folder: Path) -> None:
    """Write the files."""
    modules = folder / "node_modules"
    build = modules / "@zazuko/yasgui/build"
    TARGET.mkdir(parents=True, exist_ok=True)
    (TARGET / "yasgui.min.js").write_text(cut((build / "yasgui.min.js").read_text()))
    (TARGET / "yasgui.min.css").write_text((build / "yasgui.min.css").read_text())
    (TARGET / "LICENSES.txt").write_text(licenses(modules, bundled(build / "yasgui.min.js.map")))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
