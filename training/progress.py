"""Lines that say how far a training is."""

import sys


def say(words: str) -> None:
    """Write a line of progress."""
    sys.stderr.write(f"secondlook: {words}\n")
