"""The photos of the sample project."""
