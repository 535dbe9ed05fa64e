"""Count the lines that README.md speaks of; as a program, write them into it.

A count stands behind the name of a file or a folder in the first cell of a table row:

    | `sizes.py` | 308 | how many outputs there are ... |

and in the sentence that says how long the library, the lesson and the kit are.
"""

from __future__ import annotations

import re
from pathlib import Path

HOME = Path(__file__).parent.parent
README = HOME / "README.md"
ROW = re.compile(r"^\| `([\w/.]+)` \| ([\d,]+) \|", re.MULTILINE)
TOTAL = re.compile(
    r"library is ([\d,]+) lines, the lesson ([\d,]+), the kit ([\d,]*\d)", re.MULTILINE
)


def lines(*places: str) -> int:
    """Return how many lines of Python stand in these files and folders of ours."""
    found = [HOME / "pureconv" / place for place in places]
    paths = {path for place in found for path in [place, *place.rglob("*.py")]}
    texts = [path.read_text(encoding="utf-8") for path in paths if path.is_file()]
    return sum(text.count("\n") for text in texts)


def totals() -> tuple[int, int, int]:
    """Return how many lines are the library, the lesson and the kit."""
    lesson, kit = lines("lesson"), lines("testing")
    return lines(".") - lesson - kit, lesson, kit


def counted(text: str) -> str:
    """Return the text of a README with all counts as they are."""
    text = ROW.sub(lambda row: f"| `{row[1]}` | {lines(row[1]):,} |", text)
    sizes = "library is {:,} lines, the lesson {:,}, the kit {:,}".format(*totals())
    return TOTAL.sub(sizes, text)


if __name__ == "__main__":
    README.write_text(counted(README.read_text(encoding="utf-8")), encoding="utf-8")
