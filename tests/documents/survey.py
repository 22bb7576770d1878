"""How many files of each format, made by other people's software, are read whole and in order on this machine.

    python -m tests.documents.survey
"""

import sys
import tempfile
from collections import Counter
from pathlib import Path

from nlp.documents import read
from nlp.errors import InputError
from tests.documents.sample import missing
from tests.documents.software import Made, make_all, missing_programs


def lost(made: Made) -> list[str]:
    """Return what of a file was not read, or the error."""
    try:
        document = read(made.path.read_bytes(), name=made.path.name)
    except InputError as error:
        return [str(error)]
    return missing(made.story, document.text, rows=made.rows)


def main() -> int:
    """Print one line a maker and format, and each file that was not read whole."""
    if absent := missing_programs():
        print("not on this machine:", ", ".join(absent))
    whole: Counter[str] = Counter()
    total: Counter[str] = Counter()
    makers: dict[str, set[str]] = {}
    with tempfile.TemporaryDirectory() as folder:
        for made in make_all(Path(folder)):
            form = made.form.replace("htm", "html").replace("htmll", "html")
            problem = lost(made)
            total[form] += 1
            whole[form] += not problem
            makers.setdefault(form, set()).add(made.maker)
            if problem:
                print(f"NOT WHOLE {made.maker} {made.path.name}: {problem}")
    for form, count in sorted(total.items()):
        print(f"{form:5} {whole[form]:3} of {count:3}  {', '.join(sorted(makers[form]))}")
    print(f"all   {whole.total():3} of {total.total():3}")
    return int(whole != total)


if __name__ == "__main__":
    sys.exit(main())
