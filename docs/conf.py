"""The documentation tool's settings: `make docs` builds the pages into build/docs, and any warning ends it.

The source folder is the root of the repository, so that links from one page to the changes or to the corpus's datasheet work
in the built pages as they do in the files. Nothing is loaded from another machine: the theme's fonts, styles and scripts are copied.
"""

import tomllib
from pathlib import Path

from sphinx.application import Sphinx

_ROOT = Path(__file__).parent.parent

project = "Second Look"
author = "The Second Look developers"
version = release = tomllib.loads((_ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
language = "en-GB"

extensions = ["myst_parser"]
root_doc = "docs/index"
include_patterns = ["docs/**", "CHANGELOG.md", "training/corpus/README.md"]
exclude_patterns = ["**/.*", "build", "dist", "docs/examples/0*"]  # the example notes are notes, not pages
myst_enable_extensions = ["attrs_inline"]
myst_heading_anchors = 4
myst_links_external_new_tab = False
suppress_warnings = ["misc.highlighting_failure"]  # examples in JSON hold an ellipsis

html_theme = "furo"
html_title = f"Second Look {release}"
html_copy_source = False
html_show_sourcelink = False
html_show_sphinx = False
html_last_updated_fmt = None
highlight_language = "none"
nitpicky = True

_MENDED = {
    'role="heading">': 'role="heading" aria-level="2">',
    '<aside class="sidebar-drawer">': '<aside class="sidebar-drawer" aria-label="All pages">',
    '<div class="table-wrapper': '<div tabindex="0" class="table-wrapper',
    "<pre>": '<pre tabindex="0">',
}
"""What tool and theme leave undone: levels of captions, a name for the contents, wide tables and long lines that keys can scroll."""


def setup(app: Sphinx) -> None:
    """Mend the built pages for those who use a screen reader or a keyboard."""
    app.connect("build-finished", _mend)


def _mend(app: Sphinx, fault: Exception | None) -> None:
    for page in [] if fault else Path(app.outdir).rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        for left, mended in _MENDED.items():
            text = text.replace(left, mended)
        page.write_text(text, encoding="utf-8")
