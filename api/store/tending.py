"""A server's look at the words of a review, when it starts and once a day: those whose time is over are destroyed."""

import asyncio
import logging

from api.store.errors import StoreError
from api.store.retention import tidy
from api.store.store import Store

_DAY = 24 * 3600.0
_log = logging.getLogger("secondlook")


def look(store: Store) -> None:
    """Look now."""
    done = tidy(store, by="server")
    if done.done:
        _log.info("words destroyed", extra={"count": done.done})
    if done.waits:
        _log.warning("words are over their time but the clock may be wrong; destroyed from tomorrow on, or by 'secondlook review purge'")


async def daily(store: Store) -> None:
    """Look every day, until it is cancelled."""
    while True:
        await asyncio.sleep(_DAY)
        try:
            await asyncio.to_thread(look, store)
        except StoreError as error:
            _log.error("retention did not run", extra={"error": type(error).__name__})
