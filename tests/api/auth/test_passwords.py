"""Which passwords are taken, and how guessing is slowed down without locking anybody out."""

import pytest

from api.auth.passwords import check, hashed, right
from api.auth.throttle import Key, Throttle, keys_of
from api.store.errors import StoreError

GOOD = ("seven small words", "correct horse battery", "Ωμέγα και άλφα", "xk4 plum", "it rained on tuesday", "0f7c2a91e4b8")


@pytest.mark.parametrize("password", [p for p in GOOD if len(p) >= 12])
def test_a_long_password_is_taken_whatever_it_is_made_of(password: str) -> None:
    kept = hashed(password, name="Ann Smith")
    assert kept.startswith("$argon2id$")
    assert right(password, kept)
    assert not right(password + "x", kept)


@pytest.mark.parametrize(("password", "says"), [
    ("short", "12 to 200 characters"), ("x" * 201, "12 to 200 characters"), ("password1234", "commonest"), ("Password12345!", "commonest"),
    ("1qaz2wsx3edc", "commonest"), ("dragondragon", "commonest"), ("monkey monkey monkey", "commonest"), ("123456789012", "row of keys"),
    ("opqrstuvwxyza", "row of keys"),
    ("aaaaaaaaaaaabb", "too few different"), ("AnnSmith12345", "name of the account"), ("secondlook2026", "this software"),
    ("iloveyou!!!!!!", "commonest"), ("  qwertyuiop  1", "commonest"),
])  # fmt: skip
def test_what_is_guessed_early_is_refused_and_the_message_says_what_to_do(password: str, says: str) -> None:
    with pytest.raises(StoreError, match=says) as told:
        check(password, name="Ann Smith")
    assert "three or four random words" in str(told.value)
    assert password not in str(told.value)


def test_an_account_without_a_password_has_none_that_fits() -> None:
    for kept in ("", None):
        for password in ("", "nobody has this password", "seven small words"):
            assert not right(password, kept)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The time, which the test moves."""
    now = [1000.0]
    monkeypatch.setattr("api.auth.throttle.time.monotonic", lambda: now[0])
    return now


def guess(made: Throttle, times: int, address: str, name: str = "ann") -> int:
    """Guess wrong as often as the throttle lets through; return how long the next try has to wait."""
    keys = keys_of(name, address, known_device=False)
    for _ in range(times):
        if not made.wait(keys):
            made.count(keys, right=False)
    return made.wait(keys)


def test_waits_grow_to_five_minutes_and_no_further(clock: list[float]) -> None:
    made, waits = Throttle(), []
    for _ in range(20):
        waits.append(guess(made, 1, "1.1.1.1"))
        clock[0] += waits[-1]
    assert waits[:5] == [0, 0, 0, 0, 2]
    assert waits == sorted(waits)
    assert waits[-1] == 300
    clock[0] += 3601
    assert guess(made, 1, "1.1.1.1") == 0, "forgotten after an hour"


def test_whoever_guesses_elsewhere_does_not_keep_the_owner_out(clock: list[float]) -> None:
    made = Throttle()
    assert guess(made, 50, "6.6.6.6") > 0
    assert made.wait(keys_of("ann", "1.1.1.1", known_device=False)) == 0
    for n in range(300):  # many addresses: now the name itself has to wait, but not where its owner signed in before
        guess(made, 5, f"6.6.7.{n}")
    assert 0 < made.wait(keys_of("ann", "1.1.1.1", known_device=False)) <= 300
    assert made.wait(keys_of("ann", "1.1.1.1", known_device=True)) == 0
    assert made.wait(keys_of("bob", "1.1.1.1", known_device=False)) == 0
    clock[0] += 300
    assert made.wait(keys_of("ann", "1.1.1.1", known_device=False)) == 0


def test_one_address_that_tries_many_names_has_to_wait(clock: list[float]) -> None:
    made = Throttle()
    for n in range(60):
        guess(made, 1, "6.6.6.6", name=f"name {n}")
    assert made.wait(keys_of("another", "6.6.6.6", known_device=False)) > 0
    clock[0] += 0
    right_one = keys_of("ann", "1.1.1.1", known_device=False)
    made.count(right_one, right=True)
    assert made.wait(right_one) == 0


def test_codes_are_slowed_down_wherever_they_come_from() -> None:
    made = Throttle()
    for _ in range(5):
        made.count([Key("code", "7")], right=False)
    assert made.wait([Key("code", "7")]) > 0
    assert made.wait([Key("code", "8")]) == 0
