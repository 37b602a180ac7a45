"""See a photo in the style, and steer it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSignalBlocker, QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QFileDialog,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from lgt_app.state.preview.preview import STRIP, PreviewState
from lgt_app.state.project.project import Project
from lgt_app.state.refine.refining import Refining
from lgt_app.state.shown_pictures import ShownPictures
from lgt_app.state.style_states import preview_words
from lgt_app.state.training.run import RunState
from lgt_app.widgets.basics import Elided, NameBox, Segments, button, describe, label
from lgt_app.widgets.marked_slider import MarkedSlider
from lgt_app.widgets.numbers import DecimalBox, WholeBox
from lgt_app.widgets.pictures.canvas import AFTER, FLICKER, SIDE, SPLIT, CompareCanvas
from lgt_app.widgets.pictures.strip import PictureStrip
from lgt_app.widgets.spoken import SpokenSlider
from lgt_app.workers.looks import MAX_GUIDANCE

from .colour_control import ColourControl
from .film import FilmPanel
from .messages import picture_kinds
from .refine.buttons import RefineNote, kept_words


class PreviewPanel(QFrame):
    """Canvas, film and the controls that steer.

    Signals
    -------
    photos_dropped(list)
        Several files or folders were dropped on the canvas: they belong on the shelf.
    """

    photos_dropped = Signal(list)

    def __init__(
        self,
        project: Project,
        preview: PreviewState,
        refining: Refining,
        shown: ShownPictures,
        run: RunState,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._project = project
        self._preview = preview
        self._refining = refining
        self._shown = shown
        self.canvas = CompareCanvas()
        describe(self.canvas, self.tr("Preview"), "", "previewCanvas")
        self.canvas.drop_text = self.tr("Preview this photo")
        self.refine_note = RefineNote(refining, self.canvas)
        self.film = FilmPanel(preview, run)
        self._make_top()
        self._make_steering()
        self._build()
        self._connect()
        self._show_photo()
        self._show_model()

    # --- building ------------------------------------------------------------------------------

    def _make_top(self) -> None:
        self._photo_name = Elided("", "heading")
        self._previous = button("‹", self.tr("Previous photo"), "previousPhotoButton")
        self._next = button("›", self.tr("Next photo"), "nextPhotoButton")
        for each in (self._previous, self._next):
            each.setAccessibleName(each.toolTip())
            each.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._open = button(self.tr("Open…"), self.tr("Preview any photo"), "openPhotoButton")
        self._modes = Segments(
            [
                (SPLIT, self.tr("Split"), self.tr("Drag the line between photo and result")),
                (SIDE, self.tr("Side by side"), self.tr("Photo and result beside each other")),
                (FLICKER, "⇄", self.tr("Flicker: both in turns; Space or ← → hold one")),
                (AFTER, self.tr("Result"), self.tr("Only the result; hold Space for the photo")),
            ],
            self.tr("How to compare"),
        )
        self._modes.button(FLICKER).setAccessibleName(self.tr("Flicker"))
        self._modes.choose(SPLIT)
        self._zoom = button("", self.tr("Fit (Ctrl+0) or 100 % (Ctrl+1)"), "zoomButton")
        self._zoom.setAccessibleName(self.tr("Zoom"))

    def _make_steering(self) -> None:
        self.style_box = NameBox()
        describe(self.style_box, self.tr("Style"), self.tr("Which learned style"), "styleSelector")
        self.blend_box = NameBox()
        tip = self.tr("A second style to blend in")
        describe(self.blend_box, self.tr("Blend with"), tip, "blendSelector")
        self.blend = SpokenSlider()
        self.blend.setRange(0, 100)
        self.blend.setMinimumWidth(40)
        tip = self.tr("Share of the second style")
        describe(self.blend, self.tr("Blend share"), tip, "blendSlider")
        self._blend_share = label("", "muted")
        self._blend_share.setMinimumWidth(self.fontMetrics().horizontalAdvance("100 % "))
        words = {
            0: self.tr("photo"),
            200: self.tr("exaggerated"),
            100: self.tr("normal"),
            150: self.tr("full"),
        }
        self.guidance = MarkedSlider(words | {50: ""})
        tip = self.tr(
            "How strong the style is: 0 is the photo, 1 is normal, 1.5 is full, 2 is exaggerated"
        )
        describe(self.guidance, self.tr("Strength"), tip, "guidanceSlider")
        self.guidance_spin = DecimalBox(
            decimals=2, minimum=0.0, maximum=MAX_GUIDANCE, singleStep=0.05
        )
        describe(self.guidance_spin, self.tr("Strength as a number"), tip, "guidanceSpinBox")
        self.colours = ColourControl(self._preview, self)
        self.steps = WholeBox(minimum=0, maximum=20)
        self.steps.setSpecialValueText(self.tr("auto"))
        tip = self.tr("Quality steps: more = finer but slower")
        describe(self.steps, self.tr("Steps"), tip, "stepsSpinBox")
        self.seed = WholeBox(minimum=0, maximum=999_999)
        tip = self.tr("A different number gives a different variation")
        describe(self.seed, self.tr("Seed"), tip, "seedSpinBox")
        self.strip = PictureStrip(58)
        self.strip.set_fill(True)
        tip = self.tr("Five strengths side by side: click one to use it")
        describe(self.strip, self.tr("Strengths"), tip, "guidanceStrip")

    def _build(self) -> None:
        top = QHBoxLayout()
        top.setContentsMargins(12, 8, 12, 8)
        top.setSpacing(4)
        top.addWidget(self._previous)
        top.addWidget(self._next)
        top.addWidget(self._photo_name, 1)
        top.addWidget(self._open)
        top.addWidget(self._modes)
        top.addWidget(self._zoom)
        self.steering = QFrame()
        self.steering.setProperty("role", "panel")
        steering = self._steering = QVBoxLayout(self.steering)
        steering.setContentsMargins(16, 10, 16, 10)
        steering.setSpacing(8)
        steering.addWidget(self.strip)
        steering.addLayout(self._steering_rows())
        self._foot = QHBoxLayout()
        self._foot.addStretch(1)
        steering.addLayout(self._foot)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(top)
        column.addWidget(self.canvas, 1)
        column.addWidget(self.film)
        column.addWidget(self.steering)

    def _steering_rows(self) -> QVBoxLayout:
        look, grid = QHBoxLayout(), QGridLayout()
        look.setSpacing(6)
        for widget, share in (
            (label(self.tr("Style")), 0), (self.style_box, 4),
            (label(self.tr("Blend")), 0), (self.blend_box, 3),
            (self.blend, 1), (self._blend_share, 0), (label(self.tr("Steps")), 0), (self.steps, 0),
        ):  # fmt: skip
            look.addWidget(widget, share)
        grid.setHorizontalSpacing(6)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(1, 1)
        strength = (label(self.tr("Strength")), self.guidance, self.guidance_spin)
        for column, each in enumerate((*strength, label(self.tr("Seed")), self.seed)):
            grid.addWidget(each, 0, column)
        grid.addWidget(label(self.tr("Colour")), 1, 0)
        grid.addWidget(self.colours.slider, 1, 1, 1, 3)
        grid.addWidget(self.colours.spin, 1, 4)
        rows = QVBoxLayout()
        rows.setSpacing(8)
        rows.addLayout(look)
        rows.addLayout(grid)
        return rows

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        self._fold()

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        return QSize(super().minimumSizeHint().width(), self._height_without_strip())

    def _height_without_strip(self) -> int:
        whole = super().minimumSizeHint().height()
        return whole if self.strip.isHidden() else whole - self._strip_height()

    def _strip_height(self) -> int:
        return self.strip.height() + self._steering.spacing()

    def _fold(self) -> None:
        """Without room for it, the strip of strengths goes first: the slider does the same."""
        needed = self._height_without_strip() + self._strip_height()
        self.strip.setVisible(bool(self._preview.styles) and self.height() >= needed)

    def _connect(self) -> None:
        preview = self._preview
        preview.photo_changed.connect(self._show_photo)
        self._shown.changed.connect(self._show_pictures)
        self._shown.strip_changed.connect(self._show_strip)
        preview.model_changed.connect(self._show_model)
        preview.look_changed.connect(self._show_look)
        self._project.pictures_changed.connect(lambda _: self._show_photo())
        self._previous.clicked.connect(lambda: self.step_photo(-1))
        self._next.clicked.connect(lambda: self.step_photo(1))
        self._open.clicked.connect(self.ask_photo)
        self._modes.chosen.connect(self.canvas.set_mode)
        self._zoom.clicked.connect(self._toggle_zoom)
        self.canvas.zoom_changed.connect(self._show_zoom)
        self.canvas.files_dropped.connect(self._on_dropped)
        self.film.frame_chosen.connect(self._show_frame)
        self.style_box.activated.connect(self._on_style)
        self.blend_box.activated.connect(lambda _: self._on_blend())
        self.blend.valueChanged.connect(lambda _: self._on_blend())
        self.blend.sliderReleased.connect(preview.release)
        self.guidance.valueChanged.connect(self._on_guidance)
        self.guidance.sliderReleased.connect(preview.release)
        self.guidance_spin.valueChanged.connect(lambda g: preview.set_look(guidance=g))
        self.steps.valueChanged.connect(lambda n: preview.set_look(steps=n or None))
        self.seed.valueChanged.connect(lambda n: preview.set_look(seed=n))
        self.strip.picked.connect(lambda i: preview.set_look(guidance=STRIP[i]))

    def add_foot(self, widget: QWidget) -> None:
        """Put further buttons under the controls."""
        self._foot.addWidget(widget)

    # --- what the person does ------------------------------------------------------------------

    def set_mode(self, mode: str) -> None:
        """Compare in another way."""
        self._modes.choose(mode)
        self.canvas.set_mode(mode)

    def ask_photo(self) -> None:
        """Choose any photo to preview."""
        start = str(self._preview.photo or self._project.photos_dir)
        title = self.tr("Preview a photo")
        name, _ = QFileDialog.getOpenFileName(self, title, start, picture_kinds())
        if name:
            self._preview.set_photo(Path(name))

    def step_photo(self, by: int) -> None:
        """Show the photo that is so many places further on the shelf."""
        photos = self._project.photos
        if photos:
            now = photos.index(self._preview.photo) if self._preview.photo in photos else -by
            self._preview.set_photo(photos[(now + by) % len(photos)])

    def _on_dropped(self, paths: list[Path]) -> None:
        if len(paths) == 1 and paths[0].is_file():
            self._preview.set_photo(paths[0])
        else:
            self.photos_dropped.emit(paths)

    def _toggle_zoom(self) -> None:
        if abs(self.canvas.zoom() - 1.0) < 1e-3:
            self.canvas.fit()
        else:
            self.canvas.zoom_to(1.0)

    def _on_style(self, index: int) -> None:
        self._preview.choose_style(self.style_box.itemText(index))

    def _on_blend(self) -> None:
        other = self.blend_box.currentText() if self.blend_box.currentIndex() > 0 else ""
        share = self.blend.value() / 100
        live = self.blend.isSliderDown()
        self._preview.set_look(live=live, blend=((other, share),) if other else ())
        self._show_blend()

    def _on_guidance(self, value: int) -> None:
        self._preview.set_look(live=self.guidance.isSliderDown(), guidance=value / 100)

    # --- showing -------------------------------------------------------------------------------

    def _show_photo(self) -> None:
        photo = self._preview.photo
        self.canvas.about = photo.name if photo else ""
        self._photo_name.set_whole(photo.name if photo else self.tr("No photo yet"))
        many = len(self._project.photos) > 1 or (
            bool(self._project.photos) and photo not in self._project.photos
        )
        self._previous.setEnabled(many)
        self._next.setEnabled(many)
        self._show_pictures()

    def _show_pictures(self) -> None:
        preview = self._preview
        self.film.rest()
        self.canvas.set_hint(self._hint())
        self.canvas.set_names(self.tr("Photo"), self.caption())
        source = preview.source
        badge = preview_words() if source is not None and not source.trained else ""
        after = self._shown.view
        self.canvas.set_badge(badge if after is not None else "")
        self.canvas.set_images(preview.before, after, QSize(*preview.photo_size))

    def _hint(self) -> str:
        if self._preview.photo is None:
            return self.tr("Drop a photo here to see it in your style")
        loading = self._preview.sources.trained is None and self._project.model_path() is not None
        if self._preview.before is None or loading:
            return self.tr("Opening…")
        if self._preview.source is not None:
            return ""
        if any(self._project.pictures(name) for name in self._project.styles):
            return self.tr("Looking at the style pictures…")
        return self.tr("Add style pictures to see this photo in their style")

    def caption(self) -> str:
        """Name of the result in view."""
        look = self._preview.after_look
        if look is None:
            return ""
        names = " + ".join([look.style, *(name for name, share in look.blend if share > 0)])
        kept = self._preview.look.keep_colours
        colours = self.tr(", colours {:.2f}").format(kept) if kept else ""
        masked = self.tr(", masked") if look.mask else ""
        caption = f"{names}  {look.guidance:.2f}{colours}{masked}"
        if self._refining.running:
            return self.tr("{}, being refined").format(caption)
        shown = self._refining.shown
        return f"{caption}, {kept_words(shown)}" if shown is not None else caption

    def _show_frame(self, index: int) -> None:
        frames = self._preview.film.frames(self._preview.look.style)
        if 0 <= index < len(frames):
            step, image = frames[index]
            self.canvas.set_names(self.tr("Photo"), self.tr("Step {:,}").format(step))
            self.canvas.set_images(self._preview.before, image, QSize(*self._preview.photo_size))

    def _show_model(self) -> None:
        styles = self._preview.styles
        on = bool(styles)
        with QSignalBlocker(self.style_box):
            self.style_box.clear()
            self.style_box.addItems(styles)
        for each in (self.style_box, self.guidance, self.guidance_spin, self.steps, self.seed):
            each.setEnabled(on)
        self._fold()
        self._show_look()
        self._show_pictures()

    def _show_look(self) -> None:
        look = self._preview.look
        blockers = [
            QSignalBlocker(each)
            for each in (self.guidance, self.guidance_spin, self.steps, self.seed, self.blend)
        ]
        self.style_box.setCurrentText(look.style)
        with QSignalBlocker(self.blend_box):
            self.blend_box.clear()
            others = [name for name in self._preview.model_styles if name != look.style]
            self.blend_box.addItems([self.tr("none"), *others])
        self.blend_box.setEnabled(bool(others))
        other, share = look.blend[0] if look.blend else ("", self.blend.value() / 100 or 0.5)
        self.blend_box.setCurrentIndex(max(0, self.blend_box.findText(other)) if other else 0)
        self.blend.setValue(round(100 * share))
        if not self.guidance.isSliderDown():
            self.guidance.setValue(round(100 * look.guidance))
        self.guidance_spin.setValue(look.guidance)
        self.steps.setValue(look.steps or 0)
        self.seed.setValue(look.seed)
        del blockers
        self._show_blend()
        self._show_strip()
        self.film.refresh()

    def _show_blend(self) -> None:
        on = self.blend_box.currentIndex() > 0
        self.blend.setEnabled(on)
        self._blend_share.setText(self.tr("{} %").format(self.blend.value()) if on else "–")

    def _show_strip(self) -> None:
        pictures = [(self._shown.strip.get(g), f"{g:g}") for g in STRIP]
        look = self._preview.look
        current = STRIP.index(look.guidance) if look.guidance in STRIP else -1
        self.strip.set_pictures(pictures, current)

    def _show_zoom(self, zoom: float) -> None:
        self._zoom.setText(self.tr("{:.0f} %").format(100 * zoom))
