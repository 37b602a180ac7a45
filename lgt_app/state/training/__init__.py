"""The run: phase, options, numbers, advice."""
