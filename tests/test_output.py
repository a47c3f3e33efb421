"""A file that is written appears whole or not at all, and nothing stays beside it."""

from __future__ import annotations

import gzip
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from kb import output
from kb.errors import FileError
from kb.output import open_output
from tests.conftest import ROOT


def write(path: Path, text: str = "new") -> None:
    with open_output(path) as file:
        file.write(text.encode())


def names(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


@pytest.fixture(params=["unnamed", "named"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Both ways to write: as on Linux, and as where a file must have a name from the start."""
    if request.param == "named":
        monkeypatch.delattr(os, "O_TMPFILE", raising=False)
    return str(request.param)


@pytest.mark.usefixtures("way")
def test_a_file_is_replaced_and_nothing_stays_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "x.ttl"
    write(path, "old")
    write(path)
    assert (path.read_text(), names(tmp_path)) == ("new", ["x.ttl"])


@pytest.mark.usefixtures("way")
def test_what_was_there_stays_if_the_writing_fails(tmp_path: Path) -> None:
    path = tmp_path / "x.ttl"
    path.write_text("old")
    with pytest.raises(ZeroDivisionError), open_output(path) as file:
        file.write(b"half")
        1 / 0  # noqa: B018
    assert (path.read_text(), names(tmp_path)) == ("old", ["x.ttl"])


@pytest.mark.skipif(not hasattr(os, "O_TMPFILE"), reason="the system has no files without a name")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_nothing_stays_behind_if_the_process_is_killed(tmp_path: Path, number: signal.Signals) -> None:
    code = (
        "import os, sys; from pathlib import Path; from kb.output import open_output\n"
        "with open_output(Path('x.ttl')) as file:\n"
        "    file.write(b'half'); file.flush(); os.kill(os.getpid(), int(sys.argv[1]))"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-c", code, str(int(number))], cwd=tmp_path, env=environment)
    assert (done.returncode, names(tmp_path)) == (-number, [])


@pytest.mark.usefixtures("way")
def test_a_symbolic_link_stays_and_what_it_leads_to_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    target = tmp_path / "elsewhere" / "x.ttl"
    link = tmp_path / "link.ttl"
    link.symlink_to("elsewhere/x.ttl")
    write(link, "first")  # it leads to nothing yet
    assert (link.is_symlink(), target.read_text()) == (True, "first")
    write(link)
    assert (link.is_symlink(), target.is_symlink(), target.read_text()) == (True, False, "new")


@pytest.mark.usefixtures("way")
def test_a_file_keeps_its_permissions_and_a_new_one_gets_the_usual(tmp_path: Path) -> None:
    old, new = tmp_path / "old.ttl", tmp_path / "new.ttl"
    old.touch()
    old.chmod(0o640)
    mask = os.umask(0o027)
    try:
        write(old)
        write(new)
    finally:
        os.umask(mask)
    assert (old.stat().st_mode & 0o777, new.stat().st_mode & 0o777) == (0o640, 0o640)
    old.chmod(0o604)
    write(old)
    assert old.stat().st_mode & 0o777 == 0o604


def test_the_folder_is_brought_to_disk_after_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[str] = []
    sync = os.fsync

    def watched(number: int) -> None:
        there = (tmp_path / "x.ttl").exists()
        done.append(f"{'folder' if Path(f'/proc/self/fd/{number}').is_dir() else 'file'} {there}")
        sync(number)

    monkeypatch.setattr(output.os, "fsync", watched)
    write(tmp_path / "x.ttl")
    assert done == ["file False", "folder True"]


@pytest.mark.parametrize("name", ["x.ttl.gz", "X.TTL.GZ"])
def test_a_name_that_ends_in_gz_is_compressed_however_it_is_written(tmp_path: Path, name: str) -> None:
    write(tmp_path / name)
    assert gzip.decompress((tmp_path / name).read_bytes()) == b"new"


def test_standard_output_by_its_other_name_is_not_replaced(tmp_path: Path) -> None:
    code = "from pathlib import Path; from kb.output import open_output\n"
    code += "with open_output(Path('/dev/stdout')) as file: file.write(b'new')"
    log = tmp_path / "log"
    log.write_text("old ")
    with log.open("ab") as file:
        subprocess.run([sys.executable, "-c", code], stdout=file, cwd=ROOT, check=True)
    assert log.read_text() == "old new"


def test_a_name_as_long_as_a_name_can_be_is_no_hindrance(tmp_path: Path) -> None:
    path = tmp_path / ("x" * 251 + ".ttl")
    write(path)
    assert path.read_text() == "new"


def test_a_folder_cannot_be_written_over(tmp_path: Path) -> None:
    with pytest.raises(FileError, match=r"cannot write .*: Is a directory"):
        write(tmp_path)
