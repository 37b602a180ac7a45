"""How far each style is: not trained, in training, learned, failed."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from lgt_app.translation import tr

from .preview.preview import PreviewState
from .training.run import Phase, RunState

UNTRAINED, TRAINING, LEARNED, FAILED = "untrained", "training", "learned", "failed"


class StyleStates(QObject):
    """Says it in a word for the stylesheet and in words for people.

    Signals
    -------
    changed()
    """

    changed = Signal()

    def __init__(self, run: RunState, preview: PreviewState, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._run = run
        self._preview = preview
        run.phase_changed.connect(self.changed)
        preview.model_changed.connect(self.changed)

    def of(self, style: str) -> tuple[str, str]:
        """State and words of a style that has pictures."""
        sources, phase = self._preview.sources, self._run.phase
        if phase.active and style in self._run.styles:
            paused = phase is Phase.PAUSED
            return TRAINING, self.tr("Training paused") if paused else self.tr("Training…")
        if sources.learned_name(style):
            return LEARNED, self.tr("Learned")
        if phase is Phase.FAILED and style in self._run.styles:
            return FAILED, self.tr("Training failed")
        if sources.untrained is not None and style in sources.untrained.styles:
            return UNTRAINED, preview_words()
        return UNTRAINED, self.tr("Not trained yet")


def preview_words() -> str:
    """What marks a picture, or a style, that no training stands behind."""
    return tr("Preview, not trained yet")
