"""``python -m lgt_app``."""

from .app import main

raise SystemExit(main())
