"""How exported pictures are written: format, quality, metadata, size."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QGridLayout, QWidget

from lgt_app.widgets.basics import Segments, describe, label
from lgt_app.widgets.numbers import WholeBox
from lgt_app.workers.export.file_options import CLIP_KINDS, FileOptions
from lgt_engine.images.video import has_video

_SIDES = (None, 4096, 2048, 1024)


class ExportOptions(QWidget):
    """The choices; ``clips`` offers whole clips of photos that move.

    Signals
    -------
    changed()
        The person chose something; see :meth:`options`.
    """

    changed = Signal()

    def __init__(
        self, options: FileOptions, parent: QWidget | None = None, *, clips: bool = False
    ) -> None:
        super().__init__(parent)
        self._kind = options.kind
        self._make_clip_choice(clips)
        self.formats = Segments(
            [
                ("png", "PNG", self.tr("Without any loss; large files")),
                ("jpeg", "JPEG", self.tr("Small files that every program opens")),
                ("webp", "WebP", self.tr("The smallest files; keeps transparency")),
                (
                    "ora",
                    self.tr("Layers"),
                    self.tr("Photo and result as layers, for Krita and GIMP"),
                ),
            ],
            self.tr("Format"),
        )
        self.quality = WholeBox(minimum=1, maximum=100, value=options.quality, suffix=" %")
        tip = self.tr("92 is hard to tell from the original; less makes smaller files")
        describe(self.quality, self.tr("Quality"), tip, "exportQuality")
        self.sides = QComboBox()
        tip = self.tr("The photo's own size, or at most so many pixels a side")
        describe(self.sides, self.tr("Size"), tip, "exportSize")
        for side in _SIDES:
            text = (
                self.tr("As the photo") if side is None else self.tr("At most {} px").format(side)
            )
            self.sides.addItem(text, side)
        self.metadata = QCheckBox(self.tr("Keep photo metadata and add LGT settings"))
        tip = self.tr("Written into the file; clear it to share the picture without them")
        describe(self.metadata, self.tr("Metadata"), tip, "exportMetadata")
        self._build()
        self.show_options(options)
        self._connect()

    def _make_clip_choice(self, offered: bool) -> None:
        self.clip = QCheckBox(self.tr("Whole clip"))
        tip = self.tr("All frames of a photo that moves, without flicker; else its first one")
        describe(self.clip, self.tr("Whole clip"), tip, "exportClip")
        self.clip_kinds = QComboBox()
        tip = self.tr("How whole clips are written")
        describe(self.clip_kinds, self.tr("Kind of clip"), tip, "exportClipKind")
        names = ("WebP", "GIF", self.tr("Animated PNG"), "MP4")
        for kind, name in zip(CLIP_KINDS, names, strict=True):
            if kind != "mp4" or has_video():
                self.clip_kinds.addItem(name, kind)
        self.clip.setVisible(offered)
        self.clip_kinds.setVisible(offered)

    def _build(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(14)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(1, 1)
        self._quality_label = label(self.tr("Quality"), "muted")
        rows: tuple[tuple[QWidget, QWidget], ...] = (
            (label(self.tr("Format"), "muted"), self.formats),
            (self._quality_label, self.quality),
            (label(self.tr("Size"), "muted"), self.sides),
        )
        for row, (words, control) in enumerate(rows):
            grid.addWidget(words, row, 0)
            grid.addWidget(control, row, 1)
        grid.addWidget(self.clip, len(rows), 0)
        grid.addWidget(self.clip_kinds, len(rows), 1)
        grid.addWidget(self.metadata, len(rows) + 1, 0, 1, 2)

    def _connect(self) -> None:
        self.formats.chosen.connect(self._on_format)
        self.quality.valueChanged.connect(lambda _: self.changed.emit())
        self.sides.currentIndexChanged.connect(lambda _: self.changed.emit())
        self.clip.toggled.connect(self._on_clip)
        self.clip_kinds.currentIndexChanged.connect(self._on_clip)
        self.metadata.toggled.connect(lambda _: self.changed.emit())

    def options(self) -> FileOptions:
        """What is chosen."""
        return FileOptions(
            self._kind, self.quality.value(), self.metadata.isChecked(), self.sides.currentData(),
            clip=self.clip_kinds.currentData() if self.clip.isChecked() else None,
        )  # fmt: skip

    def show_options(self, options: FileOptions) -> None:
        """Show these choices."""
        self._kind = options.kind
        self.formats.choose(options.kind)
        self.quality.setValue(options.quality)
        self.sides.setCurrentIndex(max(0, self.sides.findData(options.max_side)))
        self.metadata.setChecked(options.metadata)
        self.clip.setChecked(options.clip is not None)
        self.clip_kinds.setCurrentIndex(max(0, self.clip_kinds.findData(options.clip)))
        self.clip_kinds.setEnabled(self.clip.isChecked())
        self._show_quality()

    def _on_clip(self) -> None:
        self.clip_kinds.setEnabled(self.clip.isChecked())
        self._show_quality()
        self.changed.emit()

    def _on_format(self, kind: str) -> None:
        self._kind = kind
        self._show_quality()
        self.changed.emit()

    def _show_quality(self) -> None:
        clip = self.clip_kinds.currentData() if self.clip.isChecked() else None
        lossy = self._kind in ("jpeg", "webp") or clip in ("webp", "mp4")
        self.quality.setEnabled(lossy)
        self._quality_label.setEnabled(lossy)
