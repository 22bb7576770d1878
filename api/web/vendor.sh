#!/bin/sh
# Fetches the vendored files of the page (and axe-core for its tests) with npm, and prints their sha256.
# Run it from the repository root: sh api/web/vendor.sh. Needs npm and python3. Then bring static/vendor/README.md up to date.
set -eu
govuk=6.6.0 htmx=4.0.1 axe=4.14.1
here=$(pwd) to=api/web/static/vendor tests=tests/browser/vendor
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
for name in "govuk-frontend@$govuk" "htmx.org@$htmx" "axe-core@$axe"; do
  (cd "$tmp" && npm pack --silent "$name" >/dev/null)
done
for packed in "$tmp"/*.tgz; do mkdir "${packed%.tgz}" && tar xzf "$packed" -C "${packed%.tgz}"; done
mkdir -p "$to" "$tests"
cp "$tmp/govuk-frontend-$govuk/package/dist/govuk/govuk-frontend.min.js" "$to/govuk-frontend.min.js"
cp "$tmp/htmx.org-$htmx/package/dist/htmx.min.js" "$tmp/htmx.org-$htmx/package/LICENSE" "$to/"
mv "$to/LICENSE" "$to/htmx.LICENSE.txt"
cp "$tmp/axe-core-$axe/package/axe.min.js" "$tests/"
cp "$tmp/axe-core-$axe/package/LICENSE" "$tests/axe-core.LICENSE.txt"
# The style sheet without the government's font and crest: neither may be used here. Source maps are not vendored.
python3 - "$tmp/govuk-frontend-$govuk/package/dist/govuk/govuk-frontend.min.css" "$here/$to/govuk-frontend.min.css" <<'PY'
import re, sys
css = open(sys.argv[1], encoding="utf-8").read()
css = re.sub(r"@font-face\{[^}]*\}", "", css)
css = re.sub(r"GDS Transport,arial,sans-serif", "var(--sl-font)", css)
css = re.sub(r"[^{}]*\{[^{}]*govuk-crest\.svg[^{}]*\}", "", css)
css = re.sub(r"/\*# sourceMappingURL=[^*]*\*/", "", css)
for word in ("GDS Transport", "url(", "crest.svg"):
    assert word not in css, word
open(sys.argv[2], "w", encoding="utf-8").write(css.rstrip() + "\n")
PY
sed -i -e 's!//# sourceMappingURL=.*!!' "$to/govuk-frontend.min.js" "$to/htmx.min.js"
(cd "$to" && sha256sum govuk-frontend.min.css govuk-frontend.min.js htmx.min.js)
(cd "$tests" && sha256sum axe.min.js)
