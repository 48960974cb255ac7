"""Sitemaps (sitemaps.org 0.9): url sets, indexes, gzipped ones, news sitemaps, plain text ones."""

from __future__ import annotations

import zlib
from dataclasses import dataclass

from lxml import etree

from ..addresses import clean_url
from .items import Item, ListingError, instant_text, local_day, refuse_entities

MAX_UNPACKED = 60_000_000
MAX_URLS = 50_000
"""The protocol's own limits: 50,000 addresses and 50 MB a file."""


@dataclass(frozen=True)
class Sitemap:
    """One sitemap file: its items, and the (address, lastmod) of the sitemaps it names when it is an index."""

    items: list[Item]
    children: list[tuple[str, str]]
    warnings: list[tuple[str, str]]


def parse_sitemap(body: bytes, *, url: str, time_zone: str) -> Sitemap:
    """Raises :class:`ListingError` ``not_a_sitemap``, ``xml_broken``, ``xml_entities`` or ``decompression_bomb``. Addresses read before
    the place where the markup breaks are kept, with a warning."""
    body = _gunzip(body) if body[:2] == b"\x1f\x8b" else body
    refuse_entities(body)
    start = body.lstrip(b"\xef\xbb\xbf \t\r\n")[:9].lower()
    if start.startswith((b"http://", b"https://")):
        addresses = [clean_url(line) for line in body.decode("utf-8-sig", "replace").splitlines()[:MAX_URLS]]
        return Sitemap([Item(a) for a in addresses if a is not None], [], [])
    if not start.startswith(b"<"):
        raise ListingError("not_a_sitemap", "neither XML nor a list of addresses")
    items: list[Item] = []
    children: list[tuple[str, str]] = []
    warnings: list[tuple[str, str]] = []
    root: str | None = None
    parser = etree.XMLPullParser(events=("start", "end"), resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        for at in range(0, len(body) + 65_536, 65_536):
            if at < len(body):
                parser.feed(body[at : at + 65_536])
            else:
                parser.close()  # raises for what is cut off
            for event, element in parser.read_events():
                name = _local(element)
                if root is None:
                    root = name
                    if root not in ("urlset", "sitemapindex"):
                        raise ListingError("not_a_sitemap", f"the root element is {root}")
                if event == "start" or name not in ("url", "sitemap"):
                    continue
                fields = _fields(element)
                element.clear()
                address = clean_url(fields["loc"], url) if fields.get("loc") else None
                if address is None:
                    warnings.append(("item_without_link", "an entry without a web address"))
                elif name == "sitemap":
                    children.append((address, fields.get("lastmod", "")))
                elif len(items) < MAX_URLS:
                    items.append(_item(address, fields, time_zone))
    except etree.XMLSyntaxError as error:
        if not items and not children:
            raise ListingError("xml_broken", str(error)) from error
        warnings.append(("sitemap_malformed", str(error)))
    if root is None:
        raise ListingError("not_a_sitemap", "no element in it")
    return Sitemap(items, children, sorted(set(warnings)))


def _item(address: str, fields: dict[str, str], time_zone: str) -> Item:
    return Item(
        url=address,
        title=fields.get("title"),
        published=local_day(fields.get("publication_date"), time_zone),
        modified=instant_text(fields.get("lastmod")),
    )


def _fields(element: etree._Element) -> dict[str, str]:
    found: dict[str, str] = {}
    for child in element.iterdescendants():
        if isinstance(child.tag, str) and child.text and child.text.strip():
            # Only the first of a name: images and alternates below an entry have a loc of their own.
            found.setdefault(_local(child), child.text.strip())
    return found


def _local(element: etree._Element) -> str:
    return str(element.tag).rpartition("}")[2].lower()


def _gunzip(body: bytes) -> bytes:
    unpacker = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
    try:
        content = unpacker.decompress(body, MAX_UNPACKED + 1)
    except zlib.error as error:
        raise ListingError("not_a_sitemap", f"gzip: {error}") from error
    if len(content) > MAX_UNPACKED:
        raise ListingError("decompression_bomb", f"more than {MAX_UNPACKED} bytes unpacked")
    return content
