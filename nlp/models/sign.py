"""What stands behind a mention that the model read and no rule named: the model's version in place of a rule."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ModelSign:
    """Takes a rule's place in a mention. `why` is a sentence of rule data, as a rule's own is."""

    id: str  # the model's version
    target: str  # the indicator or signal
    is_signal: bool
    title: str
    why: str

    @property
    def reference(self) -> str:
        """How evidence names the model."""
        return f"model:{self.id}"
