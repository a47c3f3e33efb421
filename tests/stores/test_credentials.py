"""Who asks a server: by Basic, by a token, or by Digest where the server asks for that."""

from __future__ import annotations

from pathlib import Path

import pytest

from kb.errors import StoreError
from kb.opening import bring_up_to_date, open_for_reading
from kb.project import load
from kb.stores import credentials
from kb.stores.credentials import Credentials, authorisation

from .servers import SparqlServer

# The example of RFC 7616 §3.9.1.
MUFASA = authorisation({"KB_STORE_USER": "Mufasa", "KB_STORE_PASSWORD": "Circle of Life"})
CHALLENGE = (
    'Digest realm="http-auth@example.org", qop="auth, auth-int", algorithm={}, '
    'nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"'
)
ANSWERS = {
    "MD5": "8ca523f5e9506fed4657c9700eebdbec",
    "SHA-256": "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1",
}


@pytest.mark.parametrize("algorithm", ANSWERS)
def test_a_challenge_is_answered_as_the_standard_does(algorithm: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(credentials.secrets, "token_hex", lambda size: "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ")
    who = Credentials(MUFASA)
    assert who.accept([CHALLENGE.format(algorithm)])
    header = who.header("GET", "/dir/index.html") or ""
    assert f'response="{ANSWERS[algorithm]}"' in header
    assert "nc=00000001" in header
    assert "nc=00000002" in (who.header("GET", "/dir/index.html") or "")


def test_the_same_challenge_again_means_that_the_password_is_wrong() -> None:
    who = Credentials(MUFASA)
    assert who.accept([CHALLENGE.format("MD5")])
    assert not who.accept([CHALLENGE.format("MD5")])


@pytest.mark.parametrize(
    ("authorization", "challenge"),
    [(None, CHALLENGE.format("MD5")), ("Bearer t0ken", CHALLENGE.format("MD5")), (MUFASA, 'Basic realm="x"')],
)
def test_nothing_is_made_up_where_nothing_fits(authorization: str | None, challenge: str) -> None:
    who = Credentials(authorization)
    assert not who.accept([challenge])
    assert who.header("GET", "/") == authorization


def test_virtuoso_lets_a_user_in_by_digest(
    folder: Path, virtuoso_server: SparqlServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    virtuoso_server.clear()
    assert virtuoso_server.protected is not None
    with (folder / "kb.toml").open("a") as file:
        file.write(virtuoso_server.protected.settings())
    kb = load(folder)
    monkeypatch.setenv("KB_STORE_USER", "dba")
    monkeypatch.setenv("KB_STORE_PASSWORD", "wrong")
    with pytest.raises(StoreError, match="answers 401"):
        bring_up_to_date(kb)
    monkeypatch.setenv("KB_STORE_PASSWORD", "dba")
    assert bring_up_to_date(kb).added == ["claims.ttl"]
    assert open_for_reading(kb).query("ASK { ?claim a fc:Claim }", kb.prefixes).boolean()
