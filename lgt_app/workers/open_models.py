"""The models that jobs of one lane keep open between them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lgt_engine import Stylizer


class OpenModels:
    """Models kept open; each lane has its own, because a model works on one picture at a time."""

    def __init__(self) -> None:
        self._held: dict[str, tuple[tuple[Path, int, str], Stylizer]] = {}

    def model(self, path: Path, stamp: int, device: str, place: str = "") -> Stylizer:
        """A model, opened unless it is.

        Parameters
        ----------
        path : Path
        stamp : int
            Changes when the file does.
        device : str
        place : str
            One model is kept at each place. A model keeps the latents of its last picture: two
            kinds of work that take turns would throw out each other's at one place.
        """
        key = (path, stamp, device)
        held = self._held.get(place)
        if held is None or held[0] != key:
            from lgt_engine import Stylizer

            # A run never changes its codec.
            codecs = (each.codec for at, each in self._held.values() if at[::2] == key[::2])
            opened = Stylizer.open(path, device=device, codec=next(codecs, None))
            self._held[place] = held = (key, opened)
        return held[1]
