"""Packaged data, read with :mod:`importlib.resources`."""
