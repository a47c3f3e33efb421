"""What pages look like: our templates and style sheet, or those of a newsroom in their place, one by one."""

from __future__ import annotations

from pathlib import Path

from flask import Flask, Response, send_from_directory
from jinja2 import ChoiceLoader, FileSystemLoader

from .links import for_templates


def dress(app: Flask, folder: Path | None) -> None:
    """Give an application the functions that templates call, and what lies in a folder before our own."""
    app.jinja_env.globals.update(for_templates())
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    if folder is None:
        return
    inner, own = app.jinja_loader, FileSystemLoader(folder.resolve())
    app.jinja_loader = ChoiceLoader([own, *([inner] if inner is not None else [])])
    files = folder.resolve() / "static"

    def static(filename: str) -> Response:
        """Send a file of the newsroom's, or else ours of that name."""
        if (files / filename).is_file():
            return send_from_directory(files, filename)
        return app.send_static_file(filename)

    app.view_functions["static"] = static
