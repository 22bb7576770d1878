"""A scan does not wait for the libraries of judging."""

import subprocess
import sys


def loaded(modules: str) -> set[str]:
    """Return what is loaded after importing `modules` in a process of its own."""
    code = f"import sys, {modules}; print(*sys.modules)"
    return set(subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split())


def test_nothing_of_statistics_is_loaded_by_the_command_line() -> None:
    assert not loaded("api.cli, api.scan, nlp") & {"scipy", "statsmodels", "matplotlib", "pandas", "sqlalchemy"}


def test_the_rows_and_samplers_need_only_numpy() -> None:
    assert not loaded("evaluation.review.samplers, evaluation.review.sample_file") & {"scipy", "statsmodels", "matplotlib"}
