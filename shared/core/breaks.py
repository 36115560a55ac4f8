"""What a reconciliation finds when two books that must agree do not (R-1102)."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Break:
    """Two figures that differ: `recon` names the comparison, `key` what was compared.

    Both figures are integers of 10^-scale of the same thing: cents, 10^-9 of an asset, a count.
    """

    recon: str
    key: str
    ours: int
    theirs: int
    scale: int = 0

    @property
    def difference(self) -> int:
        """Return ours less theirs, in units of 10^-scale."""
        return self.ours - self.theirs
