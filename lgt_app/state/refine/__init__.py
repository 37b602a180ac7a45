"""Refining the picture in view, and the pictures that are kept of it."""
