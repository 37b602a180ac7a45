"""The styles of the sample project."""
