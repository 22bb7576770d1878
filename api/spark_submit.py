"""The way in for spark-submit, which takes a file and not a command: `secondlook screen --engine spark` under another name.

    spark-submit --master yarn "$(python -m api.spark_submit)" INPUT --out DIR --profile rules

Without arguments it prints where it lies, so that nobody has to look for it.
"""

import sys


def main() -> None:
    """Screen what the arguments name; without any, print this file's own place."""
    if len(sys.argv) == 1:
        sys.stdout.write(f"{__file__}\n")
        return
    from api.cli import main as command

    sys.argv = ["secondlook", "screen", "--engine", "spark", *sys.argv[1:]]
    command()


if __name__ == "__main__":
    main()
