"""A line and the formats it may have: most logs have one, a joined one has several."""

from collections.abc import Callable

from backstamp.recipient.hunt import sniff
from backstamp.recipient.hunt.counts import Counts
from backstamp.recipient.hunt.formats.told import BadLineError, ForeignLineError, LineFormat, Told
from backstamp.recipient.hunt.whole_lines import LONGEST

_TRIES = 200  # lines unknown to all formats met, for which every format is tried


class Parsing:
    """Of one file.

    Args:
        form: the format found.
        others: makes fresh readers of all formats, for when another log was joined to this one; none where the user
            named the format.
        counts: filled while reading.

    Attributes:
        forms: the formats met, the present one first.
    """

    def __init__(self, form: LineFormat, others: Callable[[], list[LineFormat]], counts: Counts) -> None:
        self.forms = [form]
        self._others = others
        self._counts = counts
        self._tries = 0
        counts.formats.append(form.name)

    @property
    def chained(self) -> bool:
        """Whether one of them tells a look-up's aliases on lines of their own."""
        return any(form.chained for form in self.forms)

    def read(self, line: bytes, number: Callable[[], int]) -> Told | None:
        """What a line tells; what cannot be read is counted.

        Args:
            line: without its line feed.
            number: tells its number, where that is needed.
        """
        if not line.strip():
            return None
        self._counts.read += 1
        if len(line) > LONGEST:
            self._counts.overlong += 1
            return None
        try:
            told = self._told(line.removesuffix(b"\r"))
        except ForeignLineError:
            self._counts.foreign += 1
            return None
        except BadLineError:
            self._counts.bad(number(), line)
            return None
        self._counts.told += told is not None
        return told

    def quietly(self, line: bytes) -> Told | None:
        """The same without counting, by the present format: a look ahead or back."""
        try:
            return self.forms[0].parse(line.removesuffix(b"\r")) if len(line) <= LONGEST else None
        except BadLineError:
            return None

    def _told(self, line: bytes) -> Told | None:
        error = BadLineError("no format knows it")
        for form in self.forms:
            try:
                told = form.parse(line)
            except ForeignLineError as foreign:
                error = foreign
            except BadLineError:
                continue
            else:
                self._present(form)
                return told
        if self._meets_another(line):
            return self.forms[0].parse(line)
        raise error

    def _present(self, form: LineFormat) -> None:
        if form is not self.forms[0]:
            self.forms.remove(form)
            self.forms.insert(0, form)

    def _meets_another(self, line: bytes) -> bool:
        if self._tries >= _TRIES:
            return False
        self._tries += 1
        met = {form.name for form in self.forms}
        found = sniff.of_lines(line, [form for form in self._others() if form.name not in met], telling=True)
        if found is None:
            return False
        self.forms.insert(0, found)
        self._counts.formats.append(found.name)
        return True
