"""What a process that holds notes keeps to itself: no core dump, files for their owner only, a temporary folder of its own."""

import contextlib
import os
import shutil
import sys
import tempfile
from multiprocessing.util import Finalize
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from filelock import FileLock

_NAME = "secondlook-"
_LOCK = "lock"
_LAST = -200  # after multiprocessing has removed what it keeps there itself, at -100


def no_core_dumps() -> None:
    """Let no copy of the memory be written when this process, or one that it starts, dies."""
    if sys.platform != "win32":
        import resource

        _, most = resource.getrlimit(resource.RLIMIT_CORE)
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_CORE, (0, most))
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def own_files_only() -> None:
    """Let others read nothing that this process writes from now on."""
    os.umask(0o077)


def own_temporary_folder() -> Path:
    """Make a folder for all temporary files of this process and those it starts, until this process ends; return it.

    What a process left behind that was killed is removed first: a lock that nobody holds any more tells.
    """
    from filelock import FileLock  # here, because it writes a file of its own when it is loaded, and workers need none

    root = Path(tempfile.gettempdir())
    for left in root.glob(f"{_NAME}*"):
        _remove_if_left(left)
    folder = Path(tempfile.mkdtemp(prefix=_NAME, dir=root))  # mode 0700
    lock = FileLock(folder / _LOCK, timeout=0)
    lock.acquire()
    tempfile.tempdir = os.environ["TMPDIR"] = str(folder)
    Finalize(None, _remove, args=(folder, lock), exitpriority=_LAST)
    return folder


def _remove(folder: Path, lock: "FileLock") -> None:
    lock.release()
    shutil.rmtree(folder, ignore_errors=True)


def _remove_if_left(folder: Path) -> None:
    """Remove a folder of this user whose process is gone."""
    from filelock import FileLock, Timeout

    with contextlib.suppress(OSError, Timeout):
        if folder.is_symlink() or not folder.is_dir() or (sys.platform != "win32" and folder.stat().st_uid != os.getuid()):
            return
        if not (folder / _LOCK).is_file():  # not ours, or being made at this moment
            return
        with FileLock(folder / _LOCK, timeout=0):
            shutil.rmtree(folder, ignore_errors=True)
