"""Every example of every rule, and the shape of the rule book as a whole."""

from nlp.indicators import INDICATORS, SIGNALS
from nlp.rules.check import check
from nlp.rules.compiled import load_book
from nlp.rules.loader import read_rule_file, rule_files


def test_every_example_of_every_rule() -> None:
    ran, failures = check()
    assert ran > 0
    assert not failures, "\n".join(map(str, failures))


def test_every_indicator_and_signal_has_rules() -> None:
    targets = {rule.target for rule in load_book().rules}
    assert targets == set(INDICATORS) | set(SIGNALS)


def test_every_file_is_named_after_its_target() -> None:
    for path in rule_files():
        file = read_rule_file(path)
        assert path.stem == (file.indicator or file.signal)
