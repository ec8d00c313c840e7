"""Print what the scanner gets wrong, style by style: ``.venv/bin/python -m tests.recipient.mailings [STYLE…]``."""

import sys

from bench.accuracy.score import Score
from tests.recipient.mailings.judging import faults, scores, styles

loading = fetching = Score()
for name, style in styles().items():
    if sys.argv[1:] and name not in sys.argv[1:]:
        continue
    one, two = scores(style)
    loading, fetching = loading + one, fetching + two
    print(f"{name}: on opening {one.right} right, {one.wrong} wrong, {one.missed} missed;", end=" ")
    print(f"in all {two.right} right, {two.wrong} wrong, {two.missed} missed")
    told: set[str] = set()
    for fault in faults(style):
        signals = " ".join(signal.name for signal in fault.finding.signals)
        if signals not in told:
            print(f"    {'missed' if fault.missed else 'WRONG'} ({signals}) {fault.finding.url[:180]}")
        told.add(signals)
for what, total in (("on opening", loading), ("in all", fetching)):
    print(f"{what}: precision {total.precision or 0:.3f}, recall {total.recall or 0:.3f}")
