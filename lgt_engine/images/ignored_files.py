"""Files and folders to skip: hidden ones, those of systems, and LGT's own."""

from __future__ import annotations

import os
import re
import unicodedata
from itertools import islice
from pathlib import Path

from .formats import PICTURE_SUFFIXES
from .writing import is_result

# Hidden ones begin with a dot and need no line. In lower case.
_NAMES = frozenset(
    {
        *("thumbs.db", "ehthumbs.db", "ehthumbs_vista.db", "desktop.ini", "$recycle.bin"),
        *("recycler", "system volume information", "config.msi", "found.000", "picasa.ini"),
        *("__macosx", "icon\r", "network trash folder", "temporary items", "lost+found"),
        *("@eadir", "@recycle", "@recently-snapshot", "@sharebin", "@tmp"),
        *("#recycle", "#snapshot", "~snapshot", "sync.ffs_db"),
        *("@__thumb", "@appstore", "lost.dir", "zbthumbnail.info", "pspbrwse.jbf"),
    }
)
_BEGINNINGS = (".", "~$", "~syncthing~")
#: Of folders in which photo programs keep copies and previews of their own.
_ENDINGS = (".lrdata", ".lrcat-data", ".photoslibrary", ".photolibrary", ".aplibrary", ".cocatalog")

_RUN_FILES = ("state.safetensors", "model.safetensors", "best.safetensors")
#: How many pictures of a folder are asked whether LGT made them.
_ASKED = 3


def is_ignored(name: str) -> bool:
    """Whether a file or folder of this name is hidden, or one that systems make by themselves."""
    folded = name.casefold()
    return folded in _NAMES or folded.startswith(_BEGINNINGS) or folded.endswith(_ENDINGS)


def natural_key(name: str) -> tuple[list[str | int], str]:
    """Sorting key under which ``2.png`` comes before ``10.png``, the same on every system."""
    folded = unicodedata.normalize("NFC", name).casefold()
    parts = re.split(r"([0-9]+)", folded)
    return [int(part) if i % 2 else part for i, part in enumerate(parts)], name


def visible_names(folder: Path) -> list[str]:
    """Names in a folder that a person put there, in natural order; raises ``OSError``."""
    return [name for name in sorted(os.listdir(folder), key=natural_key) if not is_ignored(name)]


def lgt_folder_kind(folder: Path) -> str | None:
    """What a folder is to LGT itself, by what it holds; None for a folder of the person's.

    Parameters
    ----------
    folder : pathlib.Path
        Any folder.

    Returns
    -------
    str or None
        ``"a training run"``, ``"training runs"``, ``"a project"`` or ``"stylized pictures"``.
    """
    try:
        return _single(folder) or _of_several(folder)
    except OSError:  # whoever lists it says so
        return None


def _single(folder: Path) -> str | None:
    if any((folder / name).is_file() for name in _RUN_FILES):
        return "a training run"
    if (folder / ".lock").is_file() and (folder / "samples").is_dir():  # before its first save
        return "a training run"
    if (folder / "project.json").is_file() and (folder / "styles").is_dir():
        return "a project"
    return None


def _of_several(folder: Path) -> str | None:
    names = visible_names(folder)
    pictures = (folder / name for name in names if _is_picture(name))
    asked = [is_result(path) for path in islice(pictures, _ASKED)]
    if asked:
        return "stylized pictures" if all(asked) else None
    below = [folder / name for name in names if (folder / name).is_dir()]
    if below and all(_single(path) for path in below):
        return "training runs"
    return None


def _is_picture(name: str) -> bool:
    return os.path.splitext(name)[1].lower() in PICTURE_SUFFIXES
