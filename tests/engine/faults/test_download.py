"""A codec's download that is cut in the middle: told, never taken for whole, and continued later.

The hub is a server on this machine; nothing outside is called.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import huggingface_hub.file_download
import pytest

from lgt_engine.codec.download import download
from lgt_engine.codec.image_codec import CODEC_FILES, Codec, is_downloaded, load_codec
from lgt_engine.control import Control
from lgt_engine.errors import Cancelled, CodecError

from .tally import Tally

_COMMIT = "0123456789abcdef0123456789abcdef01234567"


class _Hub(ThreadingHTTPServer):
    """Serves the files of one codec; sends no more than ``most`` bytes of an answer."""

    daemon_threads = True

    def __init__(self, folder: Path) -> None:
        super().__init__(("127.0.0.1", 0), _Answer)
        self.folder = folder
        self.most: int | None = None
        self.status = 200
        self.asked: list[str] = []
        self.when_asked = lambda: None


class _Answer(BaseHTTPRequestHandler):
    server: _Hub

    def do_HEAD(self) -> None:
        self._head(self._data())

    def do_GET(self) -> None:
        data = self._data()
        self.server.asked.append(self.path.rsplit("/", 1)[-1])
        self._head(data)
        most = self.server.most
        self.wfile.write(data if most is None else data[:most])
        self.wfile.flush()
        self.server.when_asked()
        self.close_connection = True

    def _data(self) -> bytes:
        return (self.server.folder / self.path.rsplit("/", 1)[-1]).read_bytes()

    def _head(self, data: bytes) -> None:
        self.send_response(self.server.status)
        self.send_header("ETag", f'"{len(data):040d}"')
        self.send_header("X-Repo-Commit", _COMMIT)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@pytest.fixture
def hub(codec_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[_Hub]:
    server = _Hub(codec_folder)
    thread = threading.Thread(
        target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
    )
    thread.start()
    endpoint = f"http://127.0.0.1:{server.server_port}"
    constants = "huggingface_hub.constants"
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setattr(f"{constants}.ENDPOINT", endpoint)
    template = endpoint + "/{repo_id}/resolve/{revision}/{filename}"
    monkeypatch.setattr(f"{constants}.HUGGINGFACE_CO_URL_TEMPLATE", template)
    monkeypatch.setattr(f"{constants}.HF_HUB_CACHE", str(tmp_path / "hub"))
    monkeypatch.setattr(f"{constants}.HF_HUB_OFFLINE", False)
    # It waits a second before each of its own five tries.
    impatient = SimpleNamespace(**{**vars(time), "sleep": lambda _: None})
    monkeypatch.setattr(huggingface_hub.file_download, "time", impatient)
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def _get(control: Control | None = None) -> None:
    for _ in download("taesd", control or Control()):
        pass


def _not_taken_for_whole() -> None:
    assert not is_downloaded("taesd")
    with pytest.raises(CodecError, match="not on this machine yet"):
        load_codec("taesd")


@pytest.mark.filterwarnings("ignore:The `local_dir_use_symlinks` argument")  # of diffusers
def test_a_download_cut_in_the_middle_is_told_and_begun_again_later(
    hub: _Hub, tally: Tally, codec: Codec, codec_folder: Path
) -> None:
    size = (codec_folder / CODEC_FILES[1]).stat().st_size
    for hub.most in (0, 10, size // 2, size - 1):
        with pytest.raises(CodecError, match="could not be downloaded") as caught:
            _get()
        assert "builtin" in caught.value.safe
        assert caught.value.next_step
        tally.says("download cut", str(caught.value))
        tally.survived("download cut in the middle")
        _not_taken_for_whole()
    assert CODEC_FILES[1] in hub.asked, "the first file was whole at the end"
    hub.most = None
    _get()
    assert is_downloaded("taesd")
    weights = load_codec("taesd").codec_id.removeprefix("taesd-")
    assert weights == codec.codec_id.removeprefix("folder-")


@pytest.mark.parametrize("status", [401, 404])
def test_a_hub_that_refuses_is_told(hub: _Hub, status: int) -> None:
    hub.status = status
    with pytest.raises(CodecError, match="could not be downloaded"):
        _get()
    _not_taken_for_whole()


def test_a_download_that_is_cancelled_leaves_nothing_that_is_used(hub: _Hub) -> None:
    control = Control()
    hub.when_asked = control.stop
    with pytest.raises(Cancelled):
        _get(control)
    _not_taken_for_whole()
