"""Where things are kept, also where nobody has a home."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import platformdirs
import pytest
import torch

from lgt_app import paths as places_of_window
from lgt_engine.data.latent_cache import LatentCache
from lgt_engine.errors import DataError
from lgt_engine.system import user_folders


def test_one_variable_moves_everything_of_both_programs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LGT_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "elsewhere"))
    for module in (user_folders, places_of_window):
        for find in (module.config_dir, module.data_dir, module.log_dir, module.cache_dir):
            assert tmp_path / "home" in find().parents
    cache = LatentCache()
    path = cache.path("0" * 64, {}, "codec")
    cache.write(path, torch.zeros(1, 4, 8, 8))
    assert list((tmp_path / "home").rglob("*.safetensors")) == [path]


@pytest.mark.parametrize("nowhere", [RuntimeError("no home"), Path("~/.cache/lgt")])
def test_without_a_home_the_cache_is_done_without_and_the_rest_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, nowhere: Any
) -> None:
    def user_path(*_: Any, **__: Any) -> Path:
        if isinstance(nowhere, Exception):
            raise nowhere
        return Path(nowhere)

    monkeypatch.delenv("LGT_HOME", raising=False)
    monkeypatch.chdir(tmp_path)
    for name in ("user_config_path", "user_data_path", "user_log_path", "user_cache_path"):
        monkeypatch.setattr(platformdirs, name, user_path)
    for find in (user_folders.config_dir, user_folders.data_dir, user_folders.log_dir):
        with pytest.raises(DataError, match="LGT_HOME"):
            find()
    cache = LatentCache()
    path = cache.path("0" * 64, {}, "codec")
    cache.write(path, torch.zeros(1, 4, 8, 8))
    assert cache.read(path) is None
    assert list(tmp_path.iterdir()) == []


def test_the_window_without_a_home_says_what_to_do() -> None:
    code = (
        "import sys, platformdirs\n"
        "def nowhere(*_, **__): raise RuntimeError('no home')\n"
        "platformdirs.user_config_path = nowhere\n"
        "from lgt_app.app import main\n"
        "sys.exit(main([]))"
    )
    environment = {"QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(Path(__file__).parents[3])}
    ran = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 2
    assert "Set LGT_HOME" in ran.stderr
    assert "Traceback" not in ran.stderr
