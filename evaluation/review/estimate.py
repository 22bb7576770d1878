"""An estimate that says how it was made, how sure it is, and, where it cannot be made, why not."""

from dataclasses import dataclass

LEVEL = 0.95
LEAST = 30
"""With fewer decisions than this nothing is claimed of a group."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """A share between 0 and 1 (or an agreement coefficient) with its interval; `value` is None where it is not estimable.

    `n` counts the decisions behind it, `why` says why there is no value or what to mind about it.
    """

    value: float | None
    low: float | None
    high: float | None
    n: int
    method: str
    level: float = LEVEL
    why: str = ""

    @property
    def estimable(self) -> bool:
        """Whether there is a value."""
        return self.value is not None

    def __str__(self) -> str:
        if self.value is None:
            return f"not estimable ({self.why})"
        if self.low is None or self.high is None or self.low == self.high:
            return f"{self.value:.2f} (n {self.n:,})"
        return f"{self.value:.2f} ({self.low:.2f} to {self.high:.2f}, n {self.n:,})"


def not_estimable(why: str, *, n: int = 0, method: str = "") -> Estimate:
    """Return an estimate without a value."""
    return Estimate(value=None, low=None, high=None, n=n, method=method, why=why)
