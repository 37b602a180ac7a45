"""The export queue and its journal."""
