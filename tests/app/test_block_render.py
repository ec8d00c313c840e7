"""What `backstamp block` shows to people."""

from io import StringIO

from rich.console import Console, RenderableType

from backstamp.app.block_models import ForecastExample, ForecastReport, ForecastRule
from backstamp.app.block_render import forecast_table, format_list
from backstamp.recipient.block.registry import all_formats, load_format


def shown(what: RenderableType) -> str:
    console = Console(file=StringIO(), width=200, highlight=False)
    console.print(what)
    assert isinstance(console.file, StringIO)
    return console.file.getvalue()


def rule(number: int, *, links: int = 0, below: bool = True) -> ForecastRule:
    example = ForecastExample(message="one.eml", url=f"https://t{number}.example/\x1b[31m")
    return ForecastRule(
        vendor="Vendor\x1b[31m",
        host=f"t{number}.example",
        below=below,
        path="/o",
        scope="shared",
        source="a test",
        messages=1,
        opens=1,
        links=links,
        pictures=0,
        others=0,
        broken=example if links else None,
        stopped=example,
    )


def report(*rules: ForecastRule, level: str = "name", unreadable: tuple[str, ...] = ()) -> ForecastReport:
    return ForecastReport(
        format="rpz",
        level=level,
        rules_tried=5,
        messages=2,
        touched=1,
        references=9,
        opens=1,
        links=sum(each.links for each in rules),
        pictures=0,
        others=0,
        unreadable=unreadable,
        rules=rules,
    )


def test_totals_come_first_and_what_breaks_has_an_example() -> None:
    text = shown(forecast_table(report(rule(1, links=2), rule(2, below=False))))
    assert text.startswith("5 rules over 2 messages: 1 open stopped; broken: 2 links.\n")
    assert "  *.t1.example/o: https://t1.example/" in text
    assert "\nt2.example/o " in text
    assert "t2.example/�" not in text
    assert "\x1b" not in text


def test_a_list_that_does_nothing_is_a_line() -> None:
    assert shown(forecast_table(report())) == "5 rules over 2 messages: 1 open stopped; nothing broken.\n"


def test_rules_for_messages_are_said_to_break_nothing() -> None:
    assert "break nothing" in shown(forecast_table(report(rule(1, links=1), level="message")))


def test_what_could_not_be_read_is_told() -> None:
    assert "Not read: 2, first a.eml: it is empty" in shown(
        forecast_table(report(unreadable=("a.eml: it is empty", "b")))
    )


def test_examples_have_a_limit_and_the_table_has_none() -> None:
    text = shown(forecast_table(report(*(rule(number, links=1) for number in range(30)))))
    assert text.count("in one.eml") == 20
    assert "*.t29.example/o" in text


def test_formats_stand_below_what_they_decide_on_with_their_use() -> None:
    text = shown(format_list(all_formats()))
    assert (
        text.index("Decides on names")
        < text.index("  rpz ")
        < text.index("Decides on whole URLs")
        < text.index("  abp ")
    )
    assert load_format("pihole-regex").use in text
    assert "Decides on names" not in shown(format_list([load_format("csv")]))
