"""Without torch the window opens, says what is missing and gives the line that installs it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[3]

#: A Python in which torch is not installed.
_WITHOUT_TORCH = "import sys\nsys.modules['torch'] = None\n"

_WINDOW = """
import json
from PySide6.QtCore import QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QPushButton
from lgt_app.app import create_main_window
app = QApplication([])
window = create_main_window()
window.show()
def look():
    banner = window.controller.banner
    if banner.message is None or "torch" not in banner.message.what:
        return
    timer.stop()
    (copy,) = [b for b in banner.findChildren(QPushButton) if b.text() == "Copy the line"]
    message = banner.message
    copy.click()
    line = QGuiApplication.clipboard().text()
    print(json.dumps([message.what, message.next_step, line]))
    window.close()
    app.exit()
timer = QTimer(interval=50)
timer.timeout.connect(look)
timer.start()
app.exec()
"""


def run(code: str, home: Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "LGT_HOME": str(home)}
    return subprocess.run(
        [sys.executable, "-c", _WITHOUT_TORCH + code],
        cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip


def test_the_window_says_what_is_missing_and_copies_the_line(tmp_path: Path) -> None:
    done = run(_WINDOW, tmp_path / "home")
    assert done.returncode == 0, done.stderr
    what, next_step, line = json.loads(done.stdout)
    assert what == "LGT needs torch, which is not installed."
    assert line in next_step
    assert line.startswith(f"{sys.executable} -m pip install")
    assert "torch" in line.removeprefix(sys.executable)


def test_the_command_line_says_so_without_a_traceback(tmp_path: Path) -> None:
    code = "from lgt_engine.cli import main\nsys.exit(main(['info', 'model.safetensors']))"
    done = run(code, tmp_path / "home")
    assert done.returncode == 4
    assert done.stderr.startswith("lgt: LGT needs torch, which is not installed.")
    assert "Traceback" not in done.stderr
