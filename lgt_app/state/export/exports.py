"""Export of the picture in view, the sheet and the queue, bound to the preview."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, replace
from pathlib import Path

from PySide6.QtCore import QObject, QStandardPaths, Signal
from PySide6.QtGui import QImage

from lgt_app.state.preview.preview import PreviewState
from lgt_app.state.project.names import free_name, recipe_name, safe_name
from lgt_app.state.project.project import Project
from lgt_app.state.project.stored_values import existing_path, mapping
from lgt_app.state.refine.refining import Refining
from lgt_app.workers.export.exporting import (
    Exported,
    MakePicture,
    Making,
    PictureMade,
    Recipe,
    SavePicture,
)
from lgt_app.workers.export.file_options import FileOptions
from lgt_app.workers.export.style_files import (
    CheckStyleFile,
    SaveStyleFile,
    StyleFileOffer,
    StyleFileSaved,
    adopt,
    discard,
)
from lgt_app.workers.job_queue import Job, JobQueues, Work
from lgt_app.workers.looks import RefineWish
from lgt_app.workers.open_models import OpenModels
from lgt_engine.errors import CheckpointError

from .queue import ExportQueue
from .sheet import Sheet
from .watching import Watching


class Exports(QObject):
    """Everything that leaves the window as a picture.

    Attributes
    ----------
    queue : ExportQueue
    watching : Watching
        Fills the queue from a folder.
    sheet : Sheet
    options : FileOptions
        As last chosen; kept with the project.

    Signals
    -------
    available_changed()
        Whether there is something to export.
    busy_changed(bool)
        A single picture is being made.
    progressed(float)
        Share of the single picture that is made.
    saved(object)
        Path of a picture that was written.
    made(QImage)
        The picture for the clipboard.
    style_file_saved(object)
        Path of a style file.
    style_file_offered(object)
        A :class:`StyleFileOffer`, to be adopted or discarded.
    style_file_opened(object, object)
        Folder of the new project, and names of its styles.
    failed(object)
    """

    available_changed = Signal()
    busy_changed = Signal(bool)
    progressed = Signal(float)
    saved = Signal(object, str)
    made = Signal(QImage)
    style_file_saved = Signal(object)
    style_file_offered = Signal(object)
    style_file_opened = Signal(object, object)
    failed = Signal(object)

    def __init__(
        self,
        project: Project,
        preview: PreviewState,
        refining: Refining,
        lanes: JobQueues,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._project = project
        self.preview = preview
        self.refining = refining
        self._lane = lanes.export
        self._models = OpenModels()
        self._single: Job | None = None
        self.queue = ExportQueue(project.folder, lanes.export, self._models, self)
        self.queue.failed.connect(self.failed)
        self.sheet = Sheet(project, preview, lanes, self._models, self.queue.give_way, self)
        self.sheet.failed.connect(self.failed)
        self.watching = Watching(self.queue, lanes.files, lambda: self.folder, self)
        self.options = FileOptions.from_json(project.value("export"))
        for signal in (preview.photo_changed, preview.model_changed, preview.look_changed):
            signal.connect(self.available_changed)
        refining.changed.connect(self.available_changed)

    @property
    def available(self) -> bool:
        """Whether the preview shows a stylized photo."""
        return self.preview.can_render

    @property
    def ready(self) -> bool:
        """Whether the picture in view can be exported: not while the person has it refined.

        Refining that began by itself gives way to the export, which then refines.
        """
        refining = self.refining
        return self.available and (refining.by_itself or not refining.running)

    @property
    def has_model(self) -> bool:
        """Whether there is a model for the style in view, trained or not: enough for a batch."""
        return self.preview.source is not None

    @property
    def is_trained(self) -> bool:
        """Whether a training stands behind the style in view."""
        source = self.preview.source
        return source is not None and source.trained

    @property
    def has_trained(self) -> bool:
        """Whether there is a trained model: a style file to give away."""
        return self.preview.sources.trained is not None

    @property
    def busy(self) -> bool:
        """Whether a single picture is being made."""
        return self._single is not None

    def photos(self) -> tuple[Path, ...]:
        """The photos shelf."""
        return self._project.photos

    def recipe(self, refine: RefineWish | None = None) -> Recipe:
        """The model and look of the preview with the options."""
        preview = self.preview
        assert preview.source is not None
        return Recipe(preview.source.path, preview.look, self.options, preview.device_wish, refine)

    def recipe_in_view(self, refine: RefineWish | None = None) -> Recipe:
        """That of the picture in view, which may be refined already."""
        shown = self.refining.shown
        if shown is None:
            return self.recipe(refine)
        return replace(self.recipe(RefineWish(shown.step)), pixels=shown.path)

    def set_options(self, options: FileOptions) -> None:
        """Remember how to write."""
        self.options = options
        kept = mapping(self._project.value("export"))
        self._project.set_value("export", {**kept, **asdict(options)})

    @property
    def project_name(self) -> str:
        """Name of the project, safe as a file name."""
        return safe_name(self._project.name)

    @property
    def folder(self) -> Path:
        """Where pictures were last written."""
        kept = mapping(self._project.value("export")).get("folder")
        last = existing_path(kept, self._project.folder)
        if last is not None and last.is_dir():
            return last
        where = QStandardPaths.StandardLocation.PicturesLocation
        pictures = Path(QStandardPaths.writableLocation(where) or Path.home())
        return pictures if pictures.is_dir() else Path.home()

    def set_folder(self, folder: Path) -> None:
        """Remember where to write."""
        kept = mapping(self._project.value("export"))
        self._project.set_value("export", {**kept, "folder": str(folder)})

    def suggested_name(self, refine: RefineWish | None = None, *, clip: bool = False) -> str:
        """Name of the next picture or clip, without folder and suffix."""
        recipe = self.recipe() if clip else self.recipe_in_view(refine)
        return recipe_name(self.photo_name, recipe)

    @property
    def photo_moves(self) -> bool:
        """Whether the photo in view is a clip, of which its first frame is shown."""
        from lgt_engine.images.clips import is_clip

        return self.preview.photo is not None and is_clip(self.preview.photo)

    @property
    def photo_name(self) -> str:
        """Name of the photo in view, without its ending."""
        photo = self.preview.photo
        return photo.stem if photo is not None else self.tr("picture")

    # --- single pictures -----------------------------------------------------------------------

    def save(self, target: Path, refine: RefineWish | None = None) -> None:
        """Write the picture in view in full size; ``refine`` one that is not refined yet."""
        if self.available and self.preview.photo is not None:
            self.set_folder(target.parent)
            clip = self.options.makes_clip(self.preview.photo)  # which no refining is for
            recipe = self.recipe() if clip else self.recipe_in_view(refine)
            self._run(SavePicture(self._models, self.preview.photo, target, recipe))

    def copy(self) -> None:
        """Make the picture in view in full size for the clipboard."""
        if self.available and self.preview.photo is not None:
            recipe = self.recipe_in_view(self.refining.wish_in_view)
            self._run(MakePicture(self._models, self.preview.photo, recipe))

    def _run(self, work: Work) -> None:
        self.queue.give_way()  # one picture now is not to wait for a thousand
        job = self._single = self._lane.submit(work)
        job.event.connect(self._on_event)
        job.failed.connect(self.failed)
        job.finished.connect(self._on_finished)
        self.busy_changed.emit(True)

    def cancel(self) -> None:
        """Give up the single picture that is being made; of a clip, what is done is kept."""
        if self._single is not None:
            self._single.stop()

    def _on_event(self, event: object) -> None:
        if isinstance(event, Making):
            self.progressed.emit(event.share)
        elif isinstance(event, Exported):
            self.saved.emit(event.path, event.remark)
        elif isinstance(event, PictureMade):
            self.made.emit(event.image)
        elif isinstance(event, StyleFileSaved):
            self.style_file_saved.emit(event.path)
        elif isinstance(event, StyleFileOffer):
            self.style_file_offered.emit(event)

    def _on_finished(self) -> None:
        if self._single is not None and self._single.done:
            self._single = None
            self.busy_changed.emit(False)

    # --- style files ---------------------------------------------------------------------------

    def save_style_file(self, target: Path) -> None:
        """Write a model, that of the style in view, with a sample of each style: one file."""
        trained = self.preview.source if self.is_trained else self.preview.sources.trained
        if trained is None:
            return
        self.set_folder(target.parent)
        samples = {
            name: pictures[0]
            for name in trained.styles
            if (pictures := self._project.pictures(name))
        }
        self._run(SaveStyleFile(trained.path, target, samples))

    def check_style_file(self, path: Path, projects: Path) -> None:
        """Copy and check a style file; ``style_file_offered`` tells what it would add."""

        def folder_name(style: str, taken: Iterable[str]) -> str:
            return free_name(safe_name(style), taken)

        self._run(CheckStyleFile(path, projects, folder_name))

    def adopt_style_file(self, offer: StyleFileOffer) -> None:
        """Make a project of a checked style file, beside the other projects."""
        projects = offer.folder.parent
        wanted = safe_name(Path(offer.name).stem)
        project = projects / free_name(wanted, [path.name for path in projects.glob("*")])
        try:
            adopt(offer, project)
        except CheckpointError as error:
            self.failed.emit(error)
            return
        self.style_file_opened.emit(project, offer.styles)

    def discard_style_file(self, offer: StyleFileOffer) -> None:
        """Forget a checked style file."""
        discard(offer)
