"""The process that does one screening: `python -m api.jobs.runner FOLDER`.

It goes on with what an earlier one left, tells its progress in a file, and ends when the server that started it is gone: the next
server starts another. Standard input is the thread that holds the two together.
"""

import os
import signal
import sys
import threading
import time
from dataclasses import asdict
from pathlib import Path

from api.jobs.folder import Folder, Job
from api.private import no_core_dumps, own_files_only
from api.screen import Stopped, check_profile, stoppable
from nlp.errors import ScreeningError, SecondLookError, where_failed
from nlp.screening.place import BUSY
from nlp.screening.reading import open_source
from nlp.screening.records import Options, Progress
from nlp.screening.run import quiet, run

_EVERY = 0.3  # seconds between two reports
_PATIENCE = 30.0  # seconds that a process of a former server may take to end


def main() -> None:
    """Do the screening of a folder."""
    no_core_dumps()
    own_files_only()
    folder = Folder(Path(sys.argv[1]).parent, Path(sys.argv[1]).name)
    job = folder.load()
    if job is None:
        return
    threading.Thread(target=_end_with_server, daemon=True).start()
    folder.begin()
    try:
        with stoppable():
            _screen(folder, job, int(sys.argv[2]))
        folder.end({"state": "done"})
    except Stopped:
        return
    except SecondLookError as error:
        folder.end({"state": "failed", "problem": str(error)})
    except Exception as error:  # its own words could hold text of a note
        folder.end({"state": "failed", "problem": f"something went wrong here ({where_failed(error)})"})


def _screen(folder: Folder, job: Job, workers: int) -> None:
    check_profile(job.profile)
    upload, told, until = folder.upload, 0.0, time.monotonic() + _PATIENCE
    if upload is None:
        raise ScreeningError("the file that was sent is not there any more; send it again")

    def tell(progress: Progress) -> None:
        nonlocal told
        if time.monotonic() - told > _EVERY or progress.stage == "writing":
            told = time.monotonic()
            folder.report({**asdict(progress), "rate": round(progress.rate), "left": progress.left})

    options = Options(profile=job.profile, workers=workers, csv=True, pseudonymise=job.pseudonymise, mapping=job.mapping)
    while True:
        try:
            run(open_source(upload, dict(job.mapping) or None), folder.out, options, tell, quiet, resume=True)
        except ScreeningError as error:
            if BUSY not in str(error) or time.monotonic() > until:
                raise
            time.sleep(_EVERY)
        else:
            return


def _end_with_server() -> None:
    sys.stdin.buffer.read()
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(5)
    os._exit(1)


if __name__ == "__main__":
    main()
