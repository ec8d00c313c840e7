"""What ``backstamp block --json`` prints, field by field."""

from pydantic import Field

from backstamp.app.printed import Printed


class ExportFormat(Printed):
    """One format of `backstamp block --format list --json`."""

    name: str = Field(description="For `--format`.")
    title: str = Field(description="The program, and what it does with the file.")
    level: str = Field(description="On what it decides: `name`, `url`, `message` or `data`.")
    suffix: str = Field(description="Of its files.")
    use: str = Field(description="How to put a file to work.")


class ForecastExample(Printed):
    """A place in the mail."""

    message: str = Field(description="Where the message stands.")
    url: str = Field(description="What would be blocked there.")


class ForecastRule(Printed):
    """What one rule would do."""

    vendor: str = Field(description="Who is behind it; empty where unknown.")
    host: str = Field(description="The host; empty for any.")
    below: bool = Field(description="Whether all names below the host are meant too.")
    path: str = Field(description="Shape of path and query; empty for the whole host.")
    scope: str = Field(description="`open` or `shared`.")
    source: str = Field(description="Where the rule comes from.")
    messages: int = Field(description="Messages in which it would block anything.")
    opens: int = Field(description="Opens it would stop.")
    links: int = Field(description="Links it would break.")
    pictures: int = Field(description="Pictures that would be missing.")
    others: int = Field(description="Style sheets, fonts and their like that would be missing.")
    broken: ForecastExample | None = Field(description="The first that would break; null where nothing would.")
    stopped: ForecastExample | None = Field(description="The first open that would be stopped; null where none would.")


class ForecastReport(Printed):
    """What `backstamp block --forecast MAILBOX --json` prints."""

    format: str = Field(description="The format; `rpz` where none was asked for.")
    level: str = Field(description="On what it decides: `name`, `url`, `message` or `data`.")
    rules_tried: int = Field(description="How many rules the list has.")
    messages: int = Field(description="Messages read.")
    touched: int = Field(description="Messages in which anything would be blocked.")
    references: int = Field(description="References in them.")
    opens: int = Field(description="Opens that would be stopped; each counts once, whatever the rules that stop it.")
    links: int = Field(description="Links that would break.")
    pictures: int = Field(description="Pictures that would be missing.")
    others: int = Field(description="Style sheets, fonts and their like that would be missing.")
    unreadable: tuple[str, ...] = Field(description="What could not be read as a message, each with the reason.")
    rules: tuple[ForecastRule, ...] = Field(description="Rules that would do anything, the most harmful first.")
