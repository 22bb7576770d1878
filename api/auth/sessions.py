"""What the browser holds: the cookie of a session, the token that every change must carry, and small signed cookies for a step on the way.

A session itself is a row of the store (`api/store/sessions.py`), so signing out, a new password and another role end it at once.
"""

import hmac
from typing import TYPE_CHECKING, Any

from itsdangerous import BadData, URLSafeTimedSerializer

if TYPE_CHECKING:
    from api.store.sessions import Session

COOKIE = "second_look_session"
STEP_COOKIE, SIGN_ON_COOKIE, DEVICE_COOKIE = "second_look_step", "second_look_sign_on", "second_look_device"
STEP_SECONDS, SIGN_ON_SECONDS, DEVICE_SECONDS = 300, 600, 180 * 86_400
SAFE = "__Host-"
"""Over TLS each name begins with this: browsers then take the cookie from this very server only, not from one of a neighbouring name."""
SAME_PLACE = "x-csrf-token"
"""The header in which a program sends the token; a form has the field `csrf`."""


def named(cookie: str, *, encrypted: bool) -> str:
    """Return the name that a cookie has in the browser."""
    return SAFE + cookie if encrypted else cookie


class Sessions:
    """Makes and reads tokens and signed cookies with a secret that is derived from the keys."""

    def __init__(self, secret: str) -> None:
        self._secret = secret.encode()

    def token(self, session: "Session") -> str:
        """Return the token that changes in this session must carry."""
        return hmac.digest(self._secret, f"csrf {session.id}".encode(), "sha256").hex()

    def fits(self, session: "Session", token: str) -> bool:
        """Return whether `token` is the one of this session."""
        return hmac.compare_digest(self.token(session).encode(), token.encode())

    def mark(self, name: str) -> str:
        """Return what stands for a name in the cookie of a device, without telling the name."""
        return hmac.digest(self._secret, f"device {name.strip().lower()}".encode(), "sha256").hex()[:32]

    def signed(self, purpose: str, content: Any) -> str:
        """Return a cookie that says `content`, good for one purpose only."""
        return self._cookies(purpose).dumps(content)

    def content(self, purpose: str, cookie: str, seconds: int) -> Any:
        """Return what such a cookie says; None where it is not ours, for another purpose, or too old."""
        try:
            return self._cookies(purpose).loads(cookie, max_age=seconds)
        except BadData:
            return None

    def _cookies(self, purpose: str) -> URLSafeTimedSerializer:
        return URLSafeTimedSerializer(self._secret, salt=purpose)
