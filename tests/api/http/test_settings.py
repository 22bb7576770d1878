"""Settings from the environment: defaults, values, and a clear sentence for what cannot be used."""

import pytest

from api.settings import Settings, SettingsError, cores, is_loopback, settings_from
from nlp.pipeline import MOST_CHARACTERS


def test_without_variables_the_defaults_hold() -> None:
    made = settings_from({"SECONDLOOK_PORT": " ", "OTHER": "1"})
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
