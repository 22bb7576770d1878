"""How worker processes are made: as copies of one process that has loaded already, where the system can do that."""

import multiprocessing
import os
import tempfile
from typing import Any

_LONGEST_ADDRESS = 103
"""Bytes of a socket's address that every system takes; the process that is copied listens at one in the folder for temporary files."""
_LISTENER = len("/pymp-12345678/listener-12345678")


def context(preload: str) -> Any:
    """Return the multiprocessing context for workers that need the module `preload`.

    Where no process can be copied, or the folder for temporary files has too long a name, each worker loads for itself.
    """
    fits = len(os.fsencode(tempfile.gettempdir())) + _LISTENER <= _LONGEST_ADDRESS
    if "forkserver" not in multiprocessing.get_all_start_methods() or not fits:
        return multiprocessing.get_context("spawn")
    copied = multiprocessing.get_context("forkserver")
    copied.set_forkserver_preload([preload])
    return copied
