"""Signing in with the organisation's own account, by OpenID Connect: authorisation code with PKCE, state and nonce.

The flow is Authlib's and the checks of signatures and claims are joserfc's. Only signatures with a key of the provider are believed:
a token without one ("none"), or one that is signed with a shared secret, is refused. Nothing of a note is ever sent there.
"""

import hmac
import secrets
import threading
import time
from dataclasses import asdict, dataclass
from typing import Any

from api.auth.exposure import own_url
from api.problems import ApiError
from api.settings import Settings

BACK = "/sign-in/organisation/back"
_ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "Ed25519", "EdDSA")
_SCOPE, _TIMEOUT, _LEEWAY, _KEPT_SECONDS = "openid profile", 10, 60, 3600
_NOT_BELIEVED = "what the identity provider sent cannot be believed; begin again, and tell your administrator if it happens twice"
_OTHER_NAME = "the identity provider does not call itself what SECONDLOOK_OIDC_ISSUER says; compare the two"
_NO_ANSWER = "the identity provider does not answer as it should; try again in a minute, or sign in with a password"


@dataclass(frozen=True, slots=True)
class Begun:
    """What must come back, kept in a signed cookie of the browser that began."""

    state: str
    nonce: str
    verifier: str

    def kept(self) -> dict[str, str]:
        """Return it as a cookie holds it."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Known:
    """Whom the provider knows: the subject, which never changes, and a name to call them by."""

    subject: str
    name: str


class SingleSignOn:
    """One identity provider, as the settings name it; its addresses and keys are asked for when they are needed."""

    def __init__(self, settings: Settings) -> None:
        self.issuer = settings.oidc_issuer
        self._client, self._secret = settings.oidc_client_id, settings.oidc_client_secret
        self._back = own_url(settings) + BACK
        self._lock = threading.Lock()
        self._described: tuple[float, dict[str, Any]] = (0.0, {})

    def begin(self) -> tuple[str, Begun]:
        """Return the address at which the person signs in, and what must come back; raises ApiError where the provider is silent."""
        begun = Begun(secrets.token_urlsafe(24), secrets.token_urlsafe(24), secrets.token_urlsafe(48))
        described = self._description()
        with self._session() as session:
            address, _ = session.create_authorization_url(
                described["authorization_endpoint"], state=begun.state, nonce=begun.nonce, code_verifier=begun.verifier
            )
        return str(address), begun

    def finish(self, begun: Begun, *, state: str, code: str) -> Known:
        """Return who has signed in; raises ApiError for anything that was not begun here or that the provider did not sign."""
        if not code or not hmac.compare_digest(begun.state.encode(), state.encode()):
            raise ApiError("not-signed-in", _NOT_BELIEVED)
        described = self._description()
        from authlib.integrations.base_client import OAuthError
        from requests import RequestException

        try:
            with self._session() as session:
                answer = session.fetch_token(described["token_endpoint"], code=code, code_verifier=begun.verifier)
        except OAuthError:
            raise ApiError("not-signed-in", _NOT_BELIEVED) from None
        except (RequestException, ValueError):
            raise ApiError("unavailable", _NO_ANSWER, retry=60) from None
        return self._known(described, answer.get("id_token"), begun.nonce)

    def _known(self, described: dict[str, Any], token: object, nonce: str) -> Known:
        from joserfc import jwt
        from joserfc.errors import InvalidKeyIdError, JoseError

        if not isinstance(token, str):
            raise ApiError("not-signed-in", _NOT_BELIEVED)
        try:
            try:
                claims = jwt.decode(token, self._keys(described["jwks_uri"]), algorithms=list(_ALGORITHMS)).claims
            except InvalidKeyIdError:  # the provider has changed its keys since its description was read
                described = self._description(again=True)
                claims = jwt.decode(token, self._keys(described["jwks_uri"]), algorithms=list(_ALGORITHMS)).claims
            jwt.JWTClaimsRegistry(
                leeway=_LEEWAY, iss={"essential": True, "value": self.issuer}, aud={"essential": True, "value": self._client},
                sub={"essential": True}, exp={"essential": True}, iat={"essential": True}, nonce={"essential": True, "value": nonce},
            ).validate(claims)  # fmt: skip
        except (JoseError, ValueError, TypeError, KeyError):
            raise ApiError("not-signed-in", _NOT_BELIEVED) from None
        several = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
        if claims.get("azp", None if several else self._client) != self._client:
            raise ApiError("not-signed-in", _NOT_BELIEVED)
        return Known(claims["sub"], str(claims.get("name") or claims.get("preferred_username") or ""))

    def _session(self) -> Any:
        try:
            from authlib.integrations.requests_client import OAuth2Session
        except ModuleNotFoundError:
            raise ApiError("unavailable", "single sign-on needs more packages; say: pip install 'secondlook[oidc]'") from None
        return OAuth2Session(
            self._client, self._secret or None, scope=_SCOPE, redirect_uri=self._back, code_challenge_method="S256",
            token_endpoint_auth_method="client_secret_basic" if self._secret else "none", default_timeout=_TIMEOUT,
        )  # fmt: skip

    def _description(self, *, again: bool = False) -> dict[str, Any]:
        with self._lock:
            read, described = self._described
            if described and not again and time.monotonic() < read + _KEPT_SECONDS:
                return described
            described = self._read(f"{self.issuer.rstrip('/')}/.well-known/openid-configuration")
            needed = ("authorization_endpoint", "token_endpoint", "jwks_uri")
            if described.get("issuer") != self.issuer or not all(isinstance(described.get(name), str) for name in needed):
                raise ApiError("unavailable", _OTHER_NAME)
            self._described = (time.monotonic(), described)
            return described

    def _keys(self, address: str) -> Any:
        from joserfc.jwk import KeySet

        return KeySet.import_key_set(self._read(address))  # type: ignore[arg-type]  # checked by what it does

    def _read(self, address: str) -> dict[str, Any]:
        from requests import RequestException

        try:
            with self._session() as session:
                answer = session.get(address, withhold_token=True)
                answer.raise_for_status()
                found = answer.json()
        except (RequestException, ValueError):
            raise ApiError("unavailable", _NO_ANSWER, retry=60) from None
        if not isinstance(found, dict):
            raise ApiError("unavailable", _NO_ANSWER, retry=60)
        return found
