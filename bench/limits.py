"""The limits that a run must keep, and the verdict on each.

Every limit is a ratio to something measured in the same run, so that it means the same on any machine.
"""

from dataclasses import dataclass

from bench.figures import Mode, Run, Subject

OF_NGINX = {Mode.NEW_CONNECTION: 0.40, Mode.KEEP_ALIVE: 0.15}
"""Backstamp, durable, as a share of nginx that answers an empty GIF and buffers its log."""

OF_ONE_TRANSACTION = 5.0
"""Backstamp as a multiple of the same server with a transaction for every hit, on kept connections.

With a new connection for each request the connection is most of the work: there even an application that stores
nothing is no more than five times as fast as one that commits every hit (docs/performance.md). So that multiple is
shown, and no limit is set to it.
"""

OF_READING = 2.0
"""A token that is none of ours is told apart in at most this multiple of base64, AES-SIV and unpacking, the least that
reading a token takes: 3 µs on the machine where that least was measured at 1.5 µs when tokens were designed."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """One limit, and how the run stands to it.

    Attributes:
        claim: the limit in words.
        measured: the run's value.
        limit: what it is held against.
        met: whether the limit is kept.
    """

    claim: str
    measured: float
    limit: float
    met: bool


def verdicts(run: Run) -> list[Verdict]:
    """Hold a run against every limit."""
    return [
        *[at_least(f"{mode}: share of nginx", run.ratio(mode, Subject.NGINX), OF_NGINX[mode]) for mode in Mode],
        at_least(
            f"{Mode.KEEP_ALIVE}: times one transaction per hit",
            run.ratio(Mode.KEEP_ALIVE, Subject.ONE_TRANSACTION),
            OF_ONE_TRANSACTION,
        ),
        *[
            at_most(f"token, {check.kind}: times the least reading", run.tokens.ratio(check), OF_READING)
            for check in run.tokens.checks
            if not check.accepted
        ],
        at_most(
            "rounds with errors, or hits acknowledged but not stored", sum(not each.honest for each in run.rounds), 0
        ),
    ]


def at_least(claim: str, measured: float, limit: float) -> Verdict:
    """The verdict on a limit that a value must reach."""
    return Verdict(f"{claim}, at least", measured, limit, measured >= limit)


def at_most(claim: str, measured: float, limit: float) -> Verdict:
    """The verdict on a limit that a value must not exceed."""
    return Verdict(f"{claim}, at most", measured, limit, measured <= limit)
