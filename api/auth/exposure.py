"""Who can reach the server, and whether it may start like that: beyond this computer only with accounts and an encrypted connection."""

import ipaddress
from pathlib import Path
from urllib.parse import urlsplit

from api.settings import LOOPBACK, Settings, SettingsError, is_loopback

_ANY_ADDRESS = ("0.0.0.0", "::")  # noqa: S104  # what is asked about, not what is listened on
_PUBLIC = "SECONDLOOK_PUBLIC_URL must be the address that people type, such as https://secondlook.example.org"


def is_exposed(settings: Settings) -> bool:
    """Return whether others than the people at this computer may reach the server."""
    return bool(not is_loopback(settings.host) or settings.trusted_proxy or settings.public_url)


def is_encrypted(settings: Settings) -> bool:
    """Return whether browsers reach the server over TLS: its own, or that of the trusted proxy."""
    return bool(settings.tls_certificate or settings.trusted_proxy)


def check_exposure(settings: Settings) -> None:
    """Raise SettingsError that says what to set, unless the server may listen where the settings say."""
    _check_tls(settings)
    proxies(settings)
    _check_sign_on(settings)
    if not is_exposed(settings):
        return
    where = settings.host if not is_loopback(settings.host) else "an address that others can reach"
    if settings.accounts != "on":
        raise SettingsError(
            f"it will not listen on '{where}': there are no accounts, so everybody who can reach that address could use it. "
            "Leave --host out, or give 127.0.0.1, ::1 or localhost; for a team set SECONDLOOK_ACCOUNTS=on"
        )
    if not is_encrypted(settings):
        raise SettingsError(
            f"it will not listen on '{where}': passwords and notes would travel in the clear. Set SECONDLOOK_TLS_CERTIFICATE and "
            "SECONDLOOK_TLS_KEY, or SECONDLOOK_TRUSTED_PROXY to the address of the reverse proxy that ends TLS"
        )
    if not settings.public_url and (settings.trusted_proxy or settings.host in _ANY_ADDRESS):
        raise SettingsError(f"{_PUBLIC}; without it the server does not know the name under which it may be asked")
    _check_public(settings.public_url)


def own_hosts(settings: Settings) -> list[str]:
    """Return the names under which the server may be asked: its own, its public one, and on loopback all names of this computer."""
    own = [*LOOPBACK, settings.host] if is_loopback(settings.host) else [settings.host]
    public = urlsplit(settings.public_url).hostname
    return [*own, public] if public else own


def own_url(settings: Settings) -> str:
    """Return the address of the server without a slash at its end, as people type it."""
    if settings.public_url:
        return settings.public_url.rstrip("/")
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    return f"{'https' if settings.tls_certificate else 'http'}://{host}:{settings.port}"


def proxies(settings: Settings) -> list[str]:
    """Return the addresses and networks whose forwarded headers are believed; raises SettingsError for what is none."""
    named = [part.strip() for part in settings.trusted_proxy.split(",") if part.strip()]
    for part in named:
        try:
            network = ipaddress.ip_network(part, strict=False)
        except ValueError:
            raise SettingsError("SECONDLOOK_TRUSTED_PROXY must hold addresses or networks, such as 10.0.0.5 or 10.0.0.0/28") from None
        if network.prefixlen == 0:
            raise SettingsError("SECONDLOOK_TRUSTED_PROXY must not be every address there is: anybody could claim to be anybody")
    return named


def _check_tls(settings: Settings) -> None:
    if bool(settings.tls_certificate) != bool(settings.tls_key):
        raise SettingsError("SECONDLOOK_TLS_CERTIFICATE and SECONDLOOK_TLS_KEY go together; set both, or neither")
    for name in ("tls_certificate", "tls_key"):
        file = getattr(settings, name)
        if file and not Path(file).is_file():
            raise SettingsError(f"SECONDLOOK_{name.upper()} names a file that is not there; give the whole path of a PEM file")


def _check_public(address: str) -> None:
    if not address:
        return
    parts = urlsplit(address)
    if parts.scheme != "https" or not parts.hostname or parts.path.strip("/") or parts.query or parts.fragment or parts.username:
        raise SettingsError(f"{_PUBLIC}: https, a name, and no path")


def _check_sign_on(settings: Settings) -> None:
    if not settings.oidc_issuer:
        return
    parts = urlsplit(settings.oidc_issuer)
    if not parts.hostname or not (parts.scheme == "https" or (parts.scheme == "http" and is_loopback(parts.hostname))):
        raise SettingsError("SECONDLOOK_OIDC_ISSUER must begin with https://")
    if not settings.oidc_client_id:
        raise SettingsError("SECONDLOOK_OIDC_CLIENT_ID must be set where SECONDLOOK_OIDC_ISSUER is; the identity provider gives it")
    from api.auth.roles import ROLES

    if settings.oidc_new_role and settings.oidc_new_role not in ROLES:
        raise SettingsError(f"SECONDLOOK_OIDC_NEW_ROLE must be empty, or one of: {', '.join(ROLES)}")
    if settings.accounts != "on":
        raise SettingsError("SECONDLOOK_OIDC_ISSUER needs accounts: set SECONDLOOK_ACCOUNTS=on")
