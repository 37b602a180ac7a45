"""What LGT never does: unpickle, run code out of files, open a port, call somebody."""

from __future__ import annotations

import ast
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PIL import Image

import lgt_app
import lgt_engine
from lgt_engine.cli import main
from lgt_engine.config import TrainConfig

_PACKAGES = [Path(package.__file__).parent for package in (lgt_engine, lgt_app)]
_FORBIDDEN_MODULES = frozenset(
    {"pickle", "cPickle", "_pickle", "dill", "cloudpickle", "joblib", "shelve", "marshal", "yaml",
     "copyreg", "importlib.util"}
)  # fmt: skip
#: Functions that unpickle, or run what a file says.
_FORBIDDEN_CALLS = frozenset(
    {"eval", "exec", "compile", "torch.load", "torch.jit.load", "torch.hub.load", "np.load",
     "numpy.load", "os.system", "os.popen", "torch.package", "dist.all_gather_object",
     "distributed.all_gather_object", "distributed.broadcast_object_list",
     "distributed.gather_object", "distributed.scatter_object_list"}
)  # fmt: skip
#: Reads plain tensors alone (``weights_only``), of a file whose SHA-256 is known.
_CHECKED_CALLS = {("lgt_engine/energies/features.py", "torch.load")}
#: Modules that talk to the network, and who may use them: the download that a person asks for, and
#: processes of one training that were started to talk to each other.
_NETWORK = ("socket", "http", "urllib", "requests", "httpx", "ftplib", "huggingface_hub")
_MAY_TALK = {"lgt_engine/codec/download.py", "lgt_engine/codec/image_codec.py"}


def _sources() -> Iterator[tuple[str, ast.Module]]:
    for package in _PACKAGES:
        for path in sorted(package.rglob("*.py")):
            name = path.relative_to(package.parent).as_posix()
            yield name, ast.parse(path.read_text(encoding="utf-8"))


def _imports(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            # A local socket is a file that programs of one user share, and no network.
            local = all(alias.name.startswith("QLocal") for alias in node.names)
            yield from () if local else (node.module,)


def _calls(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func)


def test_nothing_is_unpickled_and_no_code_is_run_out_of_files() -> None:
    found, seen = [], 0
    for name, tree in _sources():
        seen += 1
        found += [f"{name}: import {m}" for m in _imports(tree) if m in _FORBIDDEN_MODULES]
        calls = [call for call in _calls(tree) if (name, call) not in _CHECKED_CALLS]
        found += [f"{name}: {call}()" for call in calls if call in _FORBIDDEN_CALLS]
    assert seen > 100
    assert not found


def test_only_the_download_that_a_person_asks_for_knows_the_network() -> None:
    found = [
        f"{name}: {module}"
        for name, tree in _sources()
        for module in _imports(tree)
        if module.split(".")[0] in _NETWORK and name not in _MAY_TALK
    ]
    assert not found
    assert not [
        f"{name}: {module}"
        for name, tree in _sources()
        for module in _imports(tree)
        if module.startswith(("PySide6.QtNetwork", "PySide6.QtWeb"))
    ]


def test_an_unpickler_would_be_found() -> None:
    tree = ast.parse("from pickle import loads\nimport torch\ntorch.load('x')")
    assert "pickle" in set(_imports(tree))
    assert "torch.load" in set(_calls(tree))


def test_the_guard_hears_ports_and_calls(heard: list[str], ports: Callable[[], set[str]]) -> None:
    before = ports()
    with socket.socket() as server, socket.socket() as client:
        server.bind(("127.0.0.1", 0))
        server.listen()
        client.connect(server.getsockname())
        if Path("/proc/self/net/tcp").exists():
            assert len(ports() - before) == 2
    assert [line.partition("(")[0] for line in heard] == ["socket.bind", "socket.connect"]


@pytest.mark.usefixtures("no_network", "quick_validation")
def test_the_command_line_opens_no_port_and_calls_nobody(
    tiny_config: Callable[..., TrainConfig],
    written: Callable[[TrainConfig, Path], Path],
    codec_folder: Path,
    photo: Image.Image,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path / "hub"))
    config = tiny_config(training={"max_steps": 2})
    model = config.checkpoint.save_dir / "model.safetensors"
    photo.save(tmp_path / "photo.png")
    out, order = tmp_path / "out", written(config, tmp_path / "order.json")
    commands = [
        ["train", "--config", order],
        ["info", model],
        ["plan", "--config", order],
        ["codec", "list"],
        [
            "stylize",
            "--model",
            model,
            "--codec",
            codec_folder,
            "--out",
            out,
            tmp_path / "photo.png",
        ],
        ["stylize", "--model", model, "--codec", "taesd", "--out", out, tmp_path / "photo.png"],
    ]
    statuses = [main([str(part) for part in command]) for command in commands]
    assert statuses == [0, 0, 0, 0, 0, 2], "a codec that is not here is asked for, not fetched"
    assert len(list(out.iterdir())) == 1
