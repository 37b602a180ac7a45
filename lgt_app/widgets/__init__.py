"""Leaf widgets: they know no state and no engine."""
