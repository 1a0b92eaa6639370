"""Markdown as GitHub shows it: its own renderer, then what its sanitiser lets through."""

from __future__ import annotations

import cmarkgfm
import nh3
from cmarkgfm.cmark import Options

# GitHub's allow-list of elements, and the boxes that it adds after sanitising.
ELEMENTS = """
h1 h2 h3 h4 h5 h6 br b i strong em a pre code img tt div ins del sup sub p picture ol ul li
table thead tbody tfoot tr td th blockquote dl dt dd kbd q samp var hr ruby rt rp s strike
summary details caption figure figcaption abbr bdo cite dfn mark small source span time wbr
input
"""
ATTRIBUTES = {
    "a": {"href"},
    "img": {"src", "alt", "width", "height"},
    "input": {"type", "checked", "disabled"},
    "code": {"class"},
    "pre": {"lang"},
    "td": {"align"},
    "th": {"align"},
    "details": {"open"},
    "ol": {"start"},
}


def raw(markdown: str) -> str:
    """Render as GitHub's renderer does, HTML in it included."""
    return str(cmarkgfm.github_flavored_markdown_to_html(markdown, Options.CMARK_OPT_UNSAFE))


def rendered(markdown: str) -> str:
    """Render, and drop what GitHub's sanitiser drops: comments, scripts, styles, events."""
    schemes = {"http", "https", "mailto"}
    return nh3.clean(
        raw(markdown),
        tags=set(ELEMENTS.split()),
        attributes={name: set(those) for name, those in ATTRIBUTES.items()},
        url_schemes=schemes,
        link_rel=None,
    )
