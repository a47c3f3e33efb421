"""A newsroom's own templates and style sheet take the place of ours."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask.testing import FlaskClient

from kb.errors import UsageError
from kb.project import KnowledgeBase
from kb.server.app import create_app
from tests.conftest import ROOT, run_kb


def test_every_template_is_explained() -> None:
    said = (ROOT / "docs" / "pages.md").read_text(encoding="utf-8")
    names = [path.name for path in (ROOT / "server" / "templates").iterdir()]
    assert [name for name in names if f"`{name}`" not in said] == []


@pytest.fixture
def restyled(newsroom: KnowledgeBase, tmp_path: Path) -> FlaskClient:
    (tmp_path / "about.html").write_text(
        '{% extends "base.html" %}{% block main %}<h1>We are {{ version }}</h1>{% endblock %}'
    )
    (tmp_path / "base.html").write_text('{% extends "ours/base.html" %}{% block footer %}Write to us{% endblock %}')
    (tmp_path / "static").mkdir()
    (tmp_path / "static" / "style.css").write_text("body { color: teal }")
    (tmp_path / "secret").write_text("secret")
    return create_app(newsroom, templates=tmp_path).test_client()


def test_a_newsroom_replaces_templates_one_by_one(restyled: FlaskClient) -> None:
    rules = restyled.get("/rules").text
    assert "<h1>Rules</h1>" in rules
    assert "Write to us" in rules
    with restyled.get("/static/style.css") as got:
        assert got.text == "body { color: teal }"
    for outside in ("/static/../secret", "/static/%2e%2e/secret", "/static/nothing.css"):
        assert restyled.get(outside).status_code == 404


def test_a_template_that_does_not_parse_is_told_with_its_line(newsroom: KnowledgeBase, tmp_path: Path) -> None:
    (tmp_path / "about.html").write_text("<h1>\n{% if %}\n")
    with pytest.raises(UsageError, match=r"about\.html, line 2, does not parse"):
        create_app(newsroom, templates=tmp_path)


def test_a_folder_that_is_not_there_is_told(newsroom: KnowledgeBase) -> None:
    done = run_kb("serve", "--templates", "nowhere", folder=newsroom.folder)
    assert (done.code, "there is no folder 'nowhere'" in done.err) == (2, True)


def test_a_folder_in_the_configuration_lies_below_the_knowledge_base(folder: Path, tmp_path: Path) -> None:
    (folder / "kb.toml").write_text('base = "https://kb.example/"\n[serve]\ntemplates = "mine"\n')
    done = run_kb("-C", folder, "serve", folder=ROOT)
    assert f"there is no folder '{folder / 'mine'}'" in done.err
