"""How exported pictures and clips are written."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

#: Format key → file suffix.
SUFFIXES = {"png": ".png", "jpeg": ".jpg", "webp": ".webp", "ora": ".ora"}
#: Kinds of clips; each is its suffix without the dot.
CLIP_KINDS = ("webp", "gif", "png", "mp4")


@dataclass(frozen=True)
class FileOptions:
    """How pictures are written.

    Attributes
    ----------
    kind : {"png", "jpeg", "webp", "ora"}
        The last one, OpenRaster, has photo and result as layers.
    quality : int
        1 to 100, for JPEG and WebP.
    metadata : bool
        Keep the photo's own and note how the picture was made.
    max_side : int or None
        Work on a copy of at most this size; None keeps the photo's.
    location : bool
        Keep where the photo was taken, with the rest of its metadata.
    clip : str or None
        One of :data:`CLIP_KINDS`: whole clips of photos that move. None takes their first frame.
    """

    kind: str = "png"
    quality: int = 92
    metadata: bool = True
    max_side: int | None = None
    location: bool = False
    clip: str | None = None

    def suffix_for(self, photo: Path) -> str:
        """Of the file that is made of a photo, with the dot."""
        return f".{self.clip}" if self.makes_clip(photo) else SUFFIXES[self.kind]

    def makes_clip(self, photo: Path) -> bool:
        """Whether the whole of a photo that moves is made."""
        from lgt_engine.images.clips import is_clip

        return self.clip is not None and is_clip(photo)

    @classmethod
    def from_json(cls, values: Any) -> FileOptions:
        """From a project file or a journal; anything odd gives the defaults."""
        if not isinstance(values, dict):
            return cls()
        kind, quality, side = (values.get(key) for key in ("kind", "quality", "max_side"))
        return cls(
            kind if isinstance(kind, str) and kind in SUFFIXES else cls.kind,
            quality if type(quality) is int and 1 <= quality <= 100 else cls.quality,
            values.get("metadata") is not False,
            side if type(side) is int and side >= 64 else None,
            values.get("location") is True,
            clip if (clip := values.get("clip")) in CLIP_KINDS else None,
        )
