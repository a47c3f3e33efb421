"""A report with findings of every sort: one line and several, wide characters, two places, none, odd messages."""

from __future__ import annotations

from dataclasses import replace

from kb.findings import Finding, Location, Report, Result, Severity, Summary

SH = "http://www.w3.org/ns/shacl#"
TEXTS = {
    "claims/a.ttl": "@prefix claim: <https://kb.example/claim/> .\n\n"
    'claim:a a fc:Claim ;\n\tschema:text "漢字 und Tür"@zh , """two\nlines""" ;\n  fc:kind fc:fcat .\n',
    "reviews.ttl": "review:a a fc:Review .\n",
}


def result(path: str = "", value: str = "", severity: str = "Violation") -> Result:
    return Result(
        focus="<https://kb.example/claim/a>",
        component=f"<{SH}InConstraintComponent>",
        severity=f"<{SH}{severity}>",
        shape="<https://w3id.org/factcheck-kb/rule/claim-with-unknown-kind>",
        path=path,
        value=value,
        messages=('"The kind is unknown."@en',),
    )


FINDINGS = [
    Finding(
        "syntax-error",
        Severity.VIOLATION,
        "the text that begins here is never closed",
        "syntax",
        hint='close it with "',
        locations=(Location("claims/a.ttl", 1, 1, 1, 8),),
    ),
    Finding(
        rule="claim-with-unknown-kind",
        severity=Severity.VIOLATION,
        message="The kind of the claim is none of fact, quotation, prediction and opinion.",
        concept="claim",
        node="claim:a",
        label="漢字 und Tür",
        path="fc:kind",
        value="fc:fcat",
        component="sh:InConstraintComponent",
        hint="did you mean fc:fact?",
        why="The kind decides how far a claim can be checked.",
        example="claim:a fc:kind fc:fact .",
        locations=(Location("claims/a.ttl", 6, 11, 6, 18),),
        result=result("<https://w3id.org/factcheck-kb/ns#kind>", "<https://w3id.org/factcheck-kb/ns#fcat>"),
    ),
    Finding(
        rule="claim-text-without-language",
        severity=Severity.WARNING,
        message="Odd: 100 %, a|b, ]]> <b> & a\nline break, a colon: and a comma.",
        concept="claim",
        node="claim:a",
        path="schema:text",
        value='"two\\nlines"',
        why="Search depends on the language.",
        example='claim:a\n  schema:text "x"@en .',
        locations=(Location("claims/a.ttl", 4, 32, 5, 9), Location("reviews.ttl", 1, 1, 1, 9)),
        result=result(f"[ <{SH}inversePath> <https://schema.org/text> ]", '"two\\nlines"', "Warning"),
    ),
    Finding(
        rule="claim-text-without-language",
        severity=Severity.WARNING,
        message="Odd again.",
        concept="claim",
        node="claim:a",
        value='"漢字 und Tür"@zh',
        why="Search depends on the language.",
        locations=(Location("claims/a.ttl", 4, 14, 4, 26),),
        result=replace(result("", '"漢字 und Tür"@zh', "Warning"), details=(result(),)),
    ),
    Finding(
        "snapshot-file-missing",
        Severity.INFO,
        "The file is not there.",
        "snapshot",
        node="snapshot:a",
        locations=(Location("gone file.ttl", 7, 2, 7, 9),),
    ),
    Finding(
        "report-without-claim",
        Severity.INFO,
        "It is in no file.",
        "report",
        node="report:x",
        result=result(severity="Info"),
    ),
]


def report(*, findings: list[Finding] | None = None, colour: bool = False) -> Report:
    found = FINDINGS if findings is None else findings
    summary = Summary.of(found, files=2, triples=7, left_out={"ignored by comment": 2})
    return Report(found, summary, TEXTS.get, colour)
