"""Make a model of styles that nobody trained, from their pictures alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from lgt_engine.control import Control

from .rendering import ModelRead

if TYPE_CHECKING:
    from lgt_engine import Stylizer

Pictures = Mapping[str, tuple[Path, ...]]


@dataclass(frozen=True)
class PreviewRequest:
    """Make the model and write it to a file.

    Attributes
    ----------
    styles : mapping of str to tuple of Path
        Pictures of each.
    target : Path
    digest : str
        Of what the model depends on.
    known : bool
        The file is there already, made of the same pictures.
    device : str
    """

    styles: Pictures
    target: Path
    digest: str
    known: bool
    device: str

    def __call__(self, control: Control) -> Iterator[ModelRead]:
        from lgt_engine import Stylizer

        if self.known:
            made = Stylizer.open(self.target, device=self.device)
        else:
            made = _made(self.styles, self.device, control)
            # Not with its parents: a project whose drive is gone is not begun anew.
            self.target.parent.mkdir(exist_ok=True)
            made.save(self.target)
        stamp = self.target.stat().st_mtime_ns
        yield ModelRead(self.target, stamp, made.styles, False, made.can_refine)


def _made(styles: Pictures, device: str, control: Control) -> Stylizer:
    """A model; pictures that cannot be read are left out."""
    from lgt_engine import Stylizer
    from lgt_engine.errors import ImageError

    def make(styles: Pictures) -> Stylizer:
        return Stylizer.from_pictures(styles, device=device, check=control.raise_if_stopping)

    try:
        return make(styles)
    except ImageError:  # the library says of each picture what is wrong with it
        good = {name: tuple(filter(_is_readable, paths)) for name, paths in styles.items()}
        good = {name: paths for name, paths in good.items() if paths}
        if not good:
            raise
        return make(good)


def _is_readable(path: Path) -> bool:
    from lgt_engine.errors import ImageError
    from lgt_engine.images import open_picture

    try:
        open_picture(path)
    except ImageError:
        return False
    return True
