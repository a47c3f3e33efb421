"""Stable names: texts and URLs brought to one form, and the IRIs that follow from them.

The same publisher, URL and claim give the same IRI, on every machine and in every order. A slug makes it readable, a
digest of 60 bits makes it one of its kind.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from functools import lru_cache
from urllib.parse import quote, urljoin, urlsplit

_SINGLE = "\u2018\u2019\u201a\u201b\u2032\x60\xb4\u02bc\uff07"
_DOUBLE = "\u201c\u201d\u201e\u201f\u2033\xab\xbb\uff02\u301d\u301e\u300c\u300d\u300e\u300f"
_QUOTES = dict.fromkeys(map(ord, _SINGLE), "'") | dict.fromkeys(map(ord, _DOUBLE), '"')
_INVISIBLE = dict.fromkeys(
    [0xAD, 0x200B, 0x200E, 0x200F, 0x2060, 0xFEFF, *range(0x202A, 0x202F), *range(0x2066, 0x206A)]
)
_PLAIN = {**_QUOTES, **_INVISIBLE}
_NOT_SLUG = re.compile(r"[^a-z0-9]+")
_TRACKING = re.compile(r"(?:^|&)(?:utm_[a-z]+|fbclid|gclid|igshid|mc_[ce]id|_ga|ref_src)=[^&]*", re.IGNORECASE)
_PLANES = "".join(f"{chr(plane << 16 | 0xFFFE)}{chr(plane << 16 | 0xFFFF)}" for plane in range(1, 15))
_BAD = re.compile(
    r"[\x00-\x20<>\"{}|\\^`\x7f-\xa0\u2028\u2029\ufff0-\uffff\ud800-\udfff\ue000-\uf8ff\ufdd0-\ufdef\U000e0000-\U000e0fff\U000f0000-\U0010ffff"
    rf"{_PLANES}]"
)  # RFC 3987 §2.2: what is no character of an IRI
_BAD_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_LONGEST_URL = 100_000
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:")
_HOST = re.compile(
    r"[a-z0-9\u00a1-\uffff](?:[a-z0-9\u00a1-\uffff.\-]*[a-z0-9\u00a1-\uffff])?(?::\d{1,5})?", re.IGNORECASE
)
_FILE = re.compile(r"[^/?#]*\.(?:html?|php|aspx?|jsp|json|xml|pdf|jpe?g|png|gif|svg|mp4|txt)(?:[?#].*)?", re.IGNORECASE)
_RELATIVE = re.compile(r"[/.?#].*|\S+/\S*", re.DOTALL)
_BARE_HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9\-]*[a-z0-9])?\.)+[a-z]{2,24}(?:[/?#]\S*)?", re.IGNORECASE)


def plain(text: str) -> str:
    """Return a text in the form that comparisons use: NFKC, quotes and white space alike, nothing invisible."""
    if text.isascii():
        return " ".join(text.replace("`", "'").split())
    return " ".join(unicodedata.normalize("NFKC", text.translate(_QUOTES)).translate(_PLAIN).split())


def key_of(text: str) -> str:
    """Return what spellings of one text have in common: case does not matter, nor do outer quotes and full stops."""
    return plain(text).casefold().strip(" \"'.")


def url_of(text: str, base: str = "") -> str:
    """Return an absolute http(s) URL that is a valid IRI, or nothing if the text is none.

    What may not stand in an IRI is percent-encoded, as browsers do; a missing scheme is https. Relative ones are
    resolved by ``base``, where they look like a path: a mere word or sentence is none.
    """
    text = text.strip()
    text = text if text.isascii() else text.translate(_INVISIBLE)
    if not text or len(text) > _LONGEST_URL:
        return ""
    text = _absolute(text, base)
    text = _BAD_PERCENT.sub("%25", _BAD.sub(lambda found: quote(found[0], safe="", errors="replace"), text))
    try:
        parts = urlsplit(text)
    except ValueError:
        return ""
    if parts.scheme.lower() not in ("http", "https") or not _HOST.fullmatch(parts.netloc.rpartition("@")[2]):
        return ""
    before, mark, fragment = text.replace("[", "%5B").replace("]", "%5D").partition("#")
    return before + mark + fragment.replace("#", "%23")


def _absolute(text: str, base: str) -> str:
    """Return a URL with its scheme and host, or as it is where they cannot be known."""
    if text.startswith("//"):
        return f"https:{text}"
    bare = _BARE_HOST.fullmatch(text.replace(" ", "%20")) and not _FILE.fullmatch(text)
    if bare:
        return f"https://{text}"
    if base and not _SCHEME.match(text) and (_FILE.match(text) or _RELATIVE.fullmatch(text)):
        try:
            return urljoin(base, text)
        except ValueError:
            return ""
    return text


@lru_cache(maxsize=4096)
def host_of(url: str) -> str:
    """Return the host of a URL in lower case, without ``www.`` and port, or nothing."""
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return ""
    return host.removeprefix("www.").rstrip(".")


def url_key(url: str) -> str:
    """Return what the spellings of one page's URL have in common: not scheme, ``www.``, fragment, tracking, last slash.

    A fragment that is a path itself (``#!/…``) counts.
    """
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    query = _TRACKING.sub("", parts.query).strip("&")
    fragment = f"#{parts.fragment}" if parts.fragment.startswith(("!", "/")) else ""
    port = f":{parts.port}" if _has_port(parts.netloc) and parts.port not in (80, 443, None) else ""
    return f"{host_of(url)}{port}{parts.path.rstrip('/')}{'?' if query else ''}{query}{fragment}"


def _has_port(netloc: str) -> bool:
    return bool(re.search(r":\d{1,5}$", netloc)) and int(netloc.rpartition(":")[2]) < 65_536


def slug(text: str, longest: int = 40) -> str:
    """Return a text as a part of an IRI, ASCII in kebab-case, cut at a word; empty where it has no Latin letters."""
    ascii_only = unicodedata.normalize("NFKD", text[:200]).encode("ascii", "ignore").decode()
    found = _NOT_SLUG.sub("-", ascii_only.lower()).strip("-")
    if len(found) <= longest:
        return found
    cut = found[: longest + 1].rpartition("-")[0]
    return cut or found[:longest]


def digest(*parts: str) -> str:
    """Return fifteen characters that stand for texts, 60 bits of their SHA-256."""
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:15]


def named(words: str, *parts: str) -> str:
    """Return the last part of an IRI: a slug of ``words``, where there is one, and a digest of ``parts``."""
    start = slug(words)
    return f"{start}-{digest(*parts)}" if start else digest(*parts)
