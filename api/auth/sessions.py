"""Sessions: a signed cookie that names the person and the stamp of the account, and a token that every change must carry.

Nothing of a session is stored. A new password or a deactivated account counts the stamp up, which ends every session at once.
"""

import hmac
import secrets
from dataclasses import dataclass

from itsdangerous import BadData, URLSafeTimedSerializer

COOKIE = "second_look_session"
HOURS = 10
SAME_PLACE = "x-csrf-token"
"""The header in which a program sends the token; a form has the field `csrf`."""


@dataclass(frozen=True, slots=True)
class Session:
    """What a cookie says: the person, the stamp, and a word that makes each session's token its own."""

    person: int
    stamp: int
    word: str


class Sessions:
    """Makes and reads cookies and tokens with a secret that is derived from the keys."""

    def __init__(self, secret: str) -> None:
        self._secret = secret.encode()
        self._cookies = URLSafeTimedSerializer(secret, salt="session")

    def cookie(self, person: int, stamp: int) -> tuple[str, Session]:
        """Return a new cookie and the session in it."""
        made = Session(person, stamp, secrets.token_urlsafe(12))
        return self._cookies.dumps([made.person, made.stamp, made.word]), made

    def read(self, cookie: str) -> Session | None:
        """Return the session in a cookie; None where it is not ours or too old."""
        try:
            person, stamp, word = self._cookies.loads(cookie, max_age=HOURS * 3600)
            return Session(int(person), int(stamp), str(word))
        except (BadData, ValueError, TypeError):
            return None

    def token(self, session: Session) -> str:
        """Return the token that changes in this session must carry."""
        return hmac.digest(self._secret, f"csrf {session.person} {session.word}".encode(), "sha256").hex()

    def fits(self, session: Session, token: str) -> bool:
        """Return whether `token` is the one of this session."""
        return hmac.compare_digest(self.token(session).encode(), token.encode())
