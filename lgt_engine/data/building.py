"""From folders of pictures to latents in memory."""

from __future__ import annotations

import os
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import torch
from torch import Tensor

from lgt_engine.codec.image_codec import Codec
from lgt_engine.config import DataConfig, TrainConfig
from lgt_engine.control import Control
from lgt_engine.errors import DataError, ImageError
from lgt_engine.events import Event, Notice, Progress
from lgt_engine.images import (
    PICTURE_SUFFIXES,
    centre_crop_square,
    open_picture,
    scan_folder,
    to_tensor,
)
from lgt_engine.images.ignored_files import lgt_folder_kind, visible_names
from lgt_engine.ops.crops import evaluation_seed, style_crops
from lgt_engine.time_left import TimeLeftEstimate

from .dataset import InMemoryLatentDataset
from .picture_encoding import PHOTO, Encoded, PictureEncoder, Source

_JUDGE_CROPS = 16
_REJECTED_SHOWN = 5
#: Photos that arrive later are handed over when there are so many times as many pictures.
_GROWTH = 1.5


@dataclass(frozen=True)
class _Folders:
    styles: dict[str, tuple[Path, ...]]
    photos: tuple[Path, ...]


@dataclass(frozen=True)
class Pictures:
    """What a run learns from.

    Attributes
    ----------
    dataset : InMemoryLatentDataset
        All styles, and the photos that are encoded already.
    photos : int
        Photos to learn from, encoded or not.
    rest : iterator
        Encodes one of the other photos each time it is asked. Gives what is to be told of it, the
        larger dataset now and then and at the end, or None.
    """

    dataset: InMemoryLatentDataset
    photos: int
    rest: Iterator[Notice | InMemoryLatentDataset | None]


def build_dataset(
    config: TrainConfig, codec: Codec, control: Control
) -> Generator[Event, None, InMemoryLatentDataset]:
    """:func:`begin_dataset` with all photos."""
    return (yield from begin_dataset(config, codec, control)).dataset


def begin_dataset(
    config: TrainConfig, codec: Codec, control: Control, first_photos: int | None = None
) -> Generator[Event, None, Pictures]:
    """Read, crop and encode what a run needs, reporting progress.

    Parameters
    ----------
    config : TrainConfig
    codec : Codec
    control : Control
    first_photos : int, optional
        Photos that are enough to begin with; all when left out.

    Yields
    ------
    Notice, Progress

    Returns
    -------
    Pictures

    Raises
    ------
    DataError
        When there is nothing to train on; names the folder and says what is expected.
    Cancelled
        When ``control`` asks to stop.
    """
    folders = yield from find_pictures(config.data)
    names = tuple(folders.styles)
    photos, validation = _split_photos(folders.photos, config.data.validation_photos)
    now = photos if first_photos is None else _spread(photos, first_photos)
    later = [Source(path, PHOTO) for path in photos if path not in set(now)]
    sources = [
        Source(path, label) for label, name in enumerate(names) for path in folders.styles[name]
    ]
    sources += [Source(path, PHOTO) for path in now]
    encoder = PictureEncoder([*sources, *later], config, codec, control)
    encoded = yield from _encode_all(sources, encoder, control)
    while later and all(item.style != PHOTO for item in encoded):  # none of the first can be read
        yield from _encode_one(later.pop(0), encoder, encoded)
    judge = _judged(folders, encoded, config.data, control)
    if all(item.style != PHOTO for item in encoded):
        yield Notice("warning", "no_photos", _NO_PHOTOS)
    held_out = _validation_pixels(validation, judge, config.data)

    def whole() -> InMemoryLatentDataset:
        return _assemble(names, encoded, judge, held_out)

    count = sum(item.style == PHOTO for item in encoded) + len(later)
    return Pictures(whole(), count, _arriving(later, encoder, encoded, whole))


def _arriving(
    later: list[Source],
    encoder: PictureEncoder,
    encoded: list[Encoded],
    whole: Callable[[], InMemoryLatentDataset],
) -> Iterator[Notice | InMemoryLatentDataset | None]:
    """See :attr:`Pictures.rest`; rarely whole, because that copies everything."""
    known = len(encoded)
    for source in later:
        yield from _encode_one(source, encoder, encoded)
        if len(encoded) >= _GROWTH * known or source is later[-1]:
            known = len(encoded)
            yield whole()
        else:
            yield None


def _judged(
    folders: _Folders, encoded: list[Encoded], data: DataConfig, control: Control
) -> dict[str, Tensor]:
    """Crops of each style to judge by."""
    present = {item.style for item in encoded}
    judge = {}
    for label, (name, paths) in enumerate(folders.styles.items()):
        control.raise_if_stopping()
        if label not in present:
            raise DataError(
                f"None of the pictures of the style '{name}' could be read.",
                next_step="Replace them with whole pictures.",
            )
        judge[name] = _judge_crops(_judged_pictures(paths, data), data, evaluation_seed(label))
    return judge


_NO_PHOTOS = (
    "There are no photos to train on, so the styles' own pictures, mirrored, stand in for them. "
    "The style will be learned better with a few dozen ordinary photos."
)


def find_pictures(data: DataConfig) -> Generator[Event, None, _Folders]:
    """The usable pictures of every style and the photos; tells what was left out and why."""
    root = data.data_root
    if root is None or not os.path.isdir(root):
        raise DataError(
            f"The data folder {root} does not exist.",
            next_step="Set data.data_root to a folder that holds one folder per style.",
        )
    photo_folder = _photo_folder(root, data.content_subdir)
    styles = {}
    for folder in (yield from _style_folders(root, data, photo_folder)):
        pictures, rejected = _scan(folder)
        if rejected:
            yield _rejection_notice(folder.name, rejected)
        if pictures:
            styles[folder.name] = pictures
        elif data.style_subdirs is None and not _has_picture_files(rejected):
            text = f"Left out: the folder {folder.name} holds no pictures."
            yield Notice("warning", "empty_folder", text)
        else:
            raise DataError(
                f"The style folder {folder} holds no picture that can be used.",
                next_step="Add at least one picture of 64 pixels or more, or remove the folder.",
            )
    if not styles:
        raise _no_styles(root, data)
    photos: tuple[Path, ...] = ()
    if os.path.isdir(photo_folder):
        photos, rejected = _scan(photo_folder)
        if rejected:
            yield _rejection_notice("photos", rejected)
    return _Folders(styles, photos)


def _scan(folder: Path) -> tuple[tuple[Path, ...], tuple[tuple[Path, str], ...]]:
    scan = scan_folder(folder)
    return scan.pictures, scan.rejected


def _has_picture_files(rejected: tuple[tuple[Path, str], ...]) -> bool:
    return any(path.suffix.lower() in PICTURE_SUFFIXES for path, _ in rejected)


def _photo_folder(root: Path, wanted: str) -> Path:
    """The folder of the photos, also when it is spelled with other capitals."""
    if os.path.isdir(root / wanted):
        return root / wanted
    alike = (name for name in _visible(root) if name.casefold() == wanted.casefold())
    return root / next((name for name in alike if os.path.isdir(root / name)), wanted)


def _style_folders(
    root: Path, data: DataConfig, photo_folder: Path
) -> Generator[Event, None, list[Path]]:
    if data.style_subdirs is not None:
        missing = [name for name in data.style_subdirs if not os.path.isdir(root / name)]
        if missing:
            raise DataError(
                f"There is no style folder {', '.join(repr(name) for name in missing)} in {root}.",
                next_step="Correct data.style_subdirs; it names sub-folders of data.data_root.",
            )
        return [root / name for name in data.style_subdirs]
    found = []
    for folder in sorted(root / name for name in _visible(root)):
        if not folder.is_dir() or (os.path.exists(photo_folder) and folder.samefile(photo_folder)):
            continue
        own = lgt_folder_kind(folder)
        if own is None:
            found.append(folder)
            continue
        text = f"Left out: {folder.name} holds {own} of LGT's own. Name it in data.style_subdirs "
        yield Notice("info", "own_folder", text + "if it is a style all the same.")
    if not found:
        raise _no_styles(root, data)
    return found


def _visible(root: Path) -> list[str]:
    try:
        return visible_names(root)
    except OSError as error:
        raise DataError(
            f"The data folder {root} cannot be listed ({error.strerror or error}).",
            next_step="Allow yourself to read it, or set data.data_root to another folder.",
        ) from error


def _no_styles(root: Path, data: DataConfig) -> DataError:
    return DataError(
        f"The data folder {root} holds no style folders.",
        next_step=f"Make one folder per style in it, and a folder '{data.content_subdir}' of "
        "photos.",
    )


def _rejection_notice(where: str, rejected: tuple[tuple[Path, str], ...]) -> Notice:
    shown = "; ".join(f"{path.name}: {reason}" for path, reason in rejected[:_REJECTED_SHOWN])
    more = len(rejected) - _REJECTED_SHOWN
    rest = f"; and {more} more" if more > 0 else ""
    return Notice("warning", "rejected", f"{where}: {len(rejected)} left out ({shown}{rest}).")


def _split_photos(
    photos: tuple[Path, ...], wanted: int
) -> tuple[tuple[Path, ...], tuple[Path, ...]]:
    """Training and validation photos: every n-th one is held out, at most a quarter."""
    count = min(wanted, len(photos) // 4)
    if count == 0:
        return photos, photos[:wanted]
    step = len(photos) / count
    held = {photos[int(index * step)] for index in range(count)}
    return tuple(p for p in photos if p not in held), tuple(p for p in photos if p in held)


def _encode_all(
    sources: list[Source], encoder: PictureEncoder, control: Control
) -> Generator[Event, None, list[Encoded]]:
    """Latents of pictures; those that fail are told and left out."""
    encoded: list[Encoded] = []
    remaining = TimeLeftEstimate()
    for done, source in enumerate(sources, start=1):
        while control.paused:
            control.wait_while_paused(timeout=1.0)
        yield from _encode_one(source, encoder, encoded)
        left = remaining.at(done / len(sources))
        yield Progress("Preparing pictures", done, len(sources), left)
    return encoded


def _encode_one(
    source: Source, encoder: PictureEncoder, encoded: list[Encoded]
) -> Iterator[Notice]:
    """Add the latents of one picture to ``encoded``, or tell why not."""
    try:
        encoded.append(encoder.encode(source))
        if encoded[-1].first_of_several:
            text = f"{source.path.name} holds several pictures; the first one is used."
            yield Notice("info", "first_of_several", text)
    except ImageError as error:
        yield Notice("warning", "rejected", f"Left out: {error}")


def _spread(photos: tuple[Path, ...], count: int) -> tuple[Path, ...]:
    """``count`` of the photos, spread over all: neighbours look alike."""
    return photos[:: max(1, len(photos) // count)][:count]


def _judged_pictures(pictures: tuple[Path, ...], data: DataConfig) -> list[Tensor]:
    """Some of a style's pictures, spread over all, as pixels ``[3, H, W]``."""
    step = max(1, len(pictures) // _JUDGE_CROPS)
    chosen = list(_readable(pictures[::step], data))[:_JUDGE_CROPS]
    if not chosen:  # all of the picked ones are damaged
        chosen = list(islice(_readable(pictures, data), _JUDGE_CROPS))
    return chosen


def _judge_crops(pictures: list[Tensor], data: DataConfig, seed: int) -> Tensor:
    """Crops of the parts that training sees, at the scale of photos, of a seed of their own."""
    return style_crops(
        pictures, size=data.image_size, count=_JUDGE_CROPS, scales=data.style_scales, seed=seed
    )


def _readable(pictures: tuple[Path, ...], data: DataConfig) -> Iterator[Tensor]:
    for path in pictures:
        try:
            yield to_tensor(open_picture(path, ground=data.ground).image)
        except ImageError:
            continue


def _validation_pixels(
    photos: tuple[Path, ...], judge: dict[str, Tensor], data: DataConfig
) -> Tensor:
    """``[V, 3, S, S]``: held-out photos, or style crops where there are no photos at all."""
    found = []
    for path in photos:
        try:
            picture = open_picture(path, ground=data.ground)
            image = centre_crop_square(picture.image, data.image_size)
        except ImageError:
            continue
        found.append(to_tensor(image))
    if found:
        return torch.stack(found)
    return torch.cat([crops[:1] for crops in judge.values()])[: data.validation_photos]


def _assemble(
    names: tuple[str, ...],
    encoded: list[Encoded],
    judge: dict[str, Tensor],
    validation: Tensor,
) -> InMemoryLatentDataset:
    of_styles = [item for item in encoded if item.style != PHOTO]
    of_photos = [item for item in encoded if item.style == PHOTO]
    content = of_photos or of_styles
    # Numbered by content: a picture that is both a photo and in a style is one picture, and so is
    # never its own reference.
    numbers = {item.content_hash: number for number, item in enumerate(encoded)}
    content_latents = torch.cat([item.crops.latents for item in content])
    content_pixels = torch.cat([item.crops.pixels for item in content])
    return InMemoryLatentDataset(
        style_names=names,
        style_latents=torch.cat([item.crops.latents for item in of_styles]),
        style_pixels=torch.cat([item.crops.pixels for item in of_styles]),
        style_ids=_per_crop(of_styles, [item.style for item in of_styles]),
        style_pictures=_per_crop(of_styles, [numbers[item.content_hash] for item in of_styles]),
        # Mirrored where style pictures stand in for photos, so that a source is never one of the
        # references, even when the style has one single picture.
        content_latents=content_latents if of_photos else content_latents.flip(-1),
        content_pixels=content_pixels if of_photos else content_pixels.flip(-1),
        content_styles=_per_crop(content, [item.style for item in content]),
        content_pictures=_per_crop(content, [numbers[item.content_hash] for item in content]),
        validation_pixels=validation,
        judge_pixels=judge,
    )


def _per_crop(items: list[Encoded], values: list[int]) -> Tensor:
    """One value a picture → one a crop."""
    counts = torch.tensor([len(item.crops.latents) for item in items])
    return torch.tensor(values).repeat_interleave(counts)
