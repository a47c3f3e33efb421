"""The standard ``sh:ValidationReport`` in Turtle (SHACL §3.6), for other tools that know SHACL."""

from __future__ import annotations

from . import Report, Result

_SH = "http://www.w3.org/ns/shacl#"


def render(report: Report) -> str:
    """Write the report of all findings that are results of shapes; a comment counts the others."""
    results = [finding.result for finding in report.findings if finding.result is not None]
    others = len(report.findings) - len(results)
    comment = f"# {others} further findings come from no shape and are not in this report.\n" if others else ""
    lines = [f"{comment}@prefix sh: <{_SH}> .\n", "[] a sh:ValidationReport ;"]
    lines.append(f"  sh:conforms {'false' if results else 'true'}{' ;' if results else ' .'}")
    blocks = [_result(result, "    ") for result in results]
    if blocks:
        lines.append("  sh:result " + " , ".join(blocks) + " .")
    return "\n".join(lines) + "\n"


def _result(result: Result, indent: str) -> str:
    parts = [
        ("a", "sh:ValidationResult"),
        ("sh:focusNode", result.focus),
        ("sh:resultPath", result.path),
        ("sh:value", result.value),
        ("sh:resultSeverity", result.severity),
        ("sh:sourceConstraintComponent", result.component),
        ("sh:sourceShape", result.shape),
        ("sh:sourceConstraint", result.constraint),
        *(("sh:resultMessage", message) for message in result.messages),
        *(("sh:detail", _result(detail, indent + "  ")) for detail in result.details),
    ]
    written = " ;\n".join(f"{indent}{name} {value}" for name, value in parts if value)
    return f"[\n{written}\n{indent[:-2]}]"
