"""Where the server listens: beyond this computer only with accounts and encryption; and whose forwarded headers it believes."""

import datetime
import ipaddress
import os
import re
import ssl
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from fastapi import Request
from starlette.testclient import TestClient

from api.auth.exposure import check_exposure, is_encrypted, own_hosts, own_url, proxies
from api.http import create_app
from api.settings import Settings, SettingsError
from api.store.store import Store

PROXY = {"trusted_proxy": "10.0.0.5", "public_url": "https://second.example"}


@pytest.mark.parametrize(("settings", "says"), [
    ({"host": "0.0.0.0"}, "there are no accounts.*SECONDLOOK_ACCOUNTS=on"),  # noqa: S104
    ({"host": "192.168.0.2"}, "there are no accounts"), ({"host": "notes.example"}, "there are no accounts"),
    ({"host": "::"}, "no accounts"),
    ({**PROXY}, "there are no accounts"), ({"public_url": "https://second.example"}, "there are no accounts"),
    ({"host": "10.1.1.1", "accounts": "on"}, "in the clear.*SECONDLOOK_TLS_CERTIFICATE.*SECONDLOOK_TRUSTED_PROXY"),
    ({"public_url": "https://second.example", "accounts": "on"}, "in the clear"),
    ({"accounts": "on", "trusted_proxy": "10.0.0.5"}, "SECONDLOOK_PUBLIC_URL must be the address"),
    ({**PROXY, "accounts": "on", "public_url": "http://second.example"}, "https, a name, and no path"),
    ({**PROXY, "accounts": "on", "public_url": "https://second.example/look"}, "https, a name, and no path"),
    ({**PROXY, "trusted_proxy": "everybody", "accounts": "on"}, "addresses or networks"),
    ({**PROXY, "trusted_proxy": "0.0.0.0/0", "accounts": "on"}, "not be every address"),
    ({**PROXY, "trusted_proxy": "*", "accounts": "on"}, "addresses or networks"),
    ({"tls_certificate": "x.pem"}, "set both, or neither"), ({"tls_certificate": "x.pem", "tls_key": "y.pem"}, "a file that is not there"),
    ({"oidc_issuer": "https://login.example"}, "SECONDLOOK_OIDC_CLIENT_ID must be set"),
    ({"oidc_issuer": "http://login.example", "oidc_client_id": "x", "accounts": "on"}, "must begin with https"),
    ({"oidc_issuer": "https://login.example", "oidc_client_id": "x"}, "needs accounts"),
    ({"oidc_issuer": "https://login.example", "oidc_client_id": "x", "accounts": "on", "oidc_new_role": "king"}, "NEW_ROLE must be empty"),
])  # fmt: skip
def test_what_would_stand_open_does_not_start_and_the_message_says_what_to_set(settings: dict[str, str], says: str) -> None:
    with pytest.raises(SettingsError, match=says):
        check_exposure(Settings(**settings))  # type: ignore[arg-type]


@pytest.mark.parametrize("settings", [
    {}, {"host": "::1"}, {"host": "localhost"}, {"host": "127.0.0.2"}, {"accounts": "on"}, {"accounts": "on", **PROXY},
    {"accounts": "on", "host": "0.0.0.0", **PROXY, "trusted_proxy": "10.0.0.5, 10.1.0.0/28"},  # noqa: S104
])  # fmt: skip
def test_what_is_safe_may_start(settings: dict[str, str]) -> None:
    check_exposure(Settings(**settings))  # type: ignore[arg-type]


def test_the_names_under_which_it_may_be_asked() -> None:
    behind = Settings(accounts="on", **PROXY)  # type: ignore[arg-type]
    assert own_hosts(behind) == ["localhost", "127.0.0.1", "::1", "127.0.0.1", "second.example"]
    assert (own_url(behind), own_url(Settings(port=81))) == ("https://second.example", "http://127.0.0.1:81")
    assert proxies(behind) == ["10.0.0.5"]


def test_the_way_from_the_proxy_may_be_encrypted_as_well(tmp_path: Path) -> None:
    files = dict(zip(("tls_certificate", "tls_key"), map(str, certificate(tmp_path)), strict=True))
    both = Settings(accounts="on", **PROXY, **files)  # type: ignore[arg-type]
    check_exposure(both)
    assert is_encrypted(both)
    assert own_url(both) == "https://second.example"


@pytest.mark.parametrize(("peer", "seen"), [("10.0.0.5", "203.0.113.9"), ("10.0.0.6", "10.0.0.6"), ("127.0.0.1", "127.0.0.1")])
def test_forwarded_headers_are_believed_from_the_proxy_only(store: Store, peer: str, seen: str) -> None:
    app = create_app(Settings(workers=1, accounts="on", **PROXY), store=store)  # type: ignore[arg-type]
    addresses: list[str] = []

    def noted(request: Request) -> str:
        addresses.append(request.client.host if request.client else "")
        return addresses[-1]

    headers = {"X-Forwarded-For": "203.0.113.9", "X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https"}
    client = TestClient(app, base_url="https://second.example", client=(peer, 5), headers=headers)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("api.auth.signing_in._address", noted)
        assert client.post("/v1/session", json={"name": "Ann", "password": "x"}).status_code == 401
    assert addresses == [seen]


def test_without_a_proxy_no_forwarded_header_is_believed(store: Store) -> None:
    app = create_app(Settings(workers=1, accounts="on"), store=store)
    client, sent = TestClient(app, base_url="http://127.0.0.1:8000", client=("127.0.0.1", 5)), {"name": "Ann", "password": "x"}
    answers = [client.post("/v1/session", json=sent, headers={"X-Forwarded-For": f"1.1.1.{n}"}) for n in range(6)]
    assert answers[-1].status_code == 429, "another address in the header is no other address"


def certificate(folder: Path) -> tuple[Path, Path]:
    """A certificate for this computer, signed by itself, and its key."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(1)
        .not_valid_before(now - datetime.timedelta(days=1)).not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True).sign(key, hashes.SHA256())
    )  # fmt: skip
    (folder / "c.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    private = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (folder / "k.pem").write_bytes(private)
    return folder / "c.pem", folder / "k.pem"


def test_a_server_beyond_this_computer_speaks_tls_and_prints_the_code_of_the_first_account(tmp_path: Path) -> None:
    pem, key = certificate(tmp_path)
    environment = {
        **os.environ, "SECONDLOOK_ACCOUNTS": "on", "SECONDLOOK_TLS_CERTIFICATE": str(pem), "SECONDLOOK_TLS_KEY": str(key),
        "SECONDLOOK_REVIEW_DATABASE": str(tmp_path / "review.db"), "SECONDLOOK_REVIEW_KEYS": str(tmp_path / "keys.json"),
        "SECONDLOOK_PUBLIC_URL": "https://second.example", "SECONDLOOK_PROFILE": "rules",
    }  # fmt: skip
    command = [sys.executable, "-m", "api.cli", "serve", "--no-open", "--port", "0", "--workers", "1", "--host", "0.0.0.0"]  # noqa: S104
    probe = "import socket; s = socket.socket(); s.bind(('127.0.0.1', 0)); print(s.getsockname()[1])"
    port = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True).stdout.strip()
    command[command.index("0")] = port
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment) as process:
        try:
            assert process.stdout
            said = iter(process.stdout.readline, "")
            assert next(line for line in said if "https://second.example/set-up" in line)
            assert next(line for line in said if re.fullmatch(r"    ([2-9a-z]{5}-){3}[2-9a-z]{5}\n", line))
            trust = ssl.create_default_context(cafile=str(pem))
            request = urllib.request.Request(f"https://127.0.0.1:{port}/health/live", headers={"Host": "second.example"})
            with urllib.request.urlopen(request, context=trust, timeout=20) as answer:  # noqa: S310  # this computer's
                assert answer.read() == b'{"status":"live"}'
        finally:
            process.terminate()
            process.wait(20)
