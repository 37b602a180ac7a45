"""What the engine says it is doing, in the window's language."""

from __future__ import annotations

from lgt_app.translation import tr


def stage_name(stage: str) -> str:
    """``stage`` of a :class:`lgt_engine.events.Progress`; one that is not known stays English."""
    names = {
        "Downloading": tr("Downloading"),
        "Getting the test photos ready": tr("Getting the test photos ready"),
        "Loading the codec": tr("Loading the codec"),
        "Looking at the styles": tr("Looking at the styles"),
        "Measuring the pictures": tr("Measuring the pictures"),
        "Preparing pictures": tr("Preparing pictures"),
    }
    return names.get(stage, stage)
