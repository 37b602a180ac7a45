"""Saving pictures, sheets, batches and style files."""
