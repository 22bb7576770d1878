"""The reviewing itself, in processes of its own: one long note does not hold up another, and a stuck one can be ended.

`warm` is loaded once by the process that all workers are copied from; `jobs` is what a worker does; `case` puts the
answer for a case together; `catalogue` is what can be said without a note; `pool` is the server's side.
"""

from api.work.pool import Work

__all__ = ["Work"]
