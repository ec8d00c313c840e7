"""Draw docs/report.svg: the newest message's report of a data folder, as the terminal shows it. Loads no fonts.

Usage: python tools/picture_report.py backstamp-demo
"""

import io
import sys
from pathlib import Path

from rich.console import Console

from backstamp.app.reading import reading
from backstamp.app.render import message_report

PICTURE = Path(__file__).resolve().parents[1] / "docs" / "report.svg"
_WIDTH = 104
_FRAME = """<svg class="rich-terminal" viewBox="0 0 {width} {height}" xmlns="http://www.w3.org/2000/svg">
<style>
.{unique_id}-matrix {{ font-family: ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace;
  font-size: {char_height}px; line-height: {line_height}px; }}
.{unique_id}-title {{ font-size: 18px; font-family: system-ui, sans-serif; }}
{styles}
</style>
<defs>
<clipPath id="{unique_id}-clip-terminal">
<rect x="0" y="0" width="{terminal_width}" height="{terminal_height}"/></clipPath>
{lines}
</defs>
{chrome}
<g transform="translate({terminal_x}, {terminal_y})" clip-path="url(#{unique_id}-clip-terminal)">
{backgrounds}
<g class="{unique_id}-matrix">
{matrix}
</g>
</g>
</svg>
"""


def main() -> int:
    """Draw the picture."""
    with reading(Path(sys.argv[1])) as reporter:
        report = reporter.newest(2).messages[-1]
    console = Console(record=True, width=_WIDTH, file=io.StringIO(), force_terminal=True, color_system="truecolor")
    console.print(message_report(report))
    PICTURE.write_text(console.export_svg(title="backstamp report", code_format=_FRAME, unique_id="report"))
    print(f"drew {PICTURE}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
