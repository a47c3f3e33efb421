"""A write counts when it is checked, on the disk and in the store; before that, nothing has changed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from kb.building import build, open_store
from kb.errors import QuerySyntaxError, UnknownNameError, UsageError
from kb.manifest import read_manifest
from kb.project import KnowledgeBase, load
from kb.writing.applying import write, writing
from kb.writing.errors import (
    ChangedError,
    GraphRefusedError,
    UnguardedError,
    WriteBusyError,
    WriteConflictError,
    WriteRefusedError,
)
from kb.writing.journal import Journal
from kb.writing.requests import Asked, Put, Receipt, Remove, Update, Write
from kb.writing.tags import tag
from tests.conftest import PREFIXES, ROOT, VALID, run_kb

from .breaking import contents

BASE = "https://kb.example/"
CLAIMS = f"{BASE}file/claims.ttl"
NEW = 'claim:b a fc:Claim ; schema:text "It closes."@en ; fc:cites source:a .'


@pytest.fixture
def kb(folder: Path) -> KnowledgeBase:
    return load(folder)


def do(kb: KnowledgeBase, asked: Asked | str, **options: tuple[str, ...]) -> Receipt:
    asked = Update(asked) if isinstance(asked, str) else asked
    return write(kb, Write(asked, "ann", "because", **options))


def put(text: str, graph: str | None = CLAIMS, *, keep: bool = False) -> Put:
    return Put(graph, ((f"{PREFIXES}{text}".encode(), "turtle"),), keep)


def current(kb: KnowledgeBase, graph: str | None = CLAIMS) -> str:
    return tag(kb, read_manifest(kb), graph)


def count(kb: KnowledgeBase, pattern: str) -> int:
    (row,) = open_store(kb).query(f"SELECT (COUNT(*) AS ?n) WHERE {{ {pattern} }}", kb.prefixes).rows()
    return int(row[0].value)  # type: ignore[union-attr]


def test_a_write_is_in_its_file_and_in_the_store(kb: KnowledgeBase) -> None:
    receipt = do(kb, f"INSERT DATA {{ {NEW} }}")
    assert receipt.files == {"written.ttl": (3, 0)}
    assert 'schema:text "It closes."@en' in (kb.folder / "written.ttl").read_text()
    assert count(kb, "claim:b a fc:Claim") == 1
    assert build(kb).is_current


def test_a_write_says_who_when_and_why(kb: KnowledgeBase) -> None:
    receipt = do(kb, f"INSERT DATA {{ {NEW} }}")
    (line,) = (kb.folder / "changes.jsonl").read_text().splitlines()
    assert json.loads(line) == {
        "time": receipt.time,
        "author": "ann",
        "reason": "because",
        "files": {"written.ttl": {"added": 3, "removed": 0}},
    }


def test_a_write_that_changes_nothing_leaves_no_trace(kb: KnowledgeBase) -> None:
    before = contents(kb.folder)
    assert do(kb, 'INSERT DATA { source:a schema:name "News" }').files == {}
    assert {**contents(kb.folder)} == {**before, **private(kb)}


def private(kb: KnowledgeBase) -> dict[str, bytes]:
    return {name: data for name, data in contents(kb.folder).items() if name.startswith(".kb-private/")}


REFUSED: list[tuple[Asked | str, type[Exception]]] = [
    ('INSERT DATA { claim:b a fc:Claim ; schema:text "It closes."@en }', WriteRefusedError),
    ("DELETE WHERE { source:a ?p ?o }", WriteRefusedError),
    (put("claim:a a fc:Claim ."), WriteRefusedError),
    (Remove(f"{BASE}file/none.ttl"), UnknownNameError),
    (Remove(None), UnguardedError),
    (put("claim:a a fc:Claim .", None), UnguardedError),
    (put("claim:a a", keep=True), Exception),
    ("INSERT DATA { claim:a }", QuerySyntaxError),
    ("INSERT DATA { GRAPH <http://example.org/> { claim:a a fc:Claim } }", GraphRefusedError),
    (f"CREATE GRAPH <{CLAIMS}>", WriteConflictError),
]


@pytest.mark.parametrize(("asked", "kind"), REFUSED)
def test_what_is_refused_changes_nothing(kb: KnowledgeBase, asked: Asked | str, kind: type[Exception]) -> None:
    before = contents(kb.folder)
    with pytest.raises(kind):
        do(kb, asked)
    assert contents(kb.folder) == {**before, **private(kb)}
    assert not (kb.folder / ".kb-private" / "journal").exists()


def test_a_refusal_tells_what_the_write_would_bring_and_where(kb: KnowledgeBase) -> None:
    with pytest.raises(WriteRefusedError) as caught:
        do(kb, 'INSERT DATA { claim:b a fc:Claim ; schema:text "It closes."@en }')
    (finding,) = caught.value.findings
    assert (finding.rule, finding.node) == ("claim-without-source", "claim:b")
    assert finding.files == ("written.ttl",)


def test_what_was_wrong_before_stops_nobody(kb: KnowledgeBase) -> None:
    (kb.folder / "bad.ttl").write_text(f'{PREFIXES}claim:bad a fc:Claim ; schema:text "No source."@en .\n')
    (kb.folder / "broken.ttl").write_text("this does not parse")
    assert do(kb, f"INSERT DATA {{ {NEW} }}").files
    with pytest.raises(WriteRefusedError) as caught:
        do(kb, 'INSERT DATA { claim:c a fc:Claim ; schema:text "Another."@en }')
    assert [each.node for each in caught.value.findings] == ["claim:c"]
    assert do(kb, f'INSERT DATA {{ GRAPH <{BASE}file/bad.ttl> {{ claim:bad schema:text "Kein Beleg."@de }} }}').files


def test_what_kb_toml_ignores_stops_nobody(kb: KnowledgeBase) -> None:
    with (kb.folder / "kb.toml").open("a") as file:
        file.write('[validate]\nignore = ["claim-without-source"]\n')
    assert do(load(kb.folder), 'INSERT DATA { claim:b a fc:Claim ; schema:text "It closes."@en }').files


def test_a_file_that_does_not_parse_is_not_written(kb: KnowledgeBase) -> None:
    (kb.folder / "broken.ttl").write_text("this does not parse")
    with pytest.raises(WriteConflictError, match=r"broken\.ttl does not parse"):
        do(kb, f'INSERT DATA {{ GRAPH <{BASE}file/broken.ttl> {{ source:a schema:name "B" }} }}')


def test_a_write_to_several_files_is_one_write(kb: KnowledgeBase) -> None:
    do(kb, f"INSERT DATA {{ {NEW} }}")
    receipt = do(
        kb,
        "DELETE { ?claim fc:cites source:a } INSERT { ?claim fc:cites source:b . source:b a fc:Source ; "
        'schema:name "B" ; schema:publisher agent:a ; fc:undated true } WHERE { ?claim fc:cites source:a }',
    )
    assert receipt.files == {"claims.ttl": (1, 1), "written.ttl": (5, 1)}
    assert count(kb, "?claim fc:cites source:b") == 2


def test_a_graph_is_made_replaced_added_to_and_removed(kb: KnowledgeBase) -> None:
    graph = f"{BASE}file/new/b.ttl"
    assert do(kb, put(NEW, graph)).created
    assert not do(kb, put(NEW.replace("closes", "shuts"), graph)).created
    do(kb, put('claim:b schema:text "Sie schließt."@de .', graph, keep=True))
    assert count(kb, "claim:b schema:text ?text") == 2
    do(kb, Remove(graph))
    assert not (kb.folder / "new" / "b.ttl").exists()
    assert count(kb, "claim:b ?p ?o") == 0


def test_what_a_graph_keeps_stays_as_it_was_written(kb: KnowledgeBase) -> None:
    path = kb.folder / "claims.ttl"
    path.write_text(path.read_text().replace('"News" ;', '"News" ; # its name\n '))
    do(kb, put(VALID.replace("The Courier", "The Herald")))
    assert path.read_text() == (PREFIXES + VALID.replace("The Courier", "The Herald")).replace(
        '"News" ;', '"News" ; # its name\n '
    )


def test_a_number_stays_as_it_was_sent(kb: KnowledgeBase) -> None:
    do(kb, put("topic:a schema:size 007.50 .", f"{BASE}file/n.ttl"))
    assert "007.50" in (kb.folder / "n.ttl").read_text()


def test_a_graph_that_somebody_changed_is_not_written(kb: KnowledgeBase) -> None:
    build(kb)
    seen = current(kb)
    do(kb, put('agent:a schema:url "https://a.example/" .', keep=True), match=(seen,))
    with pytest.raises(ChangedError):
        do(kb, put('agent:a schema:url "https://b.example/" .', keep=True), match=(seen,))
    (kb.folder / "claims.ttl").write_text(PREFIXES + VALID + "# edited by hand\n")
    with pytest.raises(ChangedError):
        do(kb, f'INSERT DATA {{ GRAPH <{CLAIMS}> {{ agent:a schema:url "x" }} }}', match=(seen,))


def test_a_graph_is_made_only_if_there_is_none(kb: KnowledgeBase) -> None:
    graph = f"{BASE}file/new.ttl"
    do(kb, put(NEW, graph), unless=("*",))
    with pytest.raises(ChangedError):
        do(kb, put(NEW, graph), unless=("*",))


def test_everything_is_replaced_by_whoever_has_read_it(kb: KnowledgeBase) -> None:
    build(kb)
    do(kb, put(VALID.replace("The Courier", "The Herald"), None), match=(current(kb, None),))
    assert "The Herald" in (kb.folder / "written.ttl").read_text()
    assert count(kb, "agent:a schema:name ?name") == 1


def test_graphs_of_the_request_and_of_the_update_do_not_go_together(kb: KnowledgeBase) -> None:
    with pytest.raises(UsageError):
        do(kb, Update(f"WITH <{CLAIMS}> DELETE {{ ?s ?p ?o }} WHERE {{ ?s ?p ?o }}", using=(CLAIMS,)))


def test_only_one_writes_at_a_time(kb: KnowledgeBase) -> None:
    with writing(kb), pytest.raises(WriteBusyError):
        write(kb, Write(Update(f"INSERT DATA {{ {NEW} }}"), "ann"), patience=0.1)


def test_the_next_command_completes_what_was_interrupted(kb: KnowledgeBase) -> None:
    Journal(kb).write({"claims.ttl": f"{PREFIXES}{VALID}{NEW}\n".encode()}, "{}")
    done = run_kb("query", "ASK { claim:b a fc:Claim }", folder=kb.folder)
    assert (done.out.strip(), done.err) == ("true", "kb: a write that was interrupted has been completed\n")
    assert not (kb.folder / ".kb-private" / "journal").exists()


def test_a_command_leaves_a_write_that_goes_on_alone(kb: KnowledgeBase) -> None:
    with writing(kb):
        Journal(kb).write({"claims.ttl": f"{PREFIXES}{VALID}{NEW}\n".encode()}, "{}")
        assert run_kb("stats", folder=kb.folder).err == ""
        assert (kb.folder / ".kb-private" / "journal").exists()


WITHOUT_SPACE = """
import resource, signal, sys
from pathlib import Path
from kb.errors import KbError
from kb.project import load
from kb.writing.applying import write
from kb.writing.requests import Update, Write

def small():
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000))

text = 'INSERT DATA { agent:a schema:url "https://a.example/" }'
try:
    write(load(Path(sys.argv[1])), Write(Update(text), "ann"), counting=small)
except KbError as error:
    print("failed:", error)
"""


def test_a_write_whose_build_finds_no_space_is_undone(kb: KnowledgeBase) -> None:
    do(kb, f"INSERT DATA {{ {NEW} }}")
    before = contents(kb.folder)

    done = subprocess.run(
        [sys.executable, "-c", WITHOUT_SPACE, str(kb.folder)], cwd=ROOT, capture_output=True, text=True, timeout=120
    )
    assert done.stdout.startswith("failed:"), done.stderr
    assert contents(kb.folder) == before
    assert build(kb).is_current


@pytest.fixture
def history(kb: KnowledgeBase) -> Callable[..., str]:
    """The knowledge base in a repository of its own, whose writes are commits."""

    def git(*arguments: str) -> str:
        environment = {
            **os.environ,
            "GIT_AUTHOR_NAME": "t",
            "GIT_AUTHOR_EMAIL": "t",
            "GIT_COMMITTER_NAME": "t",
            "GIT_COMMITTER_EMAIL": "t",
        }
        return subprocess.run(
            ["git", *arguments], cwd=kb.folder, capture_output=True, text=True, check=True, env=environment
        ).stdout

    with (kb.folder / "kb.toml").open("a") as file:
        file.write("[writing]\ncommit = true\n")
    git("init", "--quiet")
    git("add", "--all")
    git("commit", "--quiet", "--message", "start")
    return git


def test_a_write_can_be_a_commit(kb: KnowledgeBase, history: Callable[..., str]) -> None:
    (kb.folder / "kb.toml").write_text((kb.folder / "kb.toml").read_text() + "# edited, not committed\n")
    receipt = do(load(kb.folder), f"INSERT DATA {{ {NEW} }}")
    assert history("rev-parse", "HEAD").strip() == receipt.commit
    assert history("show", "--format=%an %s", "--name-only", "HEAD").split() == [
        "ann",
        "because",
        "changes.jsonl",
        "written.ttl",
    ]
    do(load(kb.folder), put(NEW.replace("claim:b", "claim:c"), f"{BASE}file/c.ttl"))
    do(load(kb.folder), Remove(f"{BASE}file/c.ttl"))
    assert "c.ttl" in history("show", "--diff-filter=D", "--name-only", "--format=", "HEAD")
    assert history("status", "--porcelain").split() == ["M", "kb.toml"]


def test_the_private_folder_is_not_for_git(kb: KnowledgeBase, history: Callable[..., str]) -> None:
    do(load(kb.folder), f"INSERT DATA {{ {NEW} }}")
    history("add", "--all")
    assert ".kb" not in history("ls-files").replace("kb.toml", "")
