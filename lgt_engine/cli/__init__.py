"""The command line; see :mod:`lgt_engine.cli.entry`."""

from .entry import build_parser, main

__all__ = ["build_parser", "main"]
