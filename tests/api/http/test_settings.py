"""Settings from the environment and from a file: defaults, values, and a clear sentence for what cannot be used."""

import re
import subprocess
from pathlib import Path

import pytest

from api.settings import Settings, SettingsError, address_of, cores, is_loopback, settings_from
from api.settings_file import OTHER_VARIABLES, PREFIX
from deploy.settings_page import described, page
from nlp.pipeline import MOST_CHARACTERS
from tests.conftest import ROOT
from tests.packaging.test_deploy import OF_SIGN_IN


def test_without_variables_the_defaults_hold() -> None:
    made = settings_from({"SECONDLOOK_PORT": " ", "OTHER": "1", "SECONDLOOK_LOCAL": "x.yaml"})
    assert made == Settings()
    assert (made.host, made.port, made.workers, made.most_characters) == ("127.0.0.1", 8000, cores(), MOST_CHARACTERS)


def test_variables_are_read() -> None:
    made = settings_from({"SECONDLOOK_HOST": "::1", "SECONDLOOK_WORKERS": "3", "SECONDLOOK_PROFILE": "rules"})
    assert (made.host, made.workers, made.profile) == ("::1", 3, "rules")


@pytest.mark.parametrize(("name", "value"), [
    ("PORT", "web"), ("PORT", "70000"), ("WORKERS", "-1"), ("WAITING_PLACES", "-1"), ("PROFILE", "best"), ("MOST_CHARACTERS", "9999999"),
    ("SECONDS_PER_REVIEW", "0"),
])  # fmt: skip
def test_a_value_that_cannot_be_used_is_named(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=f"^SECONDLOOK_{name} must be "):
        settings_from({f"SECONDLOOK_{name}": value})


@pytest.mark.parametrize(("host", "own"), [
    ("127.0.0.1", True), ("127.1.2.3", True), ("::1", True), ("localhost", True), ("0.0.0.0", False),  # noqa: S104  # what is not
    ("::", False), ("127.evil.example", False), ("192.168.0.2", False),
])  # fmt: skip
def test_which_addresses_are_of_this_computer_only(host: str, own: bool) -> None:
    assert is_loopback(host) is own


def test_a_file_gives_what_the_environment_does_not(tmp_path: Path) -> None:
    (tmp_path / "s.toml").write_text('port = 8001\nprofile = "rules"\nscreenings = "/var/s"\n', encoding="utf-8")
    made = settings_from({"SECONDLOOK_PORT": "9000", "SECONDLOOK_PROFILE": "", "SECONDLOOK_SETTINGS": str(tmp_path / "s.toml")})
    assert (made.port, made.profile, made.screenings) == (9000, "rules", "/var/s")
    (tmp_path / "other.toml").write_text("port = 8002\n", encoding="utf-8")
    assert settings_from({"SECONDLOOK_SETTINGS": str(tmp_path / "s.toml")}, tmp_path / "other.toml").port == 8002


@pytest.mark.parametrize(("content", "says"), [
    ("prot = 1", "there is no setting 'prot'; did you mean port\\?"),
    ("zzzzzzzz = 1", "there is no setting 'zzzzzzzz'; docs/settings.md lists"),
    ("[server]\nport = 1", "there is no setting 'server'"),
    ('port = "8000"', "port must be a whole number, such as: port = 8"),
    ("port = true", "port must be a whole number"),
    ("profile = 3", "profile must be text in quotation marks"),
    ("port = 70000", "^port in .*s.toml must be a whole number from 0 to 65,535"),
    ('profile = "best"', "^profile in .*s.toml must be one of"),
    ("port 8000 canary", "is not TOML: at line 1, column 6; a line reads: port = 8000$"),
    ('port = 1\nport_file = "x"', "there is no setting 'port_file'; did you mean"),
])  # fmt: skip
def test_what_is_wrong_in_a_file_is_named_with_its_place(tmp_path: Path, content: str, says: str) -> None:
    (tmp_path / "s.toml").write_text(content, encoding="utf-8")
    with pytest.raises(SettingsError, match=says) as raised:
        settings_from({}, tmp_path / "s.toml")
    assert str(tmp_path / "s.toml") in str(raised.value)
    assert "canary" not in str(raised.value)


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"none\.toml cannot be read \(No such file"):
        settings_from({"SECONDLOOK_SETTINGS": str(tmp_path / "none.toml")})
    (tmp_path / "s.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(SettingsError, match="not in UTF-8"):
        settings_from({}, tmp_path / "s.toml")


@pytest.mark.parametrize(("name", "says"), [
    ("SECONDLOOK_PROT", "no setting SECONDLOOK_PROT; did you mean SECONDLOOK_PORT\\?"),
    ("SECONDLOOK_SETTING", "did you mean SECONDLOOK_SETTINGS\\?"),
    ("SECONDLOOK_REVIEW_DATABSE_FILE", "did you mean SECONDLOOK_REVIEW_DATABASE_FILE\\?"),
])  # fmt: skip
def test_a_variable_that_is_not_known_is_an_error_that_names_the_nearest(name: str, says: str) -> None:
    with pytest.raises(SettingsError, match=says):
        settings_from({name: "1"})


def test_a_text_may_come_from_a_file_of_its_own(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("postgresql://secondlook:pass@db/secondlook\n", encoding="utf-8")
    assert settings_from({"SECONDLOOK_REVIEW_DATABASE_FILE": str(secret)}).review_database == "postgresql://secondlook:pass@db/secondlook"
    (tmp_path / "s.toml").write_text(f'review_database_file = "{secret}"\n', encoding="utf-8")
    assert settings_from({}, tmp_path / "s.toml").review_database.startswith("postgresql://")
    with pytest.raises(SettingsError, match="SECONDLOOK_REVIEW_DATABASE and SECONDLOOK_REVIEW_DATABASE_FILE are both set"):
        settings_from({"SECONDLOOK_REVIEW_DATABASE": "off", "SECONDLOOK_REVIEW_DATABASE_FILE": str(secret)})
    for content in ("", "canary\ncanary", "x" * 70_000):
        secret.write_text(content, encoding="utf-8")
        with pytest.raises(SettingsError, match=r"must hold one line of text and nothing else$"):
            settings_from({"SECONDLOOK_REVIEW_DATABASE_FILE": str(secret)})
    with pytest.raises(SettingsError, match=r"SECONDLOOK_REVIEW_DATABASE_FILE names .*, which cannot be read"):
        settings_from({"SECONDLOOK_REVIEW_DATABASE_FILE": str(tmp_path / "none")})


@pytest.mark.parametrize(("value", "address"), [("127.0.0.1:9464", ("127.0.0.1", 9464)), ("[::1]:9", ("::1", 9)), ("host:0", ("host", 0))])
def test_the_address_of_the_counts(value: str, address: tuple[str, int]) -> None:
    assert address_of("metrics", value) == address


@pytest.mark.parametrize("value", ["on", "9464", "127.0.0.1:", "127.0.0.1:web", ":80", "host:70000"])
def test_an_address_of_the_counts_that_cannot_be_used(value: str) -> None:
    with pytest.raises(SettingsError, match=r"^SECONDLOOK_METRICS must be off, or an address and a port"):
        Settings(metrics=value)


def test_the_page_of_settings_is_that_of_the_code() -> None:
    assert (ROOT / "docs" / "settings.md").read_text(encoding="utf-8") == page(), "say: make pages"
    assert all(len(told) > 8 for told in described().values())


def test_every_variable_that_the_code_or_the_deployment_names_is_known() -> None:
    listed = subprocess.run(["git", "ls-files", "api", "nlp", "training", "evaluation", "deploy", "docs", "README.md"], cwd=ROOT,
                            capture_output=True, text=True, check=True).stdout.split()  # fmt: skip
    text = "\n".join((ROOT / path).read_text(encoding="utf-8", errors="ignore") for path in listed if not path.endswith((".onnx", ".bin")))
    named = set(re.findall(rf"\b{PREFIX}[A-Z][A-Z_]*[A-Z]\b", text)) - {"SECONDLOOK_SERVICE_HOST"}  # the page names it as what is none
    known = {PREFIX + name.upper() for name in (*described(), *OF_SIGN_IN)} | set(OTHER_VARIABLES)
    assert len(named) > 10
    assert {name for name in named if name not in known and name.removesuffix("_FILE") not in known} == set()
