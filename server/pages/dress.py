"""What pages look like: our templates and style sheet, or those of a newsroom in their place, one by one."""

from __future__ import annotations

from pathlib import Path

from flask import Flask, Response, send_from_directory
from jinja2 import ChoiceLoader, FileSystemLoader, PrefixLoader, TemplateSyntaxError

from kb.errors import UsageError

from .links import for_templates


def dress(app: Flask, folder: Path | None) -> None:
    """Give an application the functions that templates call, and what lies in a folder before our own.

    Theirs find ours below ``ours/``, too.

    Raises:
        UsageError: if a template in the folder does not parse.
    """
    app.jinja_env.globals.update(for_templates())
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    if folder is None:
        return
    ours = FileSystemLoader(Path(app.root_path) / "templates")
    theirs = FileSystemLoader(folder.resolve())
    app.jinja_loader = ChoiceLoader([theirs, ours, PrefixLoader({"ours": ours})])
    _parse_all(app, theirs)
    files = folder.resolve() / "static"

    def static(filename: str) -> Response:
        """Send a file of the newsroom's, or else ours of that name."""
        if (files / filename).is_file():
            return send_from_directory(files, filename)
        return app.send_static_file(filename)

    app.view_functions["static"] = static


def _parse_all(app: Flask, theirs: FileSystemLoader) -> None:
    for name in theirs.list_templates():
        if name.endswith((".html", ".xml")):
            try:
                app.jinja_env.get_template(name)
            except TemplateSyntaxError as error:
                raise UsageError(
                    f"the template {error.filename or name}, line {error.lineno}, does not parse: {error.message}",
                    hint="'docs/pages.md' tells what templates are made of",
                ) from None
