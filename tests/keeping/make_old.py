"""Makes data with the tables of this version, for the tests of later ones: `python -m tests.keeping.make_old`.

Run it before the first change of the tables after a release; what it writes is then never changed.
"""

import sqlite3
import sys
import tempfile
from contextlib import closing
from pathlib import Path

from alembic.script import ScriptDirectory

from api.store.migrate import config
from api.store.store import Place, open_store
from tests.keeping.conftest import make

OLD = Path(__file__).parent / "old"


def main() -> None:
    """Write the data and its keys, which open nothing else."""
    version = ScriptDirectory.from_config(config()).get_current_head()
    target = OLD / f"{version}.sql"
    if target.exists():
        sys.exit(f"{target} exists; old data is never made again")
    with tempfile.TemporaryDirectory() as name:
        place = Place(str(Path(name) / "review.db"), Path(name) / "keys.json")
        with open_store(place) as store:
            make(store, Path(name))
        with closing(sqlite3.connect(place.database)) as raw:
            target.write_text("\n".join(raw.iterdump()) + "\n", encoding="utf-8")
        (OLD / f"{version}.keys.json").write_text(place.keys.read_text(encoding="utf-8"), encoding="utf-8")


if __name__ == "__main__":
    main()
