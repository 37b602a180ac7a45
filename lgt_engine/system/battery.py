"""Whether a laptop runs on its battery."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from lgt_engine.events import Notice

_SUPPLIES = Path("/sys/class/power_supply")


def battery_notice(supplies: Path = _SUPPLIES, system: str = sys.platform) -> Notice | None:
    """What to tell before a long work; None with mains, without a battery, or where unknown.

    Parameters
    ----------
    supplies : Path
        The folder in which Linux describes its batteries and mains.
    system : str
        As :data:`sys.platform`.
    """
    try:
        if system == "win32":
            running = _windows()
        elif system == "darwin":
            running = _macos()
        else:
            running = _linux(supplies)
    except (OSError, subprocess.SubprocessError):
        return None
    if not running:
        return None
    text = "The computer runs on its battery, and training empties it quickly: better plug it in."
    return Notice("info", "battery", text)


def _linux(supplies: Path) -> bool:
    """A battery of the computer itself, not of a mouse, is being emptied."""
    return any(
        _read(supply / "type") == "Battery"
        and _read(supply / "scope") != "Device"
        and _read(supply / "status") == "Discharging"
        for supply in supplies.iterdir()
    )


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii", errors="replace").strip()
    except OSError:  # not every supply says everything
        return ""


def _macos() -> bool:
    said = subprocess.run(["pmset", "-g", "batt"], capture_output=True, timeout=5, check=True)
    return b"'Battery Power'" in said.stdout


def _windows() -> bool:
    if sys.platform == "win32":
        import ctypes

        # ACLineStatus is the first byte of SYSTEM_POWER_STATUS (12 bytes): 0 is battery.
        status = (ctypes.c_ubyte * 12)()
        return bool(ctypes.windll.kernel32.GetSystemPowerStatus(status)) and status[0] == 0
    return False
