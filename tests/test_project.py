"""Where a knowledge base lies, what kb.toml may say, and which files belong to it."""

from pathlib import Path

import pytest

from kb.errors import ConfigurationError
from kb.project import find, load


def write(folder: Path, text: str) -> Path:
    (folder / "kb.toml").write_text(text)
    return folder


def test_a_knowledge_base_is_found_from_a_folder_below_it(folder: Path) -> None:
    below = folder / "a" / "b"
    below.mkdir(parents=True)
    assert find(below).folder == folder.resolve()


def test_a_folder_in_no_knowledge_base_is_told_of_kb_init(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError) as caught:
        find(tmp_path)
    assert "kb init" in (caught.value.hint or "")


def test_an_unknown_key_is_refused_with_the_nearest_known_one(tmp_path: Path) -> None:
    write(tmp_path, 'base = "https://kb.example/"\nlicence = "x"')
    with pytest.raises(ConfigurationError, match="unknown key 'licence'") as caught:
        load(tmp_path)
    assert caught.value.hint == "did you mean 'license'?"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "'base' is missing"),
        ('base = "kb.example"', "not an absolute IRI"),
        ('base = "https://kb.example"', "not an absolute IRI"),
        ("base = 1", "'base' must be a text"),
        ("base = ", "Invalid value"),
        ('base = "https://kb.example/"\nexclude = "drafts"', "must be a list"),
        ('base = "https://kb.example/"\nserve = 1', "must be a table"),
        ('base = "https://kb.example/"\n[prefixes]\nfc = "https://other.example/"', "is taken by"),
        ('base = "https://kb.example/"\n[prefixes]\n"a b" = "https://other.example/"', "cannot be a prefix"),
        ('base = "https://kb.example/"\n[prefixes]\na = "other"', "is not an absolute IRI"),
    ],
)
def test_a_faulty_configuration_is_refused_in_words(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(ConfigurationError, match=message):
        load(write(tmp_path, text))


def test_the_environment_beats_the_file(folder: Path) -> None:
    assert load(folder, {"KB_NAME": "From outside"}).settings.name == "From outside"


def test_every_turtle_file_below_the_folder_belongs_to_it_sorted_by_path(folder: Path) -> None:
    for name in ("b/two.ttl", "b/one.ttl", "a.ttl"):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).touch()
    kb = load(folder)
    assert [kb.relative(path) for path in kb.files()] == ["a.ttl", "b/one.ttl", "b/two.ttl", "claims.ttl"]


@pytest.mark.parametrize("name", [".git/x.ttl", ".hidden.ttl", "notes.txt", "drafts/x.ttl", "inner/x.ttl"])
def test_some_files_are_left_out(folder: Path, name: str) -> None:
    write(folder, 'base = "https://kb.example/"\nexclude = ["drafts/*"]')
    (folder / "inner").mkdir()
    write(folder / "inner", 'base = "https://inner.example/"')
    (folder / name).parent.mkdir(exist_ok=True)
    (folder / name).touch()
    assert [path.name for path in load(folder).files()] == ["claims.ttl"]


def test_each_file_has_a_graph_whose_iri_is_its_path_below_the_base(folder: Path) -> None:
    assert load(folder).graph_iri("a b/ü.ttl") == "https://kb.example/file/a%20b/%C3%BC.ttl"


def test_instances_have_prefixes_from_the_base(folder: Path) -> None:
    assert load(folder).prefixes["claim"] == "https://kb.example/claim/"


@pytest.mark.parametrize(
    ("name", "held"),
    [
        ("new.ttl", True),
        ("b/new.ttl", True),
        ("new.nt", False),
        (".git/new.ttl", False),
        ("drafts/new.ttl", False),
        ("../new.ttl", False),
        ("inner/new.ttl", False),
        ("out.ttl", True),
        ("loop.ttl", True),
    ],
)
def test_it_is_known_beforehand_whether_a_file_would_belong(folder: Path, name: str, held: bool) -> None:
    write(folder, 'base = "https://kb.example/"\nexclude = ["drafts/*"]')
    (folder / "inner").mkdir()
    write(folder / "inner", 'base = "https://inner.example/"')
    (folder / "out.ttl").symlink_to("/tmp/elsewhere.ttl")
    (folder / "loop.ttl").symlink_to("loop.ttl")
    assert load(folder).would_hold(folder / name) is held
