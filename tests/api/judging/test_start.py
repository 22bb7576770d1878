"""A scan does not wait for the libraries of judging."""

import subprocess
import sys


def test_nothing_of_statistics_is_loaded_by_the_command_line() -> None:
    code = "import sys, api.cli, api.scan, nlp; print([m for m in ('scipy', 'statsmodels', 'matplotlib', 'pandas', 'sqlalchemy') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_rows_and_samplers_need_only_numpy() -> None:
    code = "import sys, evaluation.review.samplers, evaluation.review.sample_file; print([m for m in ('scipy', 'statsmodels') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
