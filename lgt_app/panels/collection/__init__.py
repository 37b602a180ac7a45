"""Styles and photos."""
