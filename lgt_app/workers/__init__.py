"""Work that runs beside the window; nothing here knows panels, widgets or state."""

from .job_queue import Job, JobQueue, JobQueues

__all__ = ["Job", "JobQueue", "JobQueues"]
