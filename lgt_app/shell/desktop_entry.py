"""An entry for LGT in a Linux desktop's menus, and the kind of file that style files are."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

import lgt_resources

from lgt_app.translation import tr
from lgt_engine.errors import DataError
from lgt_engine.io.atomic_files import write_atomically

_MARK = "Written by LGT; lgt-app can remove it"
_STYLE_TYPE = "application/x-safetensors"
# No folders: a desktop without a choice for them might then open every folder with LGT.
_TYPES = (_STYLE_TYPE, "image/jpeg", "image/png", "image/webp", "image/tiff", "image/heif")
_DATABASES = (("update-mime-database", "mime"), ("update-desktop-database", "applications"))
_PATIENCE_S = 20


def install() -> list[Path]:
    """Write the entry for the current user; the files that were written.

    Raises
    ------
    DataError
        No such desktop, a file of somebody else is in the way, or it cannot be written.
    """
    wanted = _files()
    for path in wanted:
        if path.exists() and not _is_ours(path):
            raise DataError(
                tr("{} is there already and is not LGT's.").format(path),
                safe=tr("Nothing was changed."),
                next_step=tr("Move this file away and try again."),
            )
    for path, text in wanted.items():
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            write_atomically(path, text)
        except OSError as error:
            raise DataError(
                tr("{} could not be written: {}.").format(path, error.strerror or error),
                next_step=tr("Check that you may write to this folder."),
            ) from error
    _tell_desktop()
    return list(wanted)


def remove() -> list[Path]:
    """Undo :func:`install`; the files that were removed.

    Raises
    ------
    DataError
    """
    gone = [path for path in _files() if path.exists() and _is_ours(path)]
    for path in gone:
        try:
            path.unlink()
        except OSError as error:
            raise DataError(
                tr("{} could not be removed: {}.").format(path, error.strerror or error),
                next_step=tr("Remove it yourself."),
            ) from error
    if gone:
        _tell_desktop()
    return gone


def _data_home() -> Path:
    if os.name != "posix" or sys.platform == "darwin":
        raise DataError(
            tr("Desktop entries are for Linux."),
            safe=tr("Nothing was changed."),
            next_step=tr("Choose LGT in the system's own “Open with”."),
        )
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")


def _files() -> Mapping[Path, str]:
    home = _data_home()
    icon = Path(lgt_resources.__path__[0], "icons", "lgt.png")
    entry = "\n".join(
        (
            "[Desktop Entry]", f"# {_MARK}", "Type=Application", "Name=LGT",
            "Comment=Paint photos in a style that it learned from pictures",
            f"Exec={_command()} %F", f"Icon={icon}", "Terminal=false",
            "Categories=Graphics;Photography;", f"MimeType={';'.join(_TYPES)};",
        )
    )  # fmt: skip
    kind = f"""<?xml version="1.0" encoding="UTF-8"?>
<!-- {_MARK} -->
<mime-info xmlns="http://www.freedesktop.org/standards/shared-mime-info">
  <mime-type type="{_STYLE_TYPE}">
    <comment>LGT style file</comment>
    <glob pattern="*.safetensors"/>
  </mime-type>
</mime-info>"""
    return {
        home / "applications" / "lgt.desktop": entry + "\n",
        home / "mime" / "packages" / "lgt.xml": kind + "\n",
    }


def _is_ours(path: Path) -> bool:
    with suppress(OSError):
        return _MARK in path.read_text(encoding="utf-8", errors="replace")
    return False


def _command() -> str:
    """This installation's program, quoted as desktop entries want it."""
    script = Path(sys.executable).with_name("lgt-app")
    parts = [str(script)] if script.exists() else [sys.executable, "-m", "lgt_app"]
    return " ".join(map(_quoted, parts))


def _quoted(word: str) -> str:
    for special in '\\"`$':
        word = word.replace(special, f"\\{special}")
    # The whole value is unescaped once more when the file is read.
    return '"' + word.replace("\\", "\\\\").replace("%", "%%") + '"'


def _tell_desktop() -> None:
    """Let the desktop notice at once; it does so by itself at the next login."""
    for program, folder in _DATABASES:
        found = shutil.which(program)
        if found is not None:
            with suppress(OSError, subprocess.TimeoutExpired):
                subprocess.run(
                    [found, str(_data_home() / folder)],
                    capture_output=True, timeout=_PATIENCE_S, check=False,
                )  # fmt: skip
