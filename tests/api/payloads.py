"""A hundred texts that try to become something else: script, mark-up, a field, a formula, a link, a picture."""

import json
from pathlib import Path

PAYLOADS: list[str] = json.loads((Path(__file__).parent / "payloads.json").read_text(encoding="utf-8"))
