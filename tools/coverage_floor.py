"""Hold the coverage floor: a run below it fails, and the floor in the file never falls below any floor of the past."""

import json
import subprocess
import sys
from pathlib import Path

FLOOR_FILE = Path(".coverage-floor")


def main() -> int:
    """Compare the combined coverage data with the floor; return 0 where it holds, 1 where it does not."""
    floor = float(FLOOR_FILE.read_text())
    highest = highest_floor_committed()
    if floor < highest:
        print(f"The floor in {FLOOR_FILE} is {floor}, but it was {highest} before: it only rises.")
        return 1
    percent = measured()
    if percent < floor:
        subprocess.run([sys.executable, "-m", "coverage", "report"], check=False)
        print(f"Coverage is {percent:.2f} %, below the floor of {floor} %: add tests for what is new.")
        return 1
    print(f"Coverage {percent:.2f} %, floor {floor} %.")
    if percent >= floor + 1:
        print(f"The floor may rise: write {int(percent * 2) / 2} into {FLOOR_FILE}.")
    return 0


def measured() -> float:
    """The share of lines and branches that ran, in percent."""
    command = [sys.executable, "-m", "coverage", "json", "--quiet", "-o", "-"]
    report = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return float(json.loads(report)["totals"]["percent_covered"])


def highest_floor_committed() -> float:
    """The highest floor that any commit held; 0 outside a git checkout."""
    command = ["git", "log", "--format=", "-p", "--", str(FLOOR_FILE)]
    log = subprocess.run(command, check=False, capture_output=True, text=True).stdout
    return max((float(line[1:]) for line in log.splitlines() if line[:1] == "+" and line[1:2].isdigit()), default=0.0)


if __name__ == "__main__":
    sys.exit(main())
