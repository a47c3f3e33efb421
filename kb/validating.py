"""One run of ``kb validate``: which files are checked by which shapes, and what is shown of what is found."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kb.choosing import Choice, Chosen, choose
from kb.choosing.baseline import Baseline
from kb.choosing.selection import ALL, Selection
from kb.errors import ConfigurationError, UsageError
from kb.findings import Finding, Report, Severity, Summary
from kb.namespaces import STANDARD
from kb.progress import Progress, silent
from kb.project import KnowledgeBase
from kb.turtle.document import decoded
from kb.validation import Validation, validate_files, validate_store
from kb.validation.rules import Rule, ShapesFile, explained, own_shapes, rulebook

if TYPE_CHECKING:
    from kb.columns.loading import DataFile
    from kb.stores import Store

STDIN = "-"
NEVER = "never"


@dataclass(frozen=True)
class Request:
    """What a run was asked for.

    ``kb`` is the knowledge base whose files are checked, None to check ``named`` alone. Findings are shown of the
    named files only, if there are any. ``stdin`` is the content of the file called ``stdin_filename``. Where
    ``changed_since`` names a commit, only what came since then is shown. Where ``endpoint`` is the URL of a SPARQL
    endpoint, what it holds is checked, and no file; ``built`` means the same for the store of the knowledge base.
    """

    folder: Path
    kb: KnowledgeBase | None = None
    named: tuple[Path, ...] = ()
    stdin: bytes | None = None
    stdin_filename: str = "<stdin>"
    shapes: tuple[Path, ...] = ()
    isolated: bool = False
    select: tuple[str, ...] = (ALL,)
    ignore: tuple[str, ...] = ()
    extend_select: tuple[str, ...] = ()
    per_file_ignores: Mapping[str, Any] = field(default_factory=dict)
    baseline: Path | None = None
    fail_level: str = Severity.VIOLATION.value
    changed_since: str | None = None
    endpoint: str | None = None
    built: bool = False
    remember: bool = True


@dataclass(frozen=True)
class Outcome:
    """What a run came to: the report, all that was found, and whether it fails."""

    report: Report
    validation: Validation
    chosen: Chosen
    failed: bool


def run(request: Request, *, colour: bool = False, progress: Progress[int] = silent) -> Outcome:
    """Check what a request names, and choose what is shown.

    Raises:
        KbError: if files, shapes, selectors or the baseline cannot be used.
    """
    shapes = [*([] if request.isolated else own_shapes()), *map(ShapesFile.of, request.shapes)]
    if not shapes:
        raise UsageError(
            "there is nothing to check by", hint="--isolated leaves our own shapes out: give --shapes FILE"
        )
    choice, prefixes = choice_of(request, shapes), _prefixes(request)
    if (store := _store(request)) is not None:
        return _on_store(store, request, choice, shapes, colour, progress)
    files, named = _files(request)
    by_name = {file.name: file for file in files}
    base = request.kb.settings.base if request.kb is not None else None
    memory = request.kb.state / "validation" if request.kb is not None and _remembers(request) else None
    validation = validate_files(files, prefixes=prefixes, base=base, shapes=shapes, memory=memory, progress=progress)
    findings = [*validation.findings, *_beside(request, validation, prefixes, by_name)]
    if request.changed_since is not None and request.kb is not None:
        from kb.validation.since import brought_in

        findings = brought_in(request.kb, request.changed_since, validation, findings, files, shapes)
    findings.sort(key=lambda finding: finding.order)
    if named is not None:
        findings = [_named_first(each, named) for each in findings if named & set(each.files)]

    read = reader_of(by_name)
    chosen = choose(findings, choice, read, sorted(by_name if named is None else named))
    summary = Summary.of(
        chosen.findings,
        validation.files,
        validation.triples,
        len(named) if named is not None else None,
        chosen.left_out,
    )
    report = Report(chosen.findings, summary, read, colour)
    return Outcome(report, validation, chosen, fails(chosen.findings, request.fail_level))


def _store(request: Request) -> Store | None:
    """Return the store that is to be checked instead of files, if that is asked for."""
    if request.endpoint is not None:
        from kb.stores.remote import RemoteStore

        return RemoteStore(request.endpoint)
    if request.built and request.kb is not None:
        from kb.opening import open_for_reading

        return open_for_reading(request.kb)
    return None


def _on_store(
    store: Store,
    request: Request,
    choice: Choice,
    shapes: Sequence[ShapesFile],
    colour: bool,
    progress: Progress[int],
) -> Outcome:
    """Check what a store holds."""
    validation = validate_store(store, prefixes=_prefixes(request), shapes=shapes, progress=progress)
    if request.built and request.kb is not None:
        from kb.opening import triples_in

        validation = replace(validation, triples=triples_in(store, request.kb) or validation.triples)
    chosen = choose(validation.findings, choice, lambda name: None, [])
    summary = Summary.of(chosen.findings, 0, validation.triples, left_out=chosen.left_out)
    report = Report(chosen.findings, summary, lambda name: None, colour)
    return Outcome(report, validation, chosen, fails(chosen.findings, request.fail_level))


def _prefixes(request: Request) -> Mapping[str, str]:
    return request.kb.prefixes if request.kb is not None and not request.isolated else dict(STANDARD)


def _remembers(request: Request) -> bool:
    return request.remember and request.stdin is None and not request.isolated


def fails(findings: Sequence[Finding], level: str) -> bool:
    """Tell whether any finding is of a severity that fails, or of a worse one; none is if the level is ``never``."""
    if level == NEVER:
        return False
    rank = Severity(level).rank
    return any(finding.severity.rank <= rank for finding in findings)


def choice_of(request: Request, shapes: Sequence[ShapesFile]) -> Choice:
    """Return which findings a request asks to be shown.

    Raises:
        KbError: if a selector or the baseline cannot be used.
    """
    rules: list[Rule] = [*rulebook(tuple(shapes)).rules.values()] if request.shapes else []
    known = [*explained(), *rules] if not request.isolated else [*explained(shapes_too=False), *rules]
    selection = Selection.of(known, request.select, request.ignore, request.extend_select)
    per_file = {}
    for pattern, selectors in request.per_file_ignores.items():
        if not isinstance(selectors, list) or not all(isinstance(each, str) for each in selectors):
            raise ConfigurationError(
                f"kb.toml: '{pattern}' in [validate.per-file-ignores] must be a list of texts",
                hint=f'write "{pattern}" = ["claim-without-source"]',
            )
        per_file[pattern] = Selection.of(known, selectors)
    return Choice(selection, per_file, Baseline.load(request.baseline) if request.baseline is not None else None)


def files_to_fix(request: Request) -> list[DataFile]:
    """Return the files that were named, or all."""
    files, named = _files(request)
    return files if named is None else [file for file in files if file.name in named]


def _files(request: Request) -> tuple[list[DataFile], set[str] | None]:
    """Return the files to check, and the names of those whose findings are shown, None for all."""
    from kb.columns.loading import DataFile

    kb = request.kb
    paths = kb.files() if kb is not None else []
    named = [*dict.fromkeys(path.resolve() for path in request.named)]
    paths += [path for path in named if path not in set(paths)]
    base = kb.settings.base if kb is not None else None
    files = [DataFile.of(path, _name(request, path), base) for path in paths]
    names = {_name(request, path) for path in named}
    if request.stdin is not None:
        path = request.folder / request.stdin_filename
        name = _name(request, path.resolve()) if request.stdin_filename != "<stdin>" else "<stdin>"
        files = [file for file in files if file.name != name]
        files.append(DataFile.of(path, name, base, request.stdin))
        names.add(name)
    return files, names if names and kb is not None else None


def _name(request: Request, path: Path) -> str:
    top = request.kb.folder if request.kb is not None else request.folder.resolve()
    return path.relative_to(top).as_posix() if path.is_relative_to(top) else str(path)


def _beside(
    request: Request, validation: Validation, prefixes: Mapping[str, str], files: Mapping[str, DataFile]
) -> list[Finding]:
    """Return what is found beside the shapes: between snapshots, quotes and files, and between texts."""
    if request.isolated or request.kb is None:
        return []
    from kb.validation.beside import dependence_findings, snapshot_findings

    found = snapshot_findings(validation.columns, request.kb.folder, prefixes, files)
    return [*found, *dependence_findings(validation.columns, request.kb.folder, prefixes, files)]


def _named_first(finding: Finding, named: set[str]) -> Finding:
    places = sorted(finding.locations, key=lambda place: (place.file not in named, place.order))
    return replace(finding, locations=tuple(places))


def reader_of(files: Mapping[str, DataFile]) -> Callable[[str], str | None]:
    """Return what reads the text of a file by its name."""
    texts: dict[str, str] = {}

    def read(name: str) -> str | None:
        if name in files and name not in texts:
            texts[name] = decoded(files[name].read())
        return texts.get(name)

    return read
