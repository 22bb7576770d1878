"""What those who run the server may set: by environment variables that begin with SECONDLOOK_, or in one TOML file.

Every setting has a default that is safe on one person's computer. A value that cannot be used ends the start with a
sentence that names the variable. `docs/settings.md` is made from this file: `python -m deploy.settings_page`.
"""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path

from platformdirs import user_data_path

from api.logs import LEVELS
from api.settings_file import FILE, SettingsError, from_environment, from_file
from api.settings_file import variable as _variable
from nlp.pipeline import MOST_CHARACTERS, PROFILES

__all__ = [
    "LOOPBACK", "PROFILES", "RANGES", "Settings", "SettingsError", "address_of", "cores", "is_loopback", "screenings_folder",
    "settings_from",
]  # fmt: skip
LOOPBACK = ("localhost", "127.0.0.1", "::1")
RANGES: dict[str, tuple[int, int]] = {
    "port": (0, 65_535),
    "workers": (1, 256),
    "most_characters": (1, MOST_CHARACTERS),
    "most_notes": (1, 10_000),
    "most_body_bytes": (1_024, 256_000_000),
    "seconds_per_review": (1, 3_600),
    "seconds_waiting": (1, 3_600),
    "seconds_to_stop": (0, 3_600),
    "waiting_places": (0, 10_000),
    "most_form_bytes": (1_024, 256_000_000),
    "costly_per_minute": (0, 1_000_000),
    "most_upload_bytes": (1_024, 1_000_000_000_000),
    "session_idle_minutes": (1, 720),
    "session_hours": (1, 72),
}


def cores() -> int:
    """Return how many processor cores this process may use."""
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity else os.cpu_count() or 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The settings of one server. `most_...` and `seconds_...` are limits for one request."""

    host: str = "127.0.0.1"
    """Where to listen."""
    port: int = 8000
    """The port; 0 takes any free one."""
    workers: int = 0
    """Processes that review notes; 0 means one a core."""
    profile: str = "full"
    """The profile of requests that name none."""
    most_characters: int = MOST_CHARACTERS
    """Code points of one note."""
    most_notes: int = 400
    """Notes of one case."""
    most_body_bytes: int = 8_000_000
    """Bytes of one request."""
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
    seconds_to_stop: int = 30
    """How long requests under way may go on once the server is told to stop; new ones are told to come back."""
    metrics: str = "off"
    """Where counts for Prometheus can be read: off, or an address and port of their own, such as 127.0.0.1:9464."""
    screenings: str = ""
    """The folder in which screenings are kept until they are deleted; empty means the user's own data folder."""
    most_upload_bytes: int = 2_000_000_000
    """An export that is sent to be screened."""
    review_database: str = "off"
    """Where reviews are kept: off, default (a file in this user's own folder), a file, or a postgresql:// address."""
    review_keys: str = "default"
    """The file of the keys, which only its owner may read; SECONDLOOK_REVIEW_KEYS_JSON stands in for it."""
    accounts: str = "off"
    """on: everything needs a sign-in. off: one person on this computer, or a review whose readers sign in on this computer."""
    public_url: str = ""
    """The address under which people reach the server, such as https://secondlook.example.org."""
    tls_certificate: str = ""
    """The file of the certificate (PEM, with those between it and the root), where the server itself speaks TLS."""
    tls_key: str = ""
    """The file of the certificate's key (PEM)."""
    trusted_proxy: str = ""
    """Addresses or networks, with commas between them, of the reverse proxy that ends TLS; only its forwarded headers are believed."""
    second_factor: str = "offered"
    """offered: everybody may turn one on. required: whoever signs in with a password must have one before anything else."""
    session_idle_minutes: int = 30
    """A session ends after so many minutes without a request."""
    session_hours: int = 10
    """A session ends after so many hours in any case."""
    oidc_issuer: str = ""
    """The address of the organisation's identity provider (OpenID Connect), exactly as it names itself; empty is none."""
    oidc_client_id: str = ""
    """What the identity provider calls this server."""
    oidc_client_secret: str = field(default="", repr=False)
    """The secret that it shares with the identity provider; empty for a public client."""
    oidc_new_role: str = ""
    """The role of somebody unknown who signs in there; empty: nobody gets an account without an administrator."""
    log_level: str = "info"
    """What is logged: debug, info, warning or error. No level logs any text."""

    def __post_init__(self) -> None:
        if not self.workers:
            object.__setattr__(self, "workers", cores())
        for name, (least, most) in RANGES.items():
            if not least <= getattr(self, name) <= most:
                raise SettingsError(f"{_variable(name)} must be a whole number from {least} to {most:,}")
        if self.profile not in PROFILES:
            raise SettingsError(f"{_variable('profile')} must be one of: {', '.join(PROFILES)}")
        if not (self.review_database.strip() and self.review_keys.strip()):
            raise SettingsError(f"{_variable('review_database')} must be off, default, a file, or an address of PostgreSQL")
        if self.metrics != "off":
            address_of(_variable("metrics"), self.metrics)
        if self.accounts not in ("off", "on"):
            raise SettingsError(f"{_variable('accounts')} must be off or on")
        if self.second_factor not in ("offered", "required"):
            raise SettingsError(f"{_variable('second_factor')} must be offered or required")
        if self.log_level not in LEVELS:
            raise SettingsError(f"{_variable('log_level')} must be one of: {', '.join(LEVELS)}")
        if not self.host.strip():
            raise SettingsError(f"{_variable('host')} must be a host name or an address, such as 127.0.0.1")


def settings_from(environ: Mapping[str, str], file: Path | None = None) -> Settings:
    """Return the settings of `environ`, then those of the file (or the one that SECONDLOOK_SETTINGS names), then the defaults."""
    kinds = {field.name: field.type for field in fields(Settings)}
    named = environ.get(FILE, "").strip()
    path = file or (Path(named) if named else None)
    of_file = from_file(path, kinds) if path else {}
    of_environment = from_environment(environ, kinds)
    try:
        return Settings(**{**of_file, **of_environment})  # type: ignore[arg-type]  # each value has the type of its field
    except SettingsError as error:
        said = str(error)
        for name in set(of_file) - set(of_environment):
            said = re.sub(rf"\b{_variable(name)}\b", f"{name} in {path}", said)
        raise SettingsError(said) from None


def address_of(called: str, value: str) -> tuple[str, int]:
    """Return host and port of "127.0.0.1:9464" or "[::1]:9464"; raises SettingsError that begins with `called`."""
    host, _, port = value.rpartition(":")
    host = host.removeprefix("[").removesuffix("]")
    if not (host and port.isdecimal() and int(port) <= 65_535):
        raise SettingsError(f"{called} must be off, or an address and a port, such as 127.0.0.1:9464")
    return host, int(port)


def screenings_folder(settings: Settings) -> Path:
    """Return where screenings are kept."""
    return Path(settings.screenings) if settings.screenings else Path(user_data_path("secondlook")) / "screenings"


def is_loopback(host: str) -> bool:
    """Return whether `host` names this computer only."""
    return host in LOOPBACK or (host.startswith("127.") and all(p.isdigit() for p in host.split(".")))
