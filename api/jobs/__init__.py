"""Screenings that the server does for somebody: each a folder on this computer, so that a restart of the server loses none.

`folder` is what is kept of a job; `runner` is the process that does it; `jobs` is the server's side; `preview` and `results` are what
is shown before and after.
"""

from api.jobs.folder import Job, State
from api.jobs.jobs import Jobs

__all__ = ["Job", "Jobs", "State"]
