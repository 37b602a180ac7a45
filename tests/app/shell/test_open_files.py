"""Files from outside: the command line, a second start, macOS, and a desktop's “Open with”."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from PySide6.QtNetwork import QLocalSocket
from PySide6.QtWidgets import QDialog

from lgt_app.app import main
from lgt_app.shell.hand_over import Listener, Request, as_request, socket_name
from lgt_engine.tools.procedural.pictures import procedural_picture

from ..hands import drop, find
from ..tiny_models import write_model

ROOT = Path(__file__).parents[3]


def second_start(arguments: Sequence[str], folder: Path) -> subprocess.Popen[str]:
    """Another process of the program, begun in ``folder``."""
    return subprocess.Popen(
        [sys.executable, "-m", "lgt_app", *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), *sys.path])},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def files_of_a_friend(folder: Path) -> Path:
    """A folder of a style, two photos and a model."""
    (folder / "Glass").mkdir(parents=True)
    procedural_picture("mosaic", (160, 128), 5).save(folder / "Glass" / "one.png")
    for seed, name in enumerate(("tree.png", "lake.png")):
        procedural_picture("scene", (160, 128), seed).save(folder / name)
    write_model(folder / "friend.safetensors", ("Wave",))
    return folder


def test_a_second_start_hands_its_files_to_the_open_window(
    open_window, filled: Path, tmp_path: Path, qtbot
) -> None:
    window = open_window(filled, ready=False)
    space = window.controller.workspace
    listener = Listener(window.take, window)
    assert listener.listen()
    assert not Listener(window.take, window).listen(), "one window takes them"
    outside = files_of_a_friend(tmp_path / "out side")
    window.showMinimized()
    with second_start(["tree.png", "Glass", "friend.safetensors"], outside) as started:
        qtbot.waitUntil(lambda: started.poll() is not None, timeout=60_000)
        assert started.returncode == 0, started.communicate()[0]
    assert not window.isMinimized()
    qtbot.waitUntil(lambda: "Glass" in space.project.styles, timeout=30_000)
    assert space.preview.photo is not None
    assert space.preview.photo.name == "tree.png", "the photo that was opened is shown"
    offer = "styleOfferDialog"
    qtbot.waitUntil(lambda: window.findChild(QDialog, offer) is not None, timeout=60_000)
    window.findChild(QDialog, offer).reject()
    qtbot.waitUntil(lambda: window.findChild(QDialog, offer) is None, timeout=30_000)
    drop(find(window, "photoList").viewport(), outside / "friend.safetensors")
    qtbot.waitUntil(lambda: window.findChild(QDialog, offer) is not None, timeout=60_000)
    window.findChild(QDialog, offer).reject()

    window.open_files([outside / "lake.png"])
    qtbot.waitUntil(lambda: space.preview.photo.name == "lake.png", timeout=30_000)

    count = len(space.project.photos)
    window.open_files([outside / "tree.png"])
    assert space.preview.photo.name == "tree.png", "it is on the shelf already"
    assert len(space.project.photos) == count

    window.open_files([outside / "gone.jpg"])
    banner = find(window, "banner")
    qtbot.waitUntil(banner.isVisible, timeout=30_000)
    assert "gone.jpg" in banner.message.next_step + banner.message.details
    ask = Request((outside / "tree.png",), tmp_path / "another project")
    assert not window.take(ask), "another project has its own window"
    assert window.take(Request((), filled)), "this one comes to the front"
    listener.close()


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere a display is there")
def test_without_a_display_a_sentence_says_what_to_do(tmp_path: Path) -> None:
    shown = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    own = {name: value for name, value in os.environ.items() if name not in shown}
    path = os.pathsep.join([str(ROOT), *sys.path])
    done = subprocess.run(
        [sys.executable, "-m", "lgt_app"],
        env={**own, "LGT_HOME": str(tmp_path), "PYTHONPATH": path},
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert done.stderr.startswith("lgt-app: there is no display")
    assert len(done.stderr.splitlines()) == 1


def test_macos_asks_the_application_to_open_a_file(tmp_path: Path) -> None:
    code = (
        "import sys\n"
        "from PySide6.QtCore import QUrl\n"
        "from PySide6.QtGui import QFileOpenEvent\n"
        "from lgt_app.shell.application import Application\n"
        "app = Application([])\n"
        "app.asked.connect(print)\n"
        "app.sendEvent(app, QFileOpenEvent(QUrl.fromLocalFile(sys.argv[1])))\n"
        "app.sendEvent(app, QFileOpenEvent(QUrl('https://example.org/')))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "a b.jpg")],
        capture_output=True, text=True, check=True, timeout=60,
    )  # fmt: skip
    assert done.stdout.splitlines() == [str(tmp_path / "a b.jpg")]


def test_what_is_no_request_is_refused_and_a_dead_socket_is_replaced(home: Path, qtbot) -> None:
    taken: list[Request] = []
    (home / "config").mkdir(parents=True)
    Path(socket_name()).touch()  # left behind by a crash
    listener = Listener(lambda request: not taken.append(request))
    assert listener.listen()
    for line, answer in ((b"[1]\n", b"no\n"), (b"\xff{\n", b"no\n"), (b'{"files": 3}\n', b"no\n")):
        socket = QLocalSocket()
        socket.connectToServer(socket_name())
        socket.write(line)
        with qtbot.waitSignal(socket.readyRead):
            socket.flush()
        assert socket.readLine().data() == answer
    assert taken == []
    listener.close()
    assert not Path(socket_name()).exists()


def test_a_project_among_the_files_is_what_is_opened(
    filled: Path, tmp_path: Path, monkeypatch
) -> None:
    (filled / "project.json").write_text("{}", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    request = as_request([Path("a.png"), Path("filled"), Path("b")], None)
    assert request == Request((tmp_path / "a.png", tmp_path / "b"), filled)
    assert Request.from_json(request.to_json()) == request


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="desktop entries are for Linux")
def test_a_desktop_entry_is_written_and_removed(
    tmp_path: Path, monkeypatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setattr(sys, "executable", str(tmp_path / 'my "50 %" $dir' / "python"))
    entry = tmp_path / "data" / "applications" / "lgt.desktop"
    kind = tmp_path / "data" / "mime" / "packages" / "lgt.xml"
    assert main(["--install-desktop-entry"]) == 0
    assert capsys.readouterr().out.splitlines() == [f"Wrote {entry}", f"Wrote {kind}"]
    lines = entry.read_text(encoding="utf-8").splitlines()
    command = next(line for line in lines if line.startswith("Exec="))
    words = rf'"{tmp_path}/my \\"50 %%\\" \\$dir/python" "-m" "lgt_app" %F'
    assert command == f"Exec={words}"
    assert "*.safetensors" in kind.read_text(encoding="utf-8")
    assert main(["--install-desktop-entry"]) == 0, "again, after an update"
    assert main(["--remove-desktop-entry"]) == 0
    assert not entry.exists()
    assert not kind.exists()
    entry.write_text("[Desktop Entry]\nName=Another\n", encoding="utf-8")
    capsys.readouterr()
    assert main(["--install-desktop-entry"]) == 2
    assert "is not LGT's" in capsys.readouterr().err
    assert main(["--remove-desktop-entry"]) == 0
    assert entry.exists(), "somebody else's file stays"
