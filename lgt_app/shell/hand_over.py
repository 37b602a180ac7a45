"""A second start hands its files to the window that is open, through a local socket.

The socket is a file in the folder of the settings (on Windows a named pipe), so it belongs to one
person and no port is opened. Whoever gets no answer in time opens a window of its own.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
import tempfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from lgt_app import paths

_CONNECT_MS, _ANSWER_MS = 500, 3000
_YES, _NO = b"yes\n", b"no\n"
_MOST_BYTES = 1 << 20
#: Systems allow about 100 bytes for the path of a socket.
_LONGEST_PATH = 90


@dataclass(frozen=True)
class Request:
    """What a start was asked to open.

    Attributes
    ----------
    files : tuple of Path
        Pictures, folders and style files.
    project : Path or None
        A project folder; None is any project.
    """

    files: tuple[Path, ...] = ()
    project: Path | None = None

    def to_json(self) -> bytes:
        """One line."""
        project = str(self.project) if self.project is not None else None
        return json.dumps(
            {"files": [str(path) for path in self.files], "project": project}
        ).encode()

    @classmethod
    def from_json(cls, line: bytes) -> Request:
        """From such a line; ValueError for anything else."""
        try:
            values = json.loads(line)
            files, project = values["files"], values["project"]
            return cls(tuple(Path(name) for name in files), Path(project) if project else None)
        except (KeyError, TypeError, RecursionError) as error:
            raise ValueError(str(error)) from error


def socket_name() -> str:
    """Where the open window listens."""
    place = paths.config_dir() / "window.socket"
    short = "lgt-" + hashlib.sha256(os.fsencode(place)).hexdigest()[:16]
    if sys.platform == "win32":
        return short
    if len(os.fsencode(place)) > _LONGEST_PATH:
        place = Path(tempfile.gettempdir(), short)
    return str(place)


def hand_over(request: Request) -> bool:
    """Whether an open window has taken what is to be opened; waits a few seconds at most."""
    socket = QLocalSocket()
    socket.connectToServer(socket_name())
    if not socket.waitForConnected(_CONNECT_MS):
        return False
    socket.write(request.to_json() + b"\n")
    socket.flush()
    while not socket.canReadLine():
        if not socket.waitForReadyRead(_ANSWER_MS):
            return False
    return bool(socket.readLine().data() == _YES)


class Listener(QObject):
    """Takes requests of later starts for as long as a window is open.

    Parameters
    ----------
    take : callable
        Gets a :class:`Request` and tells whether this window takes it.
    """

    def __init__(self, take: Callable[[Request], bool], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._take = take
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._on_connection)

    def listen(self) -> bool:
        """Begin; False where another window listens already, or no socket can be made."""
        name = socket_name()
        other = QLocalSocket()
        other.connectToServer(name)
        if other.waitForConnected(_CONNECT_MS):
            other.abort()
            return False
        with suppress(OSError):  # then it cannot listen
            paths.config_dir().mkdir(parents=True, exist_ok=True)
        QLocalServer.removeServer(name)  # left behind by a crash
        return self._server.listen(name)

    def close(self) -> None:
        """Take nothing any more."""
        self._server.close()

    def _on_connection(self) -> None:
        while (socket := self._server.nextPendingConnection()) is not None:
            socket.readyRead.connect(lambda at=socket: self._read(at))
            socket.disconnected.connect(socket.deleteLater)
            self._read(socket)

    def _read(self, socket: QLocalSocket) -> None:
        if socket.canReadLine():
            try:
                taken = self._take(Request.from_json(bytes(socket.readLine().data())))
            except ValueError:
                taken = False
            socket.write(_YES if taken else _NO)
            socket.flush()
            socket.disconnectFromServer()
        elif socket.bytesAvailable() > _MOST_BYTES:
            socket.abort()


def as_request(names: Sequence[Path], project: Path | None) -> Request:
    """What names on a command line ask for: the first project among them is opened."""
    files = [path.absolute() for path in names]
    if project is None and any(path.is_dir() for path in files):
        from lgt_app.state.project.project_file import is_project

        project = next((path for path in files if path.is_dir() and is_project(path)), None)
        files = [path for path in files if path != project]
    return Request(tuple(files), project.absolute() if project is not None else None)
