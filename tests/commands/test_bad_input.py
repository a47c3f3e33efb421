"""Whatever goes wrong is one clear line and a documented exit code; nothing is half-written."""

from __future__ import annotations

import os
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import PREFIXES, ROOT, Run, run_kb

Kb = Callable[..., Run]


def is_clear(done: Run, code: int, *words: str) -> bool:
    lines = done.err.splitlines()
    told = lines and lines[0].startswith("kb: ") and len(lines) <= 2 and all(word in done.err for word in words)
    assert told, done.err
    assert done.code == code
    return True


@pytest.mark.parametrize(
    "command", [("validate",), ("build",), ("query", "ASK {}"), ("export",), ("serve",), ("stats",)]
)
def test_a_folder_without_a_knowledge_base(tmp_path: Path, command: tuple[str, ...]) -> None:
    assert is_clear(run_kb(*command, folder=tmp_path), 2, "no kb.toml", "kb init")


def test_a_folder_that_does_not_exist(kb: Kb) -> None:
    assert is_clear(kb("-C", "nowhere", "stats"), 2, "there is no folder nowhere")


def test_an_unknown_command(kb: Kb) -> None:
    assert is_clear(kb("biuld"), 2, "did you mean 'build'?")


def test_an_unknown_option(kb: Kb) -> None:
    assert is_clear(kb("build", "--frsh"), 2, "--frsh", "--help")


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("licens = 'x'", ("unknown key 'licens'", "did you mean 'license'?")),
        ("[srve]\nport = 1", ("unknown key 'srve'", "did you mean 'serve'?")),
        ("[serve]\nprot = 1", ("unknown key 'prot' in [serve]", "did you mean 'port'?")),
        ("[serve]\nport = 'x'", ("'port' in [serve] must be a number",)),
        ("[serve]\nport = true", ("'port' in [serve] must be a number",)),
        ("[serve]\nport = 3.5", ("'port' in [serve] must be a number",)),
        ("[serve]\nport = 99999", ("'port' in [serve]: 99999",)),
        ("[serve]\nhost = 1", ("'host' in [serve] must be a text",)),
        ("[build]\nfresh = 1", ("'fresh' in [build] must be true or false",)),
        ("[export]\noutput = 3", ("'output' in [export] must be a text",)),
        ("[query]\nbind = 'x'", ("'bind' in [query] must be a list",)),
        ("name = ", ("kb.toml",)),
    ],
)
def test_a_faulty_configuration(kb: Kb, folder: Path, line: str, words: tuple[str, ...]) -> None:
    (folder / "kb.toml").write_text(f'base = "https://kb.example/"\n{line}\n')
    assert is_clear(kb("serve"), 2, *words)


@pytest.mark.parametrize("base", ["https://[/", "https://x.example/%zz/"])
def test_a_base_that_is_no_iri(kb: Kb, folder: Path, base: str) -> None:
    (folder / "kb.toml").write_text(f'base = "{base}"\n')
    assert is_clear(kb("build"), 2, "is not a valid IRI")
    assert is_clear(kb("init", "x", "--base", base), 2, "is not a valid IRI")


def test_a_command_that_is_left_out(kb: Kb) -> None:
    done = kb()
    assert done.code == 2
    assert "Commands:\n  build" in done.err


def test_standard_output_that_is_closed(folder: Path) -> None:
    command = f"{shlex.quote(sys.executable)} -m kb stats >&-"
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, shell=True, cwd=folder, env=environment, capture_output=True, text=True)
    assert is_clear(Run(done.returncode, "", done.stderr), 2, "standard output is closed")


def test_standard_input_that_is_closed(folder: Path) -> None:
    command = f"{shlex.quote(sys.executable)} -m kb query - <&-"
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, shell=True, cwd=folder, env=environment, capture_output=True, text=True)
    assert is_clear(Run(done.returncode, "", done.stderr), 2, "standard input is closed")


@pytest.mark.parametrize("name", ["ü.ttl", "a b%20#?.ttl", b"b\xff.ttl", 'q"<>.ttl', "two\nlines.ttl"])
@pytest.mark.parametrize(
    "locale", [{}, {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}], ids=["any", "C"]
)
def test_file_names_may_be_anything_in_any_locale(
    kb: Kb, folder: Path, name: str | bytes, locale: dict[str, str]
) -> None:
    (folder / os.fsdecode(name)).write_text(PREFIXES + 'claim:b a fc:Claim ; schema:text "ü" .')
    assert kb("build", env=locale).code == 0
    assert kb("query", "ASK { GRAPH ?g { claim:b schema:text ?t } }", env=locale).out == "true"
    assert kb("validate", env=locale).code == 1


def test_a_text_that_no_parser_holds(kb: Kb, folder: Path) -> None:
    (folder / "huge.ttl").write_text(f'<https://x.example/s> <https://x.example/p> "{"x" * 20_000_000}" .')
    assert is_clear(kb("build"), 1, "huge.ttl", "longer than 16 MB")


def test_what_is_no_regular_file_is_left_alone(kb: Kb, folder: Path) -> None:
    os.mkfifo(folder / "pipe.ttl")
    (folder / "dangling.ttl").symlink_to("nowhere")
    assert kb("build").code == 0


def test_a_saved_question_that_is_not_utf_8(kb: Kb, folder: Path) -> None:
    (folder / "questions").mkdir()
    (folder / "questions" / "x.rq").write_bytes(b"\xff")
    assert is_clear(kb("query"), 2, "x.rq", "not UTF-8")


def test_a_missing_file_to_validate(kb: Kb) -> None:
    assert is_clear(kb("validate", "nowhere.ttl"), 2, "nowhere.ttl", "no such file")


def test_a_file_that_is_not_utf_8(kb: Kb, folder: Path) -> None:
    (folder / "latin.ttl").write_bytes("<https://x.example/ü> <https://x.example/p> 'x' .".encode("latin-1"))
    done = kb("validate")
    assert (done.code, "latin.ttl:1" in done.out) == (1, True)


def test_an_export_of_a_file_that_does_not_parse_stops_before_it_writes(kb: Kb, folder: Path) -> None:
    (folder / "bad.ttl").write_text("<a> <b> .")
    (folder / "out.nt").write_text("old")
    assert is_clear(kb("export", "-o", "out.nt"), 1, "bad.ttl:1:")
    assert (folder / "out.nt").read_text() == "old"
    assert [path.name for path in folder.iterdir() if "new" in path.name] == []


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("SELECT * { ?s", ("line 1", "ends too early")),
        ("SELECT * { ?c a schma:Claim }", ("did you mean 'schema:'?",)),
        ("INSERT DATA { <a:a> <a:b> <a:c> }", ("INSERT would change the data",)),
        ("SELECT * { SERVICE <http://127.0.0.1/> { } }", ("SERVICE is switched off",)),
        ("", ("the query is empty",)),
        ("selct * { ?s ?p ?o }", ("did you mean SELECT?",)),
        ("SELECT ?x ?x { ?x ?p ?o }", ("duplicated variable name",)),
        ("on-whose-wrod", ("did you mean 'on-whose-word'?",)),
        ("no/such/file.rq", ("no/such/file.rq",)),
    ],
)
def test_a_bad_query(kb: Kb, query: str, words: tuple[str, ...]) -> None:
    assert is_clear(kb("query", query), 2, *words)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("query", "ASK {}", "--format", "turtel"), ("did you mean 'turtle'?",)),
        (("query", "ASK {}", "--format", "turtle"), ("formats that fit",)),
        (("export", "--format", "csv"), ("there is no data format 'csv'",)),
        (("export", "clam"), ("did you mean 'claim'?",)),
        (("export", "claim:nothing"), ("there is no node",)),
        (("export", "clam:a"), ("known prefix",)),
        (("validate", "--format", "jsn"), ("did you mean 'json'?",)),
        (("rule", "claim-without-sorce"), ("did you mean 'claim-without-source'?",)),
        (("init", "x", "--example", "kamikaze"), ("kamikaze-drones",)),
        (("init", "x", "--base", "nonsense"), ("--base 'nonsense'",)),
        (("query", "ASK { ?c a fc:Claim }", "--bind", "claim"), ("is not NAME=TERM",)),
        (("query", "ASK { ?c a fc:Claim } # ?d", "--bind", "d=claim:a"), ("no variable ?d",)),
        (("query", "CONSTRUCT WHERE { ?c a ?d }", "--bind", "d=claim:a"), ("it has no pattern of its own",)),
        (("query", "CONSTRUCT WHERE { ?c a ?d } VALUES ?d { 1 }", "--bind", "d=1"), ("it has no pattern of its own",)),
        (("query", "ASK { ?c a ?d . ?c ?d }", "--bind", "d=1"), ("line 1, column 24",)),
        (("query", "ASK { ?c a ?d }", "--bind", "d=1", "--bind", "d=2"), ("fixes ?d twice",)),
        (("serve", "--port", "99999"), ("99999",)),
        (("serve", "--query-timeout", "0"), ("--query-timeout",)),
    ],
)
def test_an_unknown_name_or_a_bad_option(kb: Kb, arguments: tuple[str, ...], words: tuple[str, ...]) -> None:
    assert is_clear(kb(*arguments), 2, *words)


def test_a_term_that_is_none(kb: Kb) -> None:
    assert is_clear(kb("query", "ASK { ?c a fc:Claim }", "--bind", "c=foo:a"), 2, "'foo:a' is no IRI")


def test_a_full_disk(kb: Kb) -> None:
    assert is_clear(kb("export", "-o", "/dev/full"), 2, "cannot write /dev/full", "No space left")


def test_an_output_in_a_folder_that_does_not_exist(kb: Kb) -> None:
    assert is_clear(kb("export", "-o", "nowhere/x.nt"), 2, "nowhere/x.nt")


@pytest.fixture
def unprivileged() -> list[str]:
    """What to put before a command so that permissions bind it, whoever runs the tests."""
    if os.getuid() != 0:
        return []
    if shutil.which("setpriv") is None:
        pytest.skip("runs as root, whom permissions do not bind, and there is no setpriv to change that")
    return ["setpriv", "--bounding-set", "-dac_override", "--inh-caps", "-dac_override"]


@pytest.mark.parametrize("command", [("build",), ("export", "-o", "x.nt"), ("init", "new")])
def test_a_read_only_folder(folder: Path, unprivileged: list[str], command: tuple[str, ...]) -> None:
    folder.chmod(0o555)
    try:
        done = run_kb(*command, folder=folder, before=unprivileged)
    finally:
        folder.chmod(0o755)
    assert is_clear(done, 2, "cannot write", "Permission denied")
    assert sorted(path.name for path in folder.iterdir()) == ["claims.ttl", "kb.toml"]


def test_a_pipe_that_is_closed_early(folder: Path) -> None:
    lines = "".join(f'claim:c{number} schema:text "{number}"@en .\n' for number in range(20_000))
    (folder / "many.ttl").write_text(PREFIXES + lines)
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "kb", "export"]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen(command, cwd=folder, env=environment, **pipes) as process:  # type: ignore[call-overload]
        process.stdout.readline()
        process.stdout.close()
        err = process.stderr.read().decode()
        code = process.wait()
    assert is_clear(Run(code, "", err), 2, "closed the pipe")


def test_a_port_in_use(kb: Kb) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        assert is_clear(kb("serve", "--port", str(port)), 2, str(port), "in use")


def test_an_endless_query_ends_at_once_on_ctrl_c(folder: Path) -> None:
    lines = "".join(f"claim:c{number} fc:about topic:t{number} .\n" for number in range(400))
    (folder / "many.ttl").write_text(PREFIXES + lines)
    run_kb("build", folder=folder)
    query = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
    command = [sys.executable, "-m", "kb", "query", query]
    with subprocess.Popen(command, cwd=folder, env={**os.environ, "PYTHONPATH": str(ROOT)}) as process:
        time.sleep(1.5)
        assert process.poll() is None
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=5) == -signal.SIGINT
