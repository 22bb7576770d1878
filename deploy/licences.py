"""Makes `docs/licences.md`, the licences of all that is installed with Second Look: `python -m deploy.licences`.

What is locked in `requirements-server.lock` is looked up in the environment that it was installed into. A licence that is not in ALLOWED
ends the making with an error, and so does a package that does not say under which licence it stands.
"""

import re
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

from packaging.utils import canonicalize_name

from nlp.errors import SecondLookError

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "licences.md"
ALLOWED = frozenset({
    "0BSD", "Apache-2.0", "BSD", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "ISC", "LGPL-3.0", "LGPL-3.0-only", "MIT", "MIT-0", "MIT-CMU",
    "MPL-2.0", "PSF-2.0", "Python-2.0", "Unlicense", "Zlib",
})  # fmt: skip
"""As SPDX calls them; "BSD" is what a library says that does not say which of the BSD licences. LGPL-3.0 and MPL-2.0 are for
libraries that are used as they are; nothing under the GPL or the AGPL is shipped."""
_TOLD = {
    "License :: OSI Approved :: Apache Software License": "Apache-2.0",
    "License :: OSI Approved :: BSD License": "BSD",
    "License :: OSI Approved :: GNU Lesser General Public License v3 (LGPLv3)": "LGPL-3.0",
    "License :: OSI Approved :: GNU Library or Lesser General Public License (LGPL)": "LGPL-3.0",
    "License :: OSI Approved :: ISC License (ISCL)": "ISC",
    "License :: OSI Approved :: MIT License": "MIT",
    "License :: OSI Approved :: Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "License :: OSI Approved :: Python Software Foundation License": "PSF-2.0",
}
_OWN_WORDS = {
    "3-Clause BSD License": "BSD-3-Clause", "Apache 2.0": "Apache-2.0", "Apache License 2.0": "Apache-2.0", "Apache": "Apache-2.0",
    "BSD 3-Clause": "BSD-3-Clause", "LGPL": "LGPL-3.0", "GNU Lesser General Public License v3 (LGPLv3)": "LGPL-3.0",
}  # fmt: skip
_HEAD = """# Licences

<!-- Made by `make pages` (deploy/licences.py); a test holds the two equal and refuses a licence that is not allowed. -->

Second Look is under the MIT licence. With it are installed the libraries below, each under its own licence, as its own metadata says. They
are used as they are: none is changed or copied into Second Look.

Allowed are: {allowed}. A library under another licence fails the tests. ("BSD" is what a library says that does not say which of the BSD
licences it means.)

Inside the wheel, with their licences beside them: GOV.UK Frontend (MIT) and htmx (0BSD) in `api/web/static/vendor/`; the models, made from
all-MiniLM-L6-v2 and all-mpnet-base-v2 (Apache-2.0), in `nlp/models/artefacts/`; a list of English words from SCOWL in `nlp/rules/people/`.

| Library | Licence |
| --- | --- |
"""


class LicenceError(SecondLookError):
    """A library whose licence is not allowed or not told; the message names it."""


def locked() -> list[str]:
    """Return the names of all libraries that a server has."""
    text = (ROOT / "requirements-server.lock").read_text(encoding="utf-8")
    return re.findall(r"^([A-Za-z0-9_.-]+)==", text, re.MULTILINE)


def licence_of(name: str) -> str:
    """Return the licence of an installed library as SPDX writes it; raises LicenceError."""
    try:
        found = distribution(name)
    except PackageNotFoundError:
        how = "pip install --require-hashes -r requirements-server.lock"
        raise LicenceError(f"{name} is locked but not installed here; run: {how}") from None
    licence = _told(found)
    if not licence:
        raise LicenceError(f"{name} does not say under which licence it stands; read its files, and add its words to deploy/licences.py")
    if _parts(licence) - ALLOWED:
        raise LicenceError(f"{name} stands under {licence}, which is not among the licences that are allowed")
    return licence


def page() -> str:
    """Return the page."""
    names = sorted({canonicalize_name(name) for name in locked()})
    return _HEAD.format(allowed=", ".join(sorted(ALLOWED))) + "".join(f"| {name} | {licence_of(name)} |\n" for name in names)


def _told(found: Distribution) -> str:
    data = found.metadata
    if "License-Expression" in data:
        return data["License-Expression"]
    said = [_TOLD[c] for c in data.get_all("Classifier") or [] if c in _TOLD]
    if said:
        return " OR ".join(sorted(set(said)))
    words = data["License"].strip() if "License" in data else ""
    return _OWN_WORDS.get(words, "" if _parts(words) - ALLOWED else words)


def _parts(expression: str) -> set[str]:
    """Return the licences that an expression names: "MPL-2.0 AND MIT" gives two. Each must be allowed, those after OR too."""
    return set(re.sub(r"\b(AND|OR)\b|[()]", " ", expression).split())


def main() -> None:
    """Write the page."""
    PAGE.write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    main()
