"""Pictures of the window on a project, in both themes and two sizes.

QT_QPA_PLATFORM=offscreen python tests/benchmarks/screenshots.py PROJECT OUT
"""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from lgt_app.app import create_main_window

_SIZES = ((1280, 800), (1920, 1080))


def main() -> None:
    """Open the project, wait until everything is drawn, and take the pictures."""
    project, out = Path(sys.argv[1]), Path(sys.argv[2])
    out.mkdir(parents=True, exist_ok=True)
    app = QApplication([])
    window = create_main_window(project)
    window.show()
    wanted = [(mode, size) for size in _SIZES for mode in ("light", "dark")]

    def take() -> None:
        space = window.desk.workspace
        lanes = window.desk.lanes
        if not window.desk.engine_ready or space.preview.busy or any(x.busy for x in lanes.all):
            QTimer.singleShot(300, take)
            return
        if not wanted:
            window.close()
            app.quit()
            return
        mode, (width, height) = wanted.pop(0)
        window.settings.set_theme(mode)
        window.resize(width, height)
        QTimer.singleShot(600, lambda: save(mode, width))

    def save(mode: str, width: int) -> None:
        window.grab().save(str(out / f"window_{mode}_{width}.png"))
        take()

    QTimer.singleShot(500, take)
    app.exec()


if __name__ == "__main__":
    main()
