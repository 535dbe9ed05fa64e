"""Set the chapters as one page of HTML: no request to anywhere, complete as it stands.

The page holds its style, its pictures and its one script. Whatever is computed was
computed when it was written: without scripts it only does not move.
"""

from __future__ import annotations

import html
import io
import keyword
import re
import tokenize
from importlib.resources import files

from pureconv.lesson import searchlight
from pureconv.lesson.describing import description
from pureconv.lesson.listing import listing, typed
from pureconv.lesson.parts import (
    LONGEST_WHOLE,
    Chapter,
    Formula,
    Opening,
    Part,
    Picture,
    Points,
    Source,
    Table,
    Task,
    check_text,
    say,
)
from pureconv.lesson.svg import svg
from pureconv.lesson.terminal import bare

LIT = "9"  # the chapter with the searchlight


def page(opening: Opening, story: list[Chapter]) -> str:
    """Return the whole lesson as a page."""
    title = html.escape(opening.title)
    summary = html.escape(" ".join(bare(opening.paragraphs[0]).split()))
    lines = [
        "<!DOCTYPE html>",
        '<html lang="en">',
        "<head>",
        '<meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        '<meta name="color-scheme" content="light dark">',
        f'<meta name="description" content="{summary}">',
        '<link rel="icon" href="data:,">',
        f"<title>{title}</title>",
        f"<style>\n{style()}\n{searchlight.style()}</style>",
        "</head>",
        "<body>",
        '<a class="skip" href="#chapter-1">Skip to the first chapter</a>',
        f"<header>\n<h1>{title}</h1>",
        figure(opening.picture, "picture", "The picture that opens the lesson"),
        *(f"<p>{inline(text)}</p>" for text in opening.paragraphs),
        "</header>",
        *contents(story),
        "<main>",
        *(line for chapter in story for line in section(chapter)),
        "</main>",
        f"<script>\n{searchlight.script()}</script>",
        "</body>",
        "</html>",
    ]
    return "\n".join(lines) + "\n"


def style() -> str:
    """Return the style sheet."""
    return files(__package__).joinpath("page.css").read_text(encoding="utf-8")


def contents(story: list[Chapter]) -> list[str]:
    """Return the table of contents."""
    places = []
    for chapter in story:
        places.append((f"chapter-{chapter.number}", head(chapter)))
        if chapter.number == LIT:
            words = '<span class="count"></span> The searchlight'
            places.append(("searchlight-title", words))
    links = [f'<li><a href="#{name}">{words}</a></li>' for name, words in places]
    return ['<nav aria-label="Chapters">', "<ol>", *links, "</ol>", "</nav>"]


def head(chapter: Chapter) -> str:
    """Return a title behind its number; the epilogue has none."""
    number = chapter.number if chapter.number[0].isdigit() else ""
    return f'<span class="count">{number}</span> {html.escape(chapter.title)}'


def section(chapter: Chapter) -> list[str]:
    """Return a chapter."""
    name = f"chapter-{chapter.number}"
    box = " box" if chapter.number.endswith("b") else ""
    return [
        f'<section class="chapter{box}" id="{name}" aria-labelledby="{name}-title">',
        f'<h2 id="{name}-title"><a href="#{name}">{head(chapter)}</a></h2>',
        f'<p class="idea">{inline(chapter.idea)}</p>',
        figure(chapter.picture, f"picture-{chapter.number}", picture_title(chapter)),
        *map(part, chapter.body),
        check(chapter),
        task(chapter.task),
        *([searchlight.fragment()] if chapter.number == LIT else []),
        "</section>",
    ]


def picture_title(chapter: Chapter) -> str:
    """Return what the picture of a chapter is called."""
    return f"Picture of chapter {chapter.number}: {chapter.title}"


def figure(picture: Picture, name: str, title: str) -> str:
    """Return a picture over its caption."""
    image = svg(picture.drawing, title, description(picture.drawing), name)
    caption = f"<figcaption>{inline(picture.caption)}</figcaption>"
    return f'<figure id="{name}">\n{image}\n{caption}\n</figure>'


def part(content: Part) -> str:
    """Return one part of the body of a chapter."""
    if isinstance(content, str):
        return f"<p>{inline(content)}</p>"
    if isinstance(content, Formula):
        return f'<p class="formula">{formula(content.text)}</p>'
    if isinstance(content, Source):
        return source(content)
    if isinstance(content, Points):
        items = [f"<li>{inline(item)}</li>" for item in content.items]
        return "\n".join(["<ol>", *items, "</ol>"])
    return table(content)


def inline(text: str) -> str:
    """Return text with its code, its emphasis, and links to chapters.

    >>> inline("see chapter 5")
    'see <a href="#chapter-5">chapter 5</a>'
    >>> inline("a *signal* of -1: `y < x`")
    'a <em>signal</em> of −1: <code class="whole">y &lt; x</code>'
    """
    pieces = html.escape(re.sub(r"\s+", " ", text), quote=False).split("`")
    for n in range(0, len(pieces), 2):
        piece = re.sub(r"\*(\w[\w ]*)\*", r"<em>\1</em>", pieces[n])
        piece = re.sub(r"(?<![\w-])-(?=\d)", "−", piece).replace("'", "\u2019")
        piece = re.sub(r'"(.*?)"', "\u201c\\1\u201d", piece)
        piece = re.sub(r"\bchapter (\d+)", r'<a href="#chapter-\1">\g<0></a>', piece)
        pieces[n] = piece
    for n in range(1, len(pieces), 2):
        whole = ' class="whole"' if len(pieces[n]) <= LONGEST_WHOLE else ""
        pieces[n] = f"<code{whole}>{pieces[n]}</code>"
    return "".join(pieces)


def formula(text: str) -> str:
    """Return a formula as it is set in a book.

    >>> formula("y[n] = sum over i of w[i] * x[n - i]")[:36]
    '<var>y</var><sub>n</sub> = <span cla'
    """
    text = re.sub(r"floor\((.*)\)", r"⌊\1⌋", html.escape(text))
    text = re.sub(r"\b([dknps])\b(?![^[]*\])", r"<var>\1</var>", text)
    text = re.sub(r" \* (?=<var>|\()", "", text)  # 2p, d(k - 1)
    text = text.replace(" * ", " · ").replace(" - ", " − ")
    text = re.sub(r"(\w)\[(.*?)\]", r"<var>\1</var><sub>\2</sub>", text)
    big = r'<span class="sum">Σ<sub>\1</sub></span>'
    return re.sub(r"sum over (\w+) of", big, text)


def source(shown: Source) -> str:
    """Return the loops of a function, coloured, and what names in them mean."""
    name = shown.function.__name__
    lines = listing(shown.function)
    if not lines:
        return f"<p>(The source of {name} is not at hand here.)</p>"
    note = f'\n<p class="names">{inline(shown.note)}</p>' if shown.note else ""
    return code("\n".join(lines), f"Source of {name}") + note


def code(text: str, label: str) -> str:
    """Return Python, coloured; it can be scrolled where it is too wide."""
    region = f'<pre tabindex="0" role="group" aria-label="{html.escape(label)}">'
    return f"{region}<code>{coloured(text)}</code></pre>"


def coloured(text: str) -> str:
    """Return Python with its words marked by what they are.

    >>> coloured("return 'one'")
    '<b>return</b> <span class="string">&#x27;one&#x27;</span>'
    """
    lines = text.split("\n")
    marked, row, column, before = [], 1, 0, ""
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if not token.string.strip():
            continue  # the end of a line, or a change of its depth
        (top, left), (bottom, right) = token.start, token.end
        if top > row:
            marked.append("\n" * (top - row))
            row, column = top, 0
        marked.append(lines[row - 1][column:left])
        marked.append(mark(token, before))
        row, column, before = bottom, right, token.string
    return "".join(marked)


def mark(token: tokenize.TokenInfo, before: str) -> str:
    """Return one token as HTML: keywords bold, and names that are being defined."""
    said = html.escape(token.string)
    if keyword.iskeyword(token.string):
        return f"<b>{said}</b>"
    if before == "def":
        return f'<span class="name">{said}</span>'
    kinds = {tokenize.STRING: "string", tokenize.COMMENT: "comment"}
    if token.type in kinds:
        return f'<span class="{kinds[token.type]}">{said}</span>'
    return said


def table(content: Table) -> str:
    """Return a table; its first column names the rows."""
    head = "".join(f'<th scope="col">{inline(word)}</th>' for word in content.header)
    lines = [
        f'<tr><th scope="row">{inline(say(row[0]))}</th>'
        + "".join(f"<td>{inline(say(value))}</td>" for value in row[1:])
        + "</tr>"
        for row in content.rows
    ]
    label = html.escape(f"Table: {', '.join(filter(None, content.header))}")
    return "\n".join([
        f'<div class="table" tabindex="0" role="group" aria-label="{label}">',
        f"<table>\n<thead><tr>{head}</tr></thead>\n<tbody>",
        *lines,
        "</tbody>\n</table>\n</div>",
    ])


def check(chapter: Chapter) -> str:
    """Return a law and whether it holds."""
    law = chapter.check
    mark = "✓ Checked:" if law.holds else "✗ Checked:"
    said = inline(f"{law.statement}. {check_text(law)}")
    return f'<p class="check"><strong>{mark}</strong> {said}</p>'


def task(content: Task) -> str:
    """Return what may be tried, and what comes out."""
    return "\n".join([
        '<div class="try">',
        f"<p><strong>Try:</strong> {inline(content.question)}</p>",
        code("\n".join(typed(content)), "What to type"),
        "<details><summary>What comes out</summary>",
        f"<p><code>{html.escape(repr(content.answer))}</code></p>",
        "</details>\n</div>",
    ])
