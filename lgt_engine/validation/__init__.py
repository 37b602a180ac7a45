"""Held-out photos, stylized and measured while a run is under way."""
