"""Configurations and project files that hold anything: opened, or refused with what is wrong.

With the counts of each outcome, and all cases::

    LGT_KILLS=25 pytest tests/engine/faults/test_settings_files.py
"""

from __future__ import annotations

import json
import math
import os
import random
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import shiboken6

from lgt_app.state.export.exports import Exports
from lgt_app.state.export.journal import Journal
from lgt_app.state.preview.preview import PreviewState
from lgt_app.state.project.project import Project
from lgt_app.state.project.project_file import BACKUP_NAMES, FILE_NAME, VERSION, ProjectError
from lgt_app.state.project.stored_values import existing_path
from lgt_app.state.refine.refining import Refining
from lgt_app.state.training.run import RunState
from lgt_app.workers import JobQueues
from lgt_engine.config import TrainConfig
from lgt_engine.errors import ConfigError

from .conftest import KILLS
from .mutation import damaged, with_hostile_value
from .tally import Tally

_ALL_WRONG: tuple[Any, ...] = (
    None, True, False, 0, 1, -1, 0.5, -0.0, 10**30, math.nan, math.inf, -math.inf, "", "x", "8",
    "nan", [], [1], ["x"], [[]], {}, {"a": 1}, "\x00", "\ud800", "x" * 70_000,
)  # fmt: skip
# Every third one where time matters; the long form has them all.
_WRONG = _ALL_WRONG[:: 1 if KILLS > 3 else 3]


def test_every_setting_with_a_value_of_every_wrong_kind(
    make_config: Callable[..., TrainConfig], tally: Tally, tmp_path: Path
) -> None:
    whole = json.loads(json.dumps(make_config(tmp_path / "run").to_dict()))
    ends: Counter[str] = Counter()
    sentences: dict[str, str] = {}
    for section, values in whole.items():
        for key in values:
            for wrong in _WRONG:
                changed = {**whole, section: {**values, key: wrong}}
                problems = _problems(changed)
                ends["refused" if problems else "used"] += 1
                if problems:
                    assert any(key in problem for problem in problems), (key, wrong, problems)
                    sentences.setdefault(key, problems[0])
    for section in whole:
        for wrong in _WRONG:
            ends["refused" if _problems({**whole, section: wrong}) else "used"] += 1
    for way, number in ends.items():
        tally.ended("setting of a wrong kind", way, number)
    for key in ("image_size", "label_drop_prob", "kind"):
        tally.says(f"setting {key}", sentences[key])
    assert ends["refused"] > 400


def _problems(values: dict[str, Any]) -> list[str]:
    """What is said of a configuration; asserts that one that is used can be used again."""
    try:
        config = TrainConfig.from_dict(values)
    except ConfigError as error:
        return [str(problem) for problem in error.problems]
    assert TrainConfig.from_dict(json.loads(json.dumps(config.to_dict()))) == config
    return []


def test_files_of_settings_that_are_half_written_older_or_newer(
    make_config: Callable[..., TrainConfig], tally: Tally, tmp_path: Path
) -> None:
    whole = json.dumps(make_config(tmp_path / "run").to_dict(), indent=1).encode()
    rng = random.Random(6)
    path, ends = tmp_path / "config.json", Counter[str]()
    texts = [whole[: len(whole) * n // 60] for n in range(60)]
    texts += [damaged(whole, rng) for _ in range(60)]
    texts += [b"\xef\xbb\xbf" + whole, whole.decode().encode("utf-16"), b"\0" * 900, b"[" * 9000]
    for text in texts:
        path.write_bytes(text)
        told = ""
        try:
            TrainConfig.load(path)
        except ConfigError as error:
            told = str(error)
            ends["refused"] += 1
        assert not told or "config.json" in told
        ends["used"] += not told
    for way, number in ends.items():
        tally.ended("file of settings", way, number)
    assert len(ends) == 2


# --- projects ---------------------------------------------------------------------------------

_WHOLE: dict[str, Any] = {
    "version": VERSION,
    "name": "Summer",
    "styles": ["Ink", "Öl"],
    "values": {
        "training": {"quality": "good", "minutes": 3.0, "advanced": {"training.seed": 3}},
        "run": {"dir": "001", "finished": False, "minutes": 2.0, "styles": ["Ink"]},
        "look": {"style": "Ink", "blend": [["Öl", 0.5]], "guidance": 1.0, "steps": 4, "seed": 1},
        "export": {"kind": "jpeg", "quality": 90, "max_side": 900, "folder": "/nowhere"},
        "preview_photo": "photos/a.png",
    },
}


def _project_texts(rng: random.Random) -> Iterator[tuple[str, bytes]]:
    whole = json.dumps(_WHOLE, ensure_ascii=False, indent=2).encode()
    for number in range(40):
        yield "half-written", whole[: len(whole) * number // 40]
    for _ in range(3 * len(_WRONG)):
        yield "bit-flipped", damaged(whole, rng)
    for _ in range(6 * len(_WRONG)):
        yield "odd value", json.dumps(with_hostile_value(_WHOLE, rng)).encode()
    for key in _WHOLE:
        for wrong in _WRONG:
            yield f"wrong {key}", json.dumps({**_WHOLE, key: wrong}).encode()
    for key, values in _WHOLE["values"].items():
        for wrong in _WRONG:
            changed = {**_WHOLE["values"], key: wrong}
            yield "wrong value", json.dumps({**_WHOLE, "values": changed}).encode()
            for inner in values if isinstance(values, dict) else ():
                odd = {**_WHOLE["values"], key: {**values, inner: wrong}}
                yield "wrong value", json.dumps({**_WHOLE, "values": odd}).encode()
    for version in (2, 99, 10**30):
        yield "newer", json.dumps({**_WHOLE, "version": version}).encode()
    yield "older", json.dumps({"version": 1}).encode()
    yield "other text", whole.decode().encode("utf-16")
    yield "other text", b"\0" * 4096
    yield "other text", b"[" * 100_000
    yield "other text", b""


@pytest.mark.timeout(180)
@pytest.mark.usefixtures("qapp")
def test_every_project_file_opens_or_is_refused_in_words(
    tmp_path: Path, tally: Tally, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "fsync", lambda _: None)  # thousands would wear a disk for nothing
    folder, picture = tmp_path / "project", b"\x89PNG"
    for name in ("Ink", "Öl"):
        (folder / "styles" / name).mkdir(parents=True)
        (folder / "styles" / name / "a.png").write_bytes(picture)
    lanes = JobQueues()
    ends: Counter[tuple[str, str]] = Counter()
    for kind, text in _project_texts(random.Random(6)):
        for name in (FILE_NAME, *BACKUP_NAMES):
            (folder / name).unlink(missing_ok=True)
        (folder / FILE_NAME).write_bytes(text)
        told = None
        try:
            project = Project(folder)
        except ProjectError as error:
            told = error
        if told is None:
            _use(project, lanes)
        else:
            assert told.safe
            assert told.next_step
            assert (folder / FILE_NAME).read_bytes() == text, "what is refused stays as it is"
            tally.says(f"project file: {kind}", str(told))
        ends[kind, "used" if told is None else "refused"] += 1
        assert (folder / "styles" / "Ink" / "a.png").read_bytes() == picture
    assert lanes.close()
    for (kind, way), number in ends.items():
        tally.ended(f"project file: {kind}", way, number)
    assert ends["newer", "refused"] == 3
    assert ends["wrong styles", "refused"] == 0, "the folders know the styles"


def _use(project: Project, lanes: JobQueues) -> None:
    """What the window asks of a project that was just opened."""
    assert sorted(project.styles) == ["Ink", "Öl"]
    run = RunState(project, lanes)
    assert run.options.total_minutes > 0
    assert isinstance(run.styles_match, bool)
    assert isinstance(run.last_finished, bool)
    assert run._recorded_minutes() > 0
    preview = PreviewState(project, lanes)
    exports = Exports(project, preview, Refining(project, preview, lanes), lanes)
    assert exports.folder.is_dir()
    assert exports.options.suffix_for(Path("photo.jpg"))
    assert existing_path(project.value("preview_photo"), project.folder) is None
    project.set_value("counter", 1)
    for state in (exports, preview, run):
        shiboken6.delete(state)


def test_a_journal_of_exports_that_holds_anything_is_read(tmp_path: Path, tally: Tally) -> None:
    rng = random.Random(6)
    line = {
        "id": 1, "source": "a.png", "target": "b.png", "model": "m", "look": {"style": "Ink"},
        "options": {"kind": "png"}, "device": "cpu", "keep_existing": True, "status": "waiting",
        "reason": "", "seconds": 1.0,
    }  # fmt: skip
    path = tmp_path / "exports.jsonl"
    read = 0
    for _ in range(300):
        whole = json.dumps(line).encode()
        odd = json.dumps(with_hostile_value(line, rng)).encode()
        path.write_bytes(b"\n".join((whole, odd, damaged(whole, rng), whole[:40])))
        items = Journal(path).read()
        read += len(items)
        assert all(isinstance(item.source, Path) for item in items)
    assert read >= 300
    tally.ended("export list", "used", 300)
