"""Lower the priority of training, so that other programs stay fast."""

from __future__ import annotations

import os
import sys
import threading
from contextlib import suppress

#: Steps of Unix' niceness, 0–19: Linux gives 1 four fifths of the time of a program that wants the
#: same core, and 5 a third, with which a training beside two of them would all but stand still.
_NICENESS = 1
_BELOW_NORMAL_PRIORITY_CLASS = 0x4000


def lower_process() -> None:
    """This process, before it starts its threads; for a program that does nothing but train.

    Nothing happens where the system refuses. It cannot be taken back.
    """
    with suppress(OSError):
        if sys.platform == "win32":
            import ctypes

            kernel = ctypes.windll.kernel32
            kernel.GetCurrentProcess.restype = ctypes.c_void_p
            process = ctypes.c_void_p(kernel.GetCurrentProcess())
            kernel.SetPriorityClass(process, _BELOW_NORMAL_PRIORITY_CLASS)
        else:
            _not_before(os.getpid())


def lower_thread() -> None:
    """This thread and those that it will start, such as torch's; Linux alone can do that."""
    if sys.platform == "linux":
        with suppress(OSError):
            _not_before(threading.get_native_id())


def _not_before(task: int) -> None:
    """Set a process's or, on Linux, a thread's niceness, unless it gives way already."""
    if sys.platform != "win32":
        niceness = max(_NICENESS, os.getpriority(os.PRIO_PROCESS, task))
        os.setpriority(os.PRIO_PROCESS, task, niceness)
