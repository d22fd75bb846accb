"""The plain description of a table that is published: its cells, and which are sums of which."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

SHOWN, ROUNDED, HIDDEN, UNPUBLISHED = "shown", "rounded", "hidden", "not published"
WITHHELD = "small number, or needed to protect one"  # one word for both, so that neither is told
RESULT_COLUMNS = ("published", "state", "reason")  # of a safe table, beside those of its cells
Key = tuple[str, ...]


class Relation(NamedTuple):
    """One cell is the sum of others; all by their positions."""

    total: int
    parts: tuple[int, ...]


@dataclass(frozen=True)
class Cells:
    """Cells by their keys (a value of each column), with their relations.

    `leaf_of` is how many leaves each is the sum of. `tops` names the value of each column that
    stands for all, empty where no one value does; `is_published` is False for a cell that nobody
    is shown, and `is_national` for all but England's.
    """

    columns: tuple[str, ...]
    keys: tuple[Key, ...]
    relations: tuple[Relation, ...]
    leaves: tuple[int, ...]
    is_published: tuple[bool, ...]
    is_national: tuple[bool, ...]
    tops: tuple[str, ...]

    def name(self, position: int) -> str:
        """The cell in words, as 'area_code E05001, sex boys'."""
        return self.key_name(self.keys[position])

    def key_name(self, key: Sequence[str]) -> str:
        pairs = zip(self.columns, key, strict=True)
        return ", ".join(f"{column} {value}" for column, value in pairs)

    def identity(self, position: int) -> frozenset[tuple[str, str]]:
        """What the cell is in any table: its values, without columns that it stands for all of."""
        pairs = zip(self.columns, self.keys[position], self.tops, strict=True)
        return frozenset((column, value) for column, value, top in pairs if value != top)


@dataclass(frozen=True)
class Published:
    """What anyone may see: the cells, and each one's state and value (None where hidden)."""

    cells: Cells
    states: tuple[str, ...]
    values: tuple[int | None, ...]
