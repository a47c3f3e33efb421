"""A write is whole or it is not there, wherever it is broken off."""

from __future__ import annotations

import json
import resource
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from kb.errors import FileError
from kb.project import KnowledgeBase, load
from kb.writing.journal import Journal

from .breaking import Breaking, broken_at, contents, failing, forked, killing, traced

LINE = json.dumps({"author": "ann"})
NEW: dict[str, bytes | None] = {"a.ttl": b"# new\n", "b.ttl": None, "sub/deep/c.ttl": b"# c\n", "d.ttl": b""}


@pytest.fixture
def kb(memory: Path) -> KnowledgeBase:
    return make(memory / "kb")


def make(folder: Path) -> KnowledgeBase:
    folder.mkdir()
    (folder / "kb.toml").write_text('base = "https://kb.example/"\n')
    for name in ("a.ttl", "b.ttl", "other.ttl"):
        (folder / name).write_text(f"# {name}\n")
    (folder / "changes.jsonl").write_text('{"author": "bob"}\n')
    kb = load(folder)
    Journal(kb)  # makes the folder
    return kb


def write(kb: KnowledgeBase) -> None:
    journal = Journal(kb)
    journal.write(NEW, LINE)
    journal.end()


def copies(kb: KnowledgeBase) -> Iterator[KnowledgeBase]:
    """Yield fresh copies of a knowledge base, each gone when the next comes."""
    while True:
        folder = kb.folder.with_name("copy")
        shutil.copytree(kb.folder, folder)
        yield load(folder)
        shutil.rmtree(folder)


def states(kb: KnowledgeBase) -> tuple[dict[str, bytes], dict[str, bytes]]:
    """Return what there is before a write, and after it."""
    copy = next(copies(kb))
    before = contents(copy.folder)
    write(copy)
    after = contents(copy.folder)
    shutil.rmtree(copy.folder)
    return before, after


def test_a_write_does_all_that_it_should(kb: KnowledgeBase) -> None:
    before = contents(kb.folder)
    write(kb)
    after = contents(kb.folder)
    expected = {name: data for name, data in {**before, **NEW}.items() if data is not None}
    assert after == {**expected, "changes.jsonl": before["changes.jsonl"] + LINE.encode() + b"\n"}


def test_a_write_can_be_undone(kb: KnowledgeBase) -> None:
    before = contents(kb.folder)
    journal = Journal(kb)
    journal.write(NEW, LINE)
    journal.undo()
    assert contents(kb.folder) == before


def test_a_file_keeps_its_permissions_and_a_link_stays_a_link(kb: KnowledgeBase) -> None:
    (kb.folder / "a.ttl").chmod(0o640)
    (kb.folder / "link.ttl").symlink_to("a.ttl")
    journal = Journal(kb)
    journal.write({"link.ttl": b"# through the link\n"}, LINE)
    journal.end()
    assert (kb.folder / "link.ttl").is_symlink()
    assert (kb.folder / "a.ttl").read_text() == "# through the link\n"
    assert (kb.folder / "a.ttl").stat().st_mode & 0o777 == 0o640


def test_what_stands_in_the_log_already_stays(kb: KnowledgeBase) -> None:
    (kb.folder / "changes.jsonl").write_text("")
    write(kb)
    write(kb)
    assert (kb.folder / "changes.jsonl").read_text() == f"{LINE}\n" * 2


@pytest.mark.parametrize("then", [False, True])
@pytest.mark.parametrize("how", [killing, failing])
def test_a_write_that_breaks_at_any_step_is_whole_or_not_there(kb: KnowledgeBase, how: Breaking, then: bool) -> None:
    before, after = states(kb)
    found = []
    for step, copy in enumerate(copies(kb), 1):
        reached, code = broken_at(step, how, lambda copy=copy: write(copy), then=then)  # type: ignore[misc]
        if not reached:
            break
        Journal(copy).recover()
        state = contents(copy.folder)
        assert state in (before, after), step
        assert code or state == after, f"acknowledged, and lost at step {step}"
        found.append(state == after)
    assert len(found) > 40
    assert {True, False} == set(found)


def test_a_write_that_fails_and_can_be_undone_is_not_there(kb: KnowledgeBase) -> None:
    before, after = states(kb)
    for step, copy in enumerate(copies(kb), 1):
        reached, code = broken_at(step, failing, lambda copy=copy: Journal(copy).write(NEW, LINE))  # type: ignore[misc]
        if not reached:
            break
        if code == 0:
            Journal(copy).end()
        assert contents(copy.folder) == (before if code else after), step


def test_an_undoing_that_breaks_at_any_step_leaves_nothing_half(kb: KnowledgeBase) -> None:
    before, after = states(kb)
    for step, copy in enumerate(copies(kb), 1):
        Journal(copy).write(NEW, LINE)
        reached, _ = broken_at(step, killing, lambda copy=copy: Journal(copy).undo())  # type: ignore[misc]
        if not reached:
            break
        Journal(copy).recover()
        assert contents(copy.folder) in (before, after), step


def test_a_recovery_that_breaks_at_any_step_is_made_good_by_the_next(kb: KnowledgeBase) -> None:
    before, after = states(kb)
    for first, start in enumerate(copies(kb), 1):
        reached, _ = broken_at(first * 4, killing, lambda start=start: write(start))  # type: ignore[misc]
        if not reached:
            break
        for second in range(1, 60, 3):
            folder = start.folder.with_name("again")
            shutil.copytree(start.folder, folder)
            again = load(folder)
            broken_at(second, killing, lambda again=again: Journal(again).recover() and None)  # type: ignore[misc]
            Journal(again).recover()
            state = contents(folder)
            shutil.rmtree(folder)
            assert state in (before, after), (first, second)


@pytest.mark.parametrize("most", [0, 1, 3, 100, 200, 400])
def test_a_disk_that_is_full_undoes_a_write(kb: KnowledgeBase, most: int) -> None:
    before, after = states(kb)

    def limited() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
        write(kb)

    code = forked(limited)
    Journal(kb).recover()
    assert contents(kb.folder) == (before if code else after)


def test_what_a_power_cut_must_not_take_is_on_the_disk_before_the_next_step(kb: KnowledgeBase) -> None:
    trace = traced(lambda: write(kb))
    top, journal = str(kb.folder), f"{kb.folder}/.kb-private/journal"
    record = f"{journal}/record.json"
    counts = next(at for at, each in enumerate(trace) if each[0] == "rename" and each[2] == record)
    before, after = trace[:counts], trace[counts + 1 :]
    # All that the write needs, and its names, before it counts …
    staged = [
        f"{journal}/{number}.new" for number, data in enumerate(v for _, v in sorted(NEW.items())) if data is not None
    ]
    assert all(("sync", path) in before for path in (*staged, journal, f"{top}/.kb-private", trace[counts][1]))
    # … that it counts, before any file is touched …
    assert after[0] == ("sync", journal)
    # … and what was done to the files, before the record goes.
    done = after.index(("remove", record))
    touched = [at for at, each in enumerate(after[:done]) if each[0] in ("rename", "remove")]
    folders = {top, f"{top}/sub", f"{top}/sub/deep", f"{top}/changes.jsonl"}
    assert folders <= {each[1] for each in after[max(touched) : done] if each[0] == "sync"}


def test_an_error_says_what_cannot_be_written(kb: KnowledgeBase) -> None:
    (kb.folder / "sub").write_text("a file, where a folder would have to be")
    with pytest.raises(FileError, match="sub"):
        write(kb)
    assert (kb.folder / "a.ttl").read_text() == "# a.ttl\n"


def test_the_folder_of_the_journal_is_for_its_owner_and_not_for_git(kb: KnowledgeBase) -> None:
    folder = kb.folder / ".kb-private"
    assert folder.stat().st_mode & 0o777 == 0o700
    assert (folder / ".gitignore").read_text() == "*\n"
    assert [path.name for path in folder.iterdir()] == [".gitignore"]
