"""The project on disk and its undoable changes."""
