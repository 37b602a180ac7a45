"""The one error tree.

Every error a person can meet is an :class:`LGTError` and answers three questions: what happened,
what is safe, and what to do next. The command line and the window print exactly these; a traceback
is for bugs only.
"""

from __future__ import annotations

from dataclasses import dataclass


class LGTError(Exception):
    """Base of all errors that LGT raises on purpose.

    Parameters
    ----------
    what : str
        What happened, in plain words, naming the file or key concerned.
    safe : str
        What is unharmed (for example "The last checkpoint is whole."); may be empty.
    next_step : str
        The next step for the person; may be empty.
    """

    #: Process exit status of the command line for this error.
    exit_code = 2

    def __init__(self, what: str, *, safe: str = "", next_step: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.safe = safe
        self.next_step = next_step

    def __reduce__(self) -> tuple[object, ...]:
        # Errors cross threads and processes as objects; keyword-only fields need help to pickle.
        return (_rebuild, (type(self), dict(self.__dict__)))

    def __str__(self) -> str:
        return " ".join(part for part in (self.what, self.safe, self.next_step) if part)


def _rebuild(cls: type[LGTError], state: dict[str, object]) -> LGTError:
    error = cls.__new__(cls)
    Exception.__init__(error, state["what"])
    error.__dict__.update(state)
    return error


@dataclass(frozen=True)
class ConfigProblem:
    """One thing wrong in a configuration.

    Attributes
    ----------
    where : str
        The key with its path, for example ``training.batch_size``.
    what : str
        What is wrong and which values are allowed.
    nearest : str or None
        The nearest valid key, when the key itself is unknown.
    """

    where: str
    what: str
    nearest: str | None = None

    def __str__(self) -> str:
        hint = f" Did you mean '{self.nearest}'?" if self.nearest else ""
        return f"{self.where}: {self.what}{hint}"


class ConfigError(LGTError):
    """The configuration is not valid; carries every problem at once."""

    def __init__(self, problems: list[ConfigProblem], *, source: str = "the configuration") -> None:
        lines = "\n".join(f"  - {problem}" for problem in problems)
        super().__init__(
            f"{source} has {len(problems)} problem{'s' if len(problems) != 1 else ''}:\n{lines}",
            safe="Nothing was started.",
            next_step="Correct the keys above and try again.",
        )
        self.problems = problems

    def __str__(self) -> str:
        return f"{self.what}\n{self.safe} {self.next_step}"


class ImageError(LGTError):
    """A picture cannot be read or written; ``what`` names the file and the reason."""


class DataError(LGTError):
    """A style folder, photos folder or latent cache cannot be used."""


class CodecError(LGTError):
    """A codec cannot be loaded, or does not fit the model."""


class CheckpointError(LGTError):
    """A model or state file is damaged, foreign, or of a newer format."""


class OutOfMemoryError(LGTError):
    """The device has no memory left even for the smallest batch or tile."""

    exit_code = 3


def is_out_of_memory(error: BaseException) -> bool:
    """Whether an exception of Python or torch means that memory ran out, on any device."""
    if isinstance(error, MemoryError):
        return True
    # torch has a type for it on one kind of device, and words on the others.
    words = str(error).lower()
    return isinstance(error, RuntimeError) and (
        type(error).__name__ == "OutOfMemoryError"
        or "can't allocate memory" in words
        or "out of memory" in words
        or "ur_result_error_out_of" in words  # Intel's drivers: device memory, or resources
    )


def pass_on_full_memory(error: BaseException) -> None:
    """Raise ``error`` again when memory ran out: a file that does not fit is not damaged."""
    if is_out_of_memory(error):
        raise error


def out_of_memory_error() -> OutOfMemoryError:
    """The error for a memory that was full where nothing smaller can be tried."""
    return OutOfMemoryError(
        "The memory of this computer or its graphics card is full.",
        safe="What was saved before is whole.",
        next_step="Close other programs and try again, with smaller pictures or a smaller network "
        "(model.base_channels) if it happens again.",
    )


def too_large(size: tuple[int, int], side: int) -> OutOfMemoryError:
    """The error for a picture that does not fit where one of ``side`` pixels does."""
    return OutOfMemoryError(
        f"A picture of {size[0]}×{size[1]} is too large for this device's memory.",
        safe="Nothing was written.",
        next_step=f"Give a smaller max_side (--max-side {side}), or use the CPU.",
    )


class TrainingError(LGTError):
    """Training cannot go on; the last good model is kept."""

    exit_code = 3


class Cancelled(LGTError):  # noqa: N818 - not an error of anybody
    """The person asked to stop; everything worth keeping was saved."""

    exit_code = 130
