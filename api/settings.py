"""What those who run the server may set, by environment variables that begin with SECONDLOOK_.

Every setting has a default that is safe on one person's computer. A value that cannot be used ends the start with a
sentence that names the variable.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path

from platformdirs import user_data_path

from nlp.errors import SecondLookError
from nlp.pipeline import MOST_CHARACTERS, PROFILES

PREFIX = "SECONDLOOK_"
LOOPBACK = ("localhost", "127.0.0.1", "::1")
_RANGES = {
    "port": (0, 65_535),
    "workers": (1, 256),
    "most_characters": (1, MOST_CHARACTERS),
    "most_notes": (1, 10_000),
    "most_body_bytes": (1_024, 256_000_000),
    "seconds_per_review": (1, 3_600),
    "seconds_waiting": (1, 3_600),
    "waiting_places": (0, 10_000),
    "most_form_bytes": (1_024, 256_000_000),
    "costly_per_minute": (0, 1_000_000),
    "most_upload_bytes": (1_024, 1_000_000_000_000),
}


class SettingsError(SecondLookError):
    """A setting that cannot be used; the message names the variable and what it may be."""


def cores() -> int:
    """Return how many processor cores this process may use."""
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity else os.cpu_count() or 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The settings of one server. `most_...` and `seconds_...` are limits for one request."""

    host: str = "127.0.0.1"
    port: int = 8000
    workers: int = 0
    """Processes that review notes; 0 means one a core."""
    profile: str = "full"
    """The profile of requests that name none."""
    most_characters: int = MOST_CHARACTERS
    """Code points of one note."""
    most_notes: int = 400
    """Notes of one case."""
    most_body_bytes: int = 8_000_000
    most_form_bytes: int = 32_000_000
    """A form of the page: one file of the largest size that is read (25 MB), and notes beside it."""
    costly_per_minute: int = 0
    """Second looks that one address may ask for in a minute, where a screening counts as twenty.

    0: no limit on this computer's own addresses, 600 on any other.
    """
    seconds_per_review: int = 120
    """Working time of one request, a note or a case; also the time a body may take to arrive."""
    seconds_waiting: int = 30
    """How long a request may wait for a free worker."""
    waiting_places: int = 64
    """Requests that may wait for a worker; the next one is told to come back."""
    screenings: str = ""
    """The folder in which screenings are kept until they are deleted; empty means the user's own data folder."""
    most_upload_bytes: int = 2_000_000_000
    """An export that is sent to be screened."""
    review_database: str = "off"
    """Where reviews are kept: off, default (a file in this user's own folder), a file, or a postgresql:// address."""
    review_keys: str = "default"
    """The file of the keys; SECONDLOOK_REVIEW_KEYS_JSON stands in for it."""

    def __post_init__(self) -> None:
        if not self.workers:
            object.__setattr__(self, "workers", cores())
        for name, (least, most) in _RANGES.items():
            if not least <= getattr(self, name) <= most:
                raise SettingsError(f"{_variable(name)} must be a whole number from {least} to {most:,}")
        if self.profile not in PROFILES:
            raise SettingsError(f"{_variable('profile')} must be one of: {', '.join(PROFILES)}")
        if not (self.review_database.strip() and self.review_keys.strip()):
            raise SettingsError(f"{_variable('review_database')} must be off, default, a file, or an address of PostgreSQL")
        if not self.host.strip():
            raise SettingsError(f"{_variable('host')} must be a host name or an address, such as 127.0.0.1")


def settings_from(environ: Mapping[str, str]) -> Settings:
    """Return the settings that `environ` asks for; variables that are missing or empty leave the default."""
    chosen: dict[str, int | str] = {}
    for field in fields(Settings):
        value = environ.get(_variable(field.name), "").strip()
        if value:
            chosen[field.name] = _number(field.name, value) if field.name in _RANGES else value
    return Settings(**chosen)  # type: ignore[arg-type]  # each value has the type of its field


def screenings_folder(settings: Settings) -> Path:
    """Return where screenings are kept."""
    return Path(settings.screenings) if settings.screenings else Path(user_data_path("secondlook")) / "screenings"


def is_loopback(host: str) -> bool:
    """Return whether `host` names this computer only."""
    return host in LOOPBACK or (host.startswith("127.") and all(p.isdigit() for p in host.split(".")))


def _number(name: str, value: str) -> int:
    try:
        return int(value)
    except ValueError:
        least, most = _RANGES[name]
        raise SettingsError(f"{_variable(name)} must be a whole number from {least} to {most:,}") from None


def _variable(name: str) -> str:
    return PREFIX + name.upper()
