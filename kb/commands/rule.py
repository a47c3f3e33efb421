"""``kb rule``: explain one rule, or list all."""

from __future__ import annotations

import click


@click.command(short_help="Explain a rule, or list all of them.")
@click.argument("name", required=False)
@click.option(
    "--format",
    "format",
    type=click.Choice(["text", "markdown", "json"]),
    default="text",
    show_default=True,
    help="How the rules are written.",
)
@click.pass_context
def command(ctx: click.Context, name: str | None, format: str) -> None:
    """Explain the rule NAME: what is wrong, why it matters, how it is put right. Without NAME, list all rules."""
    from kb.validation import rules
    from kb.validation.describe import RENDERERS

    chosen = [rules.rule(name)] if name else rules.explained()
    click.echo(RENDERERS[format](chosen, bool(name)), nl=False)
