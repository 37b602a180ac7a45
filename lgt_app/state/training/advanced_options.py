"""The engine's options as rows for a page, made from the configuration's own metadata."""

from __future__ import annotations

import dataclasses
import json
import typing
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lgt_engine.config import TrainConfig
from lgt_engine.errors import ConfigError, ConfigProblem

from .options import OWN_KEYS


@dataclass(frozen=True)
class Option:
    """One option.

    Attributes
    ----------
    key : str
        ``"section.name"``.
    label, help : str
        For people.
    kind : {"bool", "choice", "text"}
    default : value
    choices : tuple of str
    limits : str
        Allowed values in words; may be empty.
    """

    key: str
    label: str
    help: str
    kind: str
    default: Any
    choices: tuple[str, ...]
    limits: str

    def to_text(self, value: Any) -> str:
        """A value as the person edits it."""
        if value is None:
            return ""
        if isinstance(value, list | tuple):
            return ", ".join(str(item) for item in value)
        return str(value)

    def to_value(self, text: str) -> Any:
        """The value that an edited text means; the engine judges it afterwards."""
        text = text.strip()
        if text.lower() in ("", "none", "null"):
            return None
        if isinstance(self.default, tuple):
            return [_number(part) for part in text.replace(";", ",").split(",") if part.strip()]
        return _number(text)


def _number(text: str) -> Any:
    for number in (text, text.replace(",", ".")):  # a decimal comma is understood too
        try:
            return json.loads(number)
        except ValueError:
            continue
    return text.strip()


def sections() -> dict[str, list[Option]]:
    """All options by section, in the configuration's order."""
    found: dict[str, list[Option]] = {}
    for section in dataclasses.fields(TrainConfig):
        holder = typing.get_type_hints(TrainConfig)[section.name]
        hints = typing.get_type_hints(holder)
        options = [
            _option(section.name, field, hints[field.name])
            for field in dataclasses.fields(holder)
            if f"{section.name}.{field.name}" not in OWN_KEYS
        ]
        if options:
            found[section.name] = options
    return found


def _option(section: str, field: dataclasses.Field[Any], hint: Any) -> Option:
    meta = field.metadata
    choices = tuple(meta.get("choices") or ())
    kind = "bool" if hint is bool else "choice" if choices else "text"
    words = str(meta.get("help", ""))
    return Option(
        key=f"{section}.{field.name}",
        label=field.name.replace("_", " ").capitalize(),
        help=words[:1].upper() + words[1:] + ("" if words.endswith(".") else "."),
        kind=kind,
        default=field.default,
        choices=choices,
        limits=_limits(meta.get("low"), meta.get("high")) if kind == "text" else "",
    )


def _limits(low: float | None, high: float | None) -> str:
    if low is not None and high is not None:
        return f"{low:g} – {high:g}"
    if low is not None:
        return f"≥ {low:g}"
    return f"≤ {high:g}" if high is not None else ""


def check(advanced: Mapping[str, Any]) -> list[ConfigProblem]:
    """What the engine finds wrong with these settings; empty when nothing."""
    values: dict[str, dict[str, Any]] = {"data": {"data_root": "."}}
    for key, value in advanced.items():
        section, _, name = key.partition(".")
        values.setdefault(section, {})[name] = value
    try:
        TrainConfig.from_dict(values)
    except ConfigError as error:
        return list(error.problems)
    return []
