"""``kb token``: say who may write to a served knowledge base."""

from __future__ import annotations

import click

from kb.commands import knowledge_base, warn


@click.group(short_help="Add, list and revoke the tokens of 'kb serve --writable'.")
def command() -> None:
    """Say who may write to the knowledge base when it is served with --writable.

    Programs send a token as 'Authorization: Bearer TOKEN'. The name of the token signs what is written with it.
    """


@command.command("add")
@click.argument("name")
@click.option(
    "--scope", type=click.Choice(["read", "write"]), default="write", show_default=True, help="What it is good for."
)
@click.pass_context
def add(ctx: click.Context, name: str, scope: str) -> None:
    """Make a token called NAME and print it, this once."""
    from kb.tokens import add_token

    click.echo(add_token(knowledge_base(ctx), name, scope))
    warn("keep it: it cannot be shown again")


@command.command("list")
@click.pass_context
def list_(ctx: click.Context) -> None:
    """List the tokens by name, with scope and date."""
    from kb.tokens import read_tokens

    for token in read_tokens(knowledge_base(ctx)):
        click.echo(f"{token.name}\t{token.scope}\t{token.created}")


@command.command("revoke")
@click.argument("name")
@click.pass_context
def revoke(ctx: click.Context, name: str) -> None:
    """Make the token called NAME good for nothing, at once."""
    from kb.tokens import revoke_token

    revoke_token(knowledge_base(ctx), name)
