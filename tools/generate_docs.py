"""Write the pages made from the code: settings, commands, JSON. With ``--check``, only say whether they fit."""

import inspect
import sys
import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any, get_args

import typer
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from backstamp.app import (
    block_models,
    clean_models,
    compare_models,
    hunt_models,
    models,
    scan_models,
    stamp_models,
    tracker_models,
)
from backstamp.app.cli import app
from backstamp.app.config import Settings
from backstamp.recipient.verdict import CLICKED, SHOWN, Rule

_MODELS = (models, stamp_models, scan_models, compare_models, clean_models, block_models, hunt_models, tracker_models)
_RULES = ("<!-- rules: made by tools/generate_docs.py -->\n", "<!-- end of rules -->\n")
DOCS = Path(__file__).resolve().parents[1] / "docs"


def main() -> int:
    """Write or check all generated pages; returns 1 where a checked page is out of date."""
    check = "--check" in sys.argv[1:]
    stale = []
    for name, make in PAGES.items():
        path, text = DOCS / name, make()
        if check and (not path.exists() or path.read_text(encoding="utf-8") != text):
            stale.append(name)
        elif not check:
            path.write_text(text, encoding="utf-8")
    if stale:
        print(f"out of date: {', '.join(f'docs/{name}' for name in stale)}; run `make docs`")
    return 1 if stale else 0


def config_page() -> str:
    """The table of settings."""
    lines = [
        "# Settings",
        "",
        "They come, strongest first, from the command line, from the environment, and from `backstamp.toml` in the",
        "data folder ([sample](backstamp.sample.toml)). In the environment, `relay.listen` is",
        "`BACKSTAMP_RELAY__LISTEN`. This page is generated from `src/backstamp/app/config.py`.",
        "",
        "| setting | default | what it is |",
        "|---|---|---|",
    ]
    for name, field in _settings():
        lines.append(f"| `{name}` | {_default(field)} | {field.description} |")
    return "\n".join(lines) + "\n"


def sample_file() -> str:
    """A settings file with everything at its default, commented out."""
    lines = ["# Backstamp's settings, with their defaults. Put this into the data folder as backstamp.toml.", ""]
    section = ""
    for name, field in _settings():
        head, _, key = name.rpartition(".")
        if head != section:
            section = head
            lines += [f"[{head}]  # {inspect.getdoc(_section(head))}", ""]
        if name != "data":
            lines += [*_comment(field.description or ""), f"#{key} = {_toml(field.default)}", ""]
    return "\n".join(lines)


def _comment(text: str) -> list[str]:
    return textwrap.wrap(text, 118, initial_indent="# ", subsequent_indent="# ", break_on_hyphens=False)


def commands_page() -> str:
    """Every command with its help, as the terminal shows it."""
    lines = ["# Commands", "", "Generated from the commands' own help.", ""]
    lines += _help(typer.main.get_command(app), "backstamp", None)
    return "\n".join(lines)


def json_page() -> str:
    """The shapes of JSON output, field by field."""
    lines = [
        "# JSON",
        "",
        "What `--json` prints and the JSON API answers. Fields may be added; a field that is here keeps its name and",
        "meaning within a major version. Times are RFC 3339 in UTC. This page is generated from",
        "`src/backstamp/app/models.py` and the `*_models.py` beside it.",
        "",
        "`backstamp report --json` prints a Report, `backstamp hits --json` one HitReport per line,",
        "`backstamp explain --json` one HitReport, `backstamp recipient stop --json` a Withdrawal. The API",
        "(`Authorization: Bearer KEY`; the key is in `api.key` in the data folder) answers `GET /api/messages` with a",
        "Report, `GET /api/messages/ID` with a MessageReport, `GET /api/hits?after=N` with a list of HitReport,",
        "`GET /api/hits/N` with one; its OpenAPI description is at `/openapi.json`.",
        "",
        "`backstamp stamp --report json` prints one StampReport: to standard output where the message goes to a file",
        "or nowhere (`-o`, `--dry-run`), else to standard error, as standard output carries the message. The edits",
        "that `--diff` shows are in it.",
        "",
        "`backstamp scan --json` prints one ScanLine per message, on a line of its own; with `--compare` it prints one",
        "ComparisonReport. `backstamp clean --report json` prints one CleanReport per message, `backstamp hunt --json`",
        "one HuntReport, `backstamp block --json` a list of ExportFormat, with `--forecast` a ForecastReport, and",
        "`backstamp catalogue list --json` one TrackerReport per line.",
    ]
    for module in _MODELS:
        for shape in _shapes(module):
            lines += [
                "",
                f"## {shape.__name__}",
                "",
                inspect.getdoc(shape) or "",
                "",
                "| field | type | meaning |",
                "|---|---|---|",
            ]
            lines += [
                f"| `{field.alias or name}` | {_type(field)} | {field.description} |"
                for name, field in shape.model_fields.items()
            ]
    return "\n".join(lines) + "\n"


def scan_page() -> str:
    """The page on scanning as it is, with the verdict's rules put in anew."""
    before, _, rest = (DOCS / "scan.md").read_text(encoding="utf-8").partition(_RULES[0])
    _, _, after = rest.partition(_RULES[1])
    parts = []
    for title, rules in (("What loads when the message is shown", SHOWN), ("What is followed", CLICKED)):
        head = [
            f"\n**{title}**\n",
            "| needs | with one of | without | is | the reader's own URL |",
            "|---|---|---|---|---|",
        ]
        parts += [*head, *map(_rule, rules)]
    return before + _RULES[0] + "\n".join(parts) + "\n\n" + _RULES[1] + after


def _rule(rule: Rule) -> str:
    cells = [" ".join(f"`{name}`" for name in sorted(names)) for names in (rule.needs, rule.any_of, rule.unless)]
    own = "yes" if rule.per_recipient else "not known"
    return f"| {' | '.join(cells)} | {rule.confidence} | {own} |"


def _shapes(module: ModuleType) -> list[type[BaseModel]]:
    return [
        shape
        for shape in vars(module).values()
        if isinstance(shape, type)
        and issubclass(shape, BaseModel)
        and shape.model_fields
        and shape.__module__ == module.__name__
    ]


def _settings() -> Iterator[tuple[str, FieldInfo]]:
    for name, field in Settings.model_fields.items():
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
            for key, inner in field.annotation.model_fields.items():
                yield f"{name}.{key}", inner
        else:
            yield name, field


def _section(name: str) -> Any:
    return Settings.model_fields[name].annotation


def _default(field: FieldInfo) -> str:
    return "" if field.default in (None, {}, ()) else f"`{_toml(field.default)}`"


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, tuple):
        return "[]"
    if value in (None, {}):
        return '""' if value is None else "{}"
    return str(value) if isinstance(value, int) else f'"{value}"'


def _type(field: FieldInfo) -> str:
    parts = get_args(field.annotation)
    if parts and parts[-1] is type(None):
        return f"{_name(parts[0])} or null"
    if parts:
        return f"list of {_name(parts[0])}" if not get_args(parts[0]) else "list of [name, value]"
    return _name(field.annotation)


def _name(kind: Any) -> str:
    names = {"str": "string", "int": "integer", "bool": "boolean", "datetime": "time", "date": "day"}
    return names.get(kind.__name__) or str(kind.__name__)


def _help(command: Any, name: str, parent: Any) -> list[str]:
    """A command's help and that of its subcommands; typer brings a click of its own, which has no types."""
    settings = {"max_content_width": 100, "terminal_width": 100, "resilient_parsing": True}
    context = command.make_context(name.rpartition(" ")[2], [], parent=parent, **settings)
    lines = [f"## `{name}`", "", "```text", command.get_help(context).strip(), "```", ""]
    if hasattr(command, "list_commands"):
        for inner in command.list_commands(context):
            found = command.get_command(context, inner)
            if found is not None:
                lines += _help(found, f"{name} {inner}", context)
    return lines


PAGES: dict[str, Callable[[], str]] = {
    "config.md": config_page,
    "backstamp.sample.toml": sample_file,
    "commands.md": commands_page,
    "json.md": json_page,
    "scan.md": scan_page,
}

if __name__ == "__main__":
    sys.exit(main())
