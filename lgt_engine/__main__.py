"""``python -m lgt_engine`` is ``lgt``."""

import sys

from .cli import main

sys.exit(main())
