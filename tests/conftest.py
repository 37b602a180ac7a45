"""Shared by all tests."""

from hypothesis import settings

# The same cases in every run: a change is judged by what it does, not by a draw.
settings.register_profile("lgt", derandomize=True, database=None, deadline=None)
settings.load_profile("lgt")
