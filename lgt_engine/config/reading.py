"""From JSON to nested dataclasses of settings, reporting every problem at once.

Nothing here knows a setting: types, limits and choices are read from the dataclasses' fields, which
:func:`lgt_engine.config.setting` makes.
"""

from __future__ import annotations

import dataclasses
import difflib
import json
import logging
import math
import os
import re
import types
import typing
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar, cast

from lgt_engine.errors import ConfigError, ConfigProblem

_MAX_CONFIG_BYTES = 1 << 20
#: Keys of earlier versions that mean nothing any more: files that hold them still load.
_RETIRED = (
    "inference.finish",
    "loss.pooling",
    "loss.references",
    "loss.w_features",
    "loss.w_pixels",
)

_LOG = logging.getLogger(__name__)

_BACKSLASHES = "In JSON a backslash is written twice (C:\\\\Pictures), or as a slash (C:/Pictures)."
_DECIMAL_COMMA = re.compile(r"\s*[+-]?\d*[,٫]\d+\s*")

Section = TypeVar("Section")
Settings = TypeVar("Settings")


class _DecimalComma(str):
    """A number that a person typed with a comma; text where text is wanted."""

    __slots__ = ()


_KINDS = {
    int: "a whole number",
    float: "a number",
    str: "text",
    bool: "true or false",
    Path: "a path as text",
    type(None): "null",
}


def read_json(path: Path) -> dict[str, Any]:
    """The object in a JSON file of at most 1 MiB.

    Raises
    ------
    ConfigError
        When the file cannot be read or holds no JSON object.
    """
    try:
        if path.exists() and not (path.is_file() or path.is_dir()):
            raise ConfigError([ConfigProblem(str(path), "is a device or a pipe, not a file")])
        if path.stat().st_size > _MAX_CONFIG_BYTES:
            raise ConfigError([ConfigProblem(str(path), "is over 1 MiB, too large for a config")])
        text = path.read_text(encoding="utf-8-sig")
        values = json.loads(text)
    except OSError as error:
        reason = error.strerror or str(error)
        raise ConfigError([ConfigProblem(str(path), f"cannot be read ({reason})")]) from error
    except UnicodeDecodeError as error:
        raise ConfigError([ConfigProblem(str(path), "is not UTF-8 text")]) from error
    except json.JSONDecodeError as error:
        where = f"{path}, line {error.lineno}, column {error.colno}"
        hint = f". {_BACKSLASHES}" if "\\" in error.doc else ""
        problem = ConfigProblem(where, f"is not valid JSON: {error.msg}{hint}")
        raise ConfigError([problem]) from error
    except RecursionError as error:
        raise ConfigError([ConfigProblem(str(path), "is nested too deeply")]) from error
    except ValueError as error:  # a number of thousands of digits
        raise ConfigError([ConfigProblem(str(path), f"is not valid JSON: {error}")]) from error
    if not isinstance(values, dict):
        raise ConfigError([ConfigProblem(str(path), "must hold an object { … } of sections")])
    return values


def apply_overrides(values: dict[str, Any], overrides: tuple[str, ...]) -> list[ConfigProblem]:
    """Write ``section.key=value`` items into ``values``; return what could not be understood."""
    problems = []
    for item in overrides:
        name, equals, text = item.partition("=")
        section, dot, key = name.strip().partition(".")
        if not equals or not dot or not key:
            problems.append(ConfigProblem(f"--set {item}", "must read section.key=value"))
            continue
        target = values.setdefault(section, {})
        if not isinstance(target, dict):
            continue  # an ill-typed section is reported by read_config
        try:
            target[key] = json.loads(text)
        except (ValueError, RecursionError):
            target[key] = _DecimalComma(text) if _DECIMAL_COMMA.fullmatch(text) else text
    return problems


def read_settings(
    kind: type[Settings],
    values: Mapping[str, Any],
    *,
    base: Path | None = None,
    source: str = "the configuration",
    problems: Sequence[ConfigProblem] = (),
) -> Settings:
    """Validate nested plain values, one section for each field of ``kind``.

    Parameters
    ----------
    kind : type
        A dataclass whose fields are dataclasses of settings.
    values : mapping
        Section → key → plain value.
    base : Path, optional
        Relative paths are relative to it.
    source : str
        Where the values come from, for messages.
    problems : sequence of ConfigProblem
        What is already known to be wrong; reported with the rest.

    Raises
    ------
    ConfigError
        With every problem of a single value.
    """
    found = list(problems)
    sections: dict[str, Any] = {}
    hints = typing.get_type_hints(kind)
    names = [item.name for item in dataclasses.fields(cast(Any, kind))]
    for name, content in values.items():
        if name not in names:
            found.append(_unknown(str(name), str(name), [*names, *_all_keys(hints, names)]))
        elif not isinstance(content, Mapping):
            found.append(ConfigProblem(name, f"must be an object {{ … }}, not {_show(content)}"))
        else:
            sections[name] = _read_section(hints[name], name, content, base, found)
    if found:
        raise ConfigError(found, source=source)
    for where in _RETIRED:
        section, _, key = where.partition(".")
        if key in values.get(section, {}):
            _LOG.warning("%s: %s is not a setting any more and is ignored.", source, where)
    return kind(**sections)


def read_section(kind: type[Section], name: str, content: Any) -> Section:
    """Validate one section by itself, for example one that was kept in a model file.

    Raises
    ------
    ConfigError
    """
    if not isinstance(content, Mapping):
        raise ConfigError([ConfigProblem(name, f"must be an object, not {_show(content)}")])
    problems: list[ConfigProblem] = []
    section: Section = _read_section(kind, name, content, None, problems)
    if problems:
        raise ConfigError(problems)
    return section


def _all_keys(hints: Mapping[str, type], names: list[str]) -> list[str]:
    return [f"{name}.{item.name}" for name in names for item in dataclasses.fields(hints[name])]


def _unknown(where: str, key: str, valid: list[str]) -> ConfigProblem:
    """An unknown key, with the nearest valid one by its last part."""
    short = {name.rpartition(".")[2]: name for name in reversed(valid)}
    close = difflib.get_close_matches(key.lower(), short, n=1, cutoff=0.5)
    return ConfigProblem(where, "is not a key that LGT knows.", short[close[0]] if close else None)


def _read_section(
    section: Any,
    name: str,
    content: Mapping[str, Any],
    base: Path | None,
    problems: list[ConfigProblem],
) -> Any:
    hints = typing.get_type_hints(section)
    fields = {item.name: item for item in dataclasses.fields(section)}
    # A default path is relative to the same folder as one that is written down.
    accepted = {
        key: base / item.default
        for key, item in fields.items()
        if base is not None and isinstance(item.default, Path)
    }
    for key, value in content.items():
        where = f"{name}.{key}"
        if where in _RETIRED:
            continue
        if key not in fields:
            problems.append(_unknown(where, str(key), list(fields)))
            continue
        try:
            accepted[key] = _convert(value, hints[key], base)
        except (TypeError, ValueError, OverflowError, RuntimeError):
            allowed = _describe(hints[key], fields[key].metadata)
            hint = f" {_BACKSLASHES}" if isinstance(value, str) and _has_escapes(value) else ""
            problems.append(ConfigProblem(where, f"must be {allowed}, not {_show(value)}.{hint}"))
            continue
        if not _within(accepted[key], fields[key].metadata):
            allowed = _describe(hints[key], fields[key].metadata)
            problems.append(ConfigProblem(where, f"must be {allowed}, not {_show(value)}."))
    return section(**accepted) if not problems else None


def _convert(value: Any, hint: Any, base: Path | None) -> Any:
    """Convert a JSON value to the field's type or raise TypeError."""
    if isinstance(hint, types.UnionType):
        for option in typing.get_args(hint):
            try:
                return _convert(value, option, base)
            except TypeError:
                continue
        raise TypeError
    if typing.get_origin(hint) is tuple:
        if not isinstance(value, list | tuple) or not value:
            raise TypeError
        return tuple(_convert(item, typing.get_args(hint)[0], base) for item in value)
    if hint is type(None) and value is None:
        return None
    if isinstance(value, bool) and hint is not bool:
        raise TypeError
    if hint is float and isinstance(value, int | float | _DecimalComma):
        return float(str(value).replace(",", ".").replace("٫", "."))
    if hint is int and isinstance(value, float) and value.is_integer():
        return int(value)
    if hint is Path and isinstance(value, str | Path) and str(value) and "\0" not in str(value):
        return _path(str(value), base)
    if isinstance(hint, type) and isinstance(value, hint):
        return value
    raise TypeError


def _path(text: str, base: Path | None) -> Path:
    """A path that was written down; raises TypeError for a Windows path of single backslashes."""
    path = Path(text).expanduser()
    if base is None:
        return path
    # os.path also answers for names that are too long to be asked about.
    if _has_escapes(text) and not os.path.exists(base / path):
        raise TypeError
    return base / path


def _has_escapes(text: str) -> bool:
    """Whether text holds what JSON makes of a single backslash: C:\\new becomes a new line."""
    return any(character in text for character in "\b\f\n\r\t")


def _within(value: Any, metadata: Mapping[str, Any]) -> bool:
    choices, low, high = (metadata.get(key) for key in ("choices", "low", "high"))
    for item in value if isinstance(value, tuple) else (value,):
        if choices and item is not None and item not in choices:
            return False
        if isinstance(item, int | float) and not isinstance(item, bool):
            if isinstance(item, float) and not math.isfinite(item):
                return False
            if (low is not None and item < low) or (high is not None and item > high):
                return False
    return True


def _describe(hint: Any, metadata: Mapping[str, Any]) -> str:
    """Allowed values in words: type, limits, choices."""
    choices, low, high = (metadata.get(key) for key in ("choices", "low", "high"))
    if choices:
        return "one of " + ", ".join(f"'{choice}'" for choice in choices)
    options = typing.get_args(hint) if isinstance(hint, types.UnionType) else (hint,)
    words = []
    for option in options:
        if typing.get_origin(option) is tuple:
            words.append(f"a list, each item {_KINDS[typing.get_args(option)[0]]}")
        else:
            words.append(_KINDS[option])
    limits = ""
    if low is not None and high is not None:
        limits = f" from {_number(low)} to {_number(high)}"
    elif low is not None:
        limits = f" of at least {_number(low)}"
    return " or ".join(words) + limits


def _number(limit: float) -> str:
    return str(int(limit)) if float(limit).is_integer() else f"{limit:g}"


def _show(value: Any) -> str:
    try:
        text = json.dumps(value, default=str, ensure_ascii=False)
    except (TypeError, ValueError, RecursionError):
        text = type(value).__name__
    return text if len(text) <= 60 else text[:57] + "…"
