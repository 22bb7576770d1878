"""Sizes as a person reads them."""


def size_in_words(size: int) -> str:
    """Return a number of bytes as a person reads it: "8 MB"."""
    return f"{size / 1_000_000:,.1f}".removesuffix(".0") + " MB" if size >= 1_000_000 else f"{size / 1000:,.0f} kB"
