"""Work that runs beside the window; nothing here knows panels, widgets or state."""

from .lane import Job, Lane, Lanes

__all__ = ["Job", "Lane", "Lanes"]
