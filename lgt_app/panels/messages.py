"""Messages for errors, and filters of file dialogs."""

from __future__ import annotations

from functools import partial

from PySide6.QtGui import QGuiApplication

from lgt_app import logs
from lgt_app.translation import tr
from lgt_app.widgets.banner import Message
from lgt_engine.errors import LGTError, is_out_of_memory, out_of_memory_error
from lgt_engine.images.formats import PICTURE_SUFFIXES
from lgt_engine.system.missing_packages import missing_package


def error_message(
    error: BaseException, key: str = "", unexpected: tuple[str, str] = ("", "")
) -> Message:
    """The banner's message for an error.

    Parameters
    ----------
    error : BaseException
    key : str
        A message with the same key replaces it; without one, its own text is the key.
    unexpected : (str, str)
        What happened and what to do, for an error that nobody foresaw.

    Returns
    -------
    lgt_app.widgets.banner.Message
    """
    if is_out_of_memory(error):
        error = out_of_memory_error()
    if isinstance(error, ImportError):
        told = missing_package(error)
        next_step = f"{told.safe} {told.next_step}"
        copy = [(tr("Copy the line"), partial(_copy, told.line))] if told.line else []
        return Message("error", told.what, next_step, actions=copy, key="missing package")
    if isinstance(error, LGTError):
        next_step = " ".join(part for part in (error.safe, error.next_step) if part)
        return Message("error", error.what, next_step, key=key or error.what)
    what, next_step = unexpected
    return Message(
        "error",
        what or tr("Something unexpected went wrong: {}").format(error),
        next_step
        or tr("Your pictures and saved runs are untouched. Try again, or copy the details."),
        logs.details_of(error),
        key=key or type(error).__name__,
    )


def _copy(text: str) -> None:
    QGuiApplication.clipboard().setText(text)


def picture_kinds() -> str:
    """The filter of a file dialog that shows pictures."""
    endings = " ".join(f"*{suffix}" for suffix in sorted(PICTURE_SUFFIXES))
    return tr("Pictures ({});;All files (*)").format(endings)
