"""Offline tools, run as ``python -m lgt_engine.tools.…``; nothing imports them."""
