"""How the threads of a computation wait for each other; must be set before torch is loaded.

torch divides an operation among OpenMP threads. By default a thread that is done early keeps its
core busy while it waits for the others. Where another program wants that core, the thread it waits
for may be the one that is not running, and both lose: on two cores beside two busy programs, 1.6
updates of a training a second with the default and 3.4 with a short wait, and 7.8 with both when
the machine is quiet.

Runtimes and the variables that they read once, when they are loaded:

- GNU libgomp (torch for Linux): ``GOMP_SPINCOUNT``, turns of a loop, 300,000 by default;
  https://gcc.gnu.org/onlinedocs/libgomp/GOMP_005fSPINCOUNT.html
- LLVM and Intel (torch for macOS and Windows): ``KMP_BLOCKTIME``, milliseconds, 200 by default;
  https://openmp.llvm.org/design/Runtimes.html
"""

from __future__ import annotations

import os
import sys
from collections.abc import MutableMapping

_SHORT_WAIT = {"GOMP_SPINCOUNT": "10000", "KMP_BLOCKTIME": "1"}
#: A person who set one of these has decided how threads wait.
_DECISIONS = frozenset({*_SHORT_WAIT, "OMP_WAIT_POLICY", "KMP_LIBRARY"})


def limit_spinning(environment: MutableMapping[str, str] = os.environ) -> None:
    """Let waiting threads give up their cores soon, unless the environment decides otherwise.

    Does nothing once torch is loaded, when it would only reach programs started from this one.
    """
    if "torch" not in sys.modules and _DECISIONS.isdisjoint(environment):
        environment.update(_SHORT_WAIT)
