"""A small identity provider (OpenID Connect) over real HTTP, which can be told to send something wrong.

Signatures are joserfc's. It checks what a provider must: the address to come back to, the client's secret, the code once, and PKCE.
"""

import base64
import hashlib
import hmac
import json
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT, SECRET = "second-look", "between the two of us"


class Provider:
    """What the provider knows, and how it should misbehave: `fault` is one of the keys of `_FAULTS`, or ""."""

    def __init__(self) -> None:
        self.issuer, self.fault, self.subject, self.name, self.back = "", "", "subject-1", "Ann Smith", ""
        self.key = RSAKey.generate_key(2048, {"kid": "one", "use": "sig", "alg": "RS256"})
        self.codes: dict[str, dict[str, str]] = {}
        self.asked: list[str] = []

    def authorise(self, query: dict[str, str]) -> str:
        """Return where the browser is sent back to."""
        assert (query["response_type"], query["client_id"], query["code_challenge_method"]) == ("code", CLIENT, "S256")
        assert query["redirect_uri"] == self.back, "only a registered address is led back to"
        assert "openid" in query["scope"].split()
        code = secrets.token_urlsafe(16)
        self.codes[code] = query
        state = "another state" if self.fault == "state" else query["state"]
        return query["redirect_uri"] + "?" + urlencode({"code": code, "state": state})

    def exchange(self, form: dict[str, str], authorization: str) -> tuple[int, dict[str, Any]]:
        """Return the tokens for a code."""
        basic = base64.b64encode(f"{CLIENT}:{SECRET.replace(' ', '+')}".encode()).decode()
        plain = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        begun = self.codes.pop(form.get("code", ""), None)
        if begun is None or authorization not in (f"Basic {basic}", f"Basic {plain}"):
            return 400, {"error": "invalid_grant"}
        challenge = _text(hashlib.sha256(form["code_verifier"].encode()).digest())
        if challenge != begun["code_challenge"] or form["redirect_uri"] != begun["redirect_uri"]:
            return 400, {"error": "invalid_grant"}
        answer: dict[str, Any] = {"access_token": secrets.token_urlsafe(8), "token_type": "Bearer", "expires_in": 60}
        if self.fault != "no token":
            answer["id_token"] = self.id_token(begun["nonce"])
        return 200, answer

    def id_token(self, nonce: str) -> str:
        """Return the token that says who signed in, with the fault that is wanted."""
        now, fault = int(time.time()), self.fault
        claims: dict[str, Any] = {
            "iss": self.issuer, "aud": CLIENT, "sub": self.subject, "iat": now, "exp": now + 300, "nonce": nonce, "name": self.name,
        }  # fmt: skip
        faults: dict[str, dict[str, Any]] = {
            "audience": {"aud": "somebody else"}, "audiences": {"aud": [CLIENT, "somebody else"]}, "party": {"azp": "somebody else"},
            "nonce": {"nonce": "another nonce"}, "expired": {"iat": now - 900, "exp": now - 600}, "issuer": {"iss": "https://elsewhere.example"},
            "future": {"iat": now + 900, "exp": now + 1800}, "no subject": {"sub": None},
        }  # fmt: skip
        claims |= faults.get(fault, {})
        claims = {name: value for name, value in claims.items() if value is not None and name != {"no nonce": "nonce"}.get(fault)}
        if fault == "none":
            return ".".join(_part(part) for part in ({"alg": "none", "typ": "JWT"}, claims)) + "."
        if fault == "shared secret":  # signed with the public key, as if it were a secret that both know
            signed = ".".join(_part(part) for part in ({"alg": "HS256", "kid": "one"}, claims))
            return f"{signed}.{_text(hmac.digest(self.key.as_pem(private=False), signed.encode(), 'sha256'))}"
        key = RSAKey.generate_key(2048, {"kid": "one"}) if fault == "key" else self.key
        header = {"alg": "RS256", "kid": "not published" if fault == "unknown key" else key.kid}
        token = jwt.encode(header, claims, key)
        if fault == "changed":
            head, _, end = token.split(".")
            return f"{head}.{_part({**claims, 'sub': 'somebody else'})}.{end}"
        return token

    def description(self) -> dict[str, Any]:
        """Return what the provider says of itself."""
        return {
            "issuer": "https://elsewhere.example" if self.fault == "calls itself otherwise" else self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorise", "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
        }  # fmt: skip


@contextmanager
def running() -> Iterator[Provider]:
    """A provider that answers on this computer until the end of the block."""
    provider = Provider()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            provider.asked.append(parts.path)
            if parts.path == "/authorise":
                self.send_response(303)
                self.send_header("Location", provider.authorise({k: v[0] for k, v in parse_qs(parts.query).items()}))
                self.end_headers()
            elif parts.path == "/keys":
                self._json(200, {"keys": [provider.key.as_dict(private=False)]})
            else:
                self._json(200, provider.description())

        def do_POST(self) -> None:
            provider.asked.append(self.path)
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            self._json(*provider.exchange({k: v[0] for k, v in parse_qs(body).items()}, self.headers.get("Authorization", "")))

        def _json(self, status: int, content: dict[str, Any]) -> None:
            body = json.dumps(content).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the name that is given
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        provider.issuer = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield provider
        server.shutdown()
        thread.join()


def _part(content: dict[str, Any]) -> str:
    return _text(json.dumps(content).encode())


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
