"""Bad, odd and hostile input: each case is used, or refused with a sentence that names it.

The tables and the sentences of a run::

    LGT_KILLS=25 pytest tests/engine/faults/test_bad_input.py

``LGT_FAULT_SEED`` makes another corpus.
"""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from lgt_engine.codec.image_codec import Codec
from lgt_engine.events import BatchFinished, PictureFailed, PictureStylized
from lgt_engine.images.formats import shown_name
from lgt_engine.inference.batch import StylizeJob, stylize_files
from lgt_engine.inference.stylizer import Stylizer, StylizeSettings

from .corpus import Case, pictures
from .tally import Tally

_SEED = int(os.environ.get("LGT_FAULT_SEED", "6"))
_SLOWEST = 10.0


def _sentence(reason: str, path: Path) -> str:
    """The refusal without the file's name; asserts that it is one line in words."""
    name = shown_name(path)
    assert name.strip("“”") in reason, f"{reason!r} does not name {name}"
    assert "\n" not in reason
    assert "Error" not in reason
    assert reason.endswith(".")
    return reason.replace(str(path.parent), "…").replace(name.strip("“”"), "NAME")


def _written(folder: Path) -> dict[Path, Case]:
    """The corpus as files."""
    files: dict[Path, Case] = {}
    for number, case in enumerate(pictures(_SEED)):
        try:
            files[case.write(folder / f"{number:04d}")] = case
        except OSError:
            continue  # this file system holds no such name
    return files


@pytest.mark.timeout(300)
def test_every_picture_of_the_corpus_is_used_or_refused_in_words(
    tmp_path: Path, tally: Tally, make_model: Callable[..., Path], codec: Codec
) -> None:
    files = _written(tmp_path / "in")
    assert len(files) >= 400
    before = {path: path.read_bytes() for path in files}
    stylizer = Stylizer.open(make_model(), codec=codec)
    job = StylizeJob(tuple(files), tmp_path / "out", StylizeSettings(), suffix=".png")
    ends: Counter[tuple[str, str]] = Counter()
    sentences: dict[str, str] = {}
    slowest, told = 0.0, time.perf_counter()
    for event in stylize_files(stylizer, job):
        now = time.perf_counter()
        slowest, told = max(slowest, now - told), now
        if isinstance(event, PictureStylized):
            case = files[event.source]
            assert case.ends in ("used", "either"), f"{case.kind}: {case.name} was used"
            with Image.open(event.target) as made:
                assert case.size in (None, made.size)
            ends[case.kind, "used"] += 1
        elif isinstance(event, PictureFailed):
            case = files[event.source]
            words = _sentence(event.reason, event.source)
            assert case.ends in ("refused", "either"), f"{case.kind}: {event.reason}"
            sentences.setdefault(words, case.kind)
            ends[case.kind, "refused"] += 1
        elif isinstance(event, BatchFinished):
            assert event.done + len(event.failed) == len(files), "no picture was forgotten"
    for (kind, way), number in ends.items():
        tally.ended(kind, way, number)
    for words, kind in sentences.items():
        tally.says(kind, words, words)
    assert sum(ends.values()) == len(files)
    assert slowest < _SLOWEST
    assert {path: path.read_bytes() for path in files} == before, "originals are never touched"
