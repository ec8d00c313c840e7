"""The JSON API: the reports over HTTP, behind one key. It listens apart from the collector, on loopback by default."""

import hmac
from collections.abc import Callable
from typing import Annotated

from fastapi import Depends, FastAPI, HTTPException, Query, Request, Security
from fastapi.responses import JSONResponse
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from backstamp import __version__
from backstamp.app.models import HitReport, MessageReport, Report
from backstamp.app.report import Reporter
from backstamp.errors import BackstampError, UsageError

_bearer = HTTPBearer(auto_error=False, description="The key in the data folder's file api.key.")


def make_api(reporter: Reporter, key: str, healthy: Callable[[], bool]) -> FastAPI:
    """Build the API.

    Args:
        reporter: answers the questions.
        key: what ``Authorization: Bearer`` must carry.
        healthy: whether hits reach the disk.
    """

    def authorised(given: Annotated[HTTPAuthorizationCredentials | None, Security(_bearer)]) -> None:
        if given is None or not hmac.compare_digest(given.credentials.encode(), key.encode()):
            raise HTTPException(401, "give the key: Authorization: Bearer …", {"WWW-Authenticate": "Bearer"})

    api = FastAPI(title="Backstamp", version=__version__, docs_url=None, redoc_url=None)
    behind_key = [Depends(authorised)]

    @api.get("/healthz")
    def health() -> JSONResponse:
        """200 while hits reach the disk, 503 while they do not."""
        well = healthy()
        return JSONResponse({"status": "ok" if well else "failing"}, 200 if well else 503)

    @api.get("/api/messages", dependencies=behind_key)
    def messages(limit: Annotated[int, Query(ge=1, le=500)] = 50) -> Report:
        """The newest messages with their reports."""
        return reporter.newest(limit)

    @api.get("/api/messages/{message}", dependencies=behind_key)
    def message(message: str) -> MessageReport:
        """One message, by its id or a unique beginning of it."""
        return reporter.message(message)

    @api.get("/api/hits", dependencies=behind_key)
    def hits(
        after: Annotated[int, Query(ge=0, le=2**63 - 1)] = 0, limit: Annotated[int, Query(ge=1, le=1000)] = 100
    ) -> list[HitReport]:
        """Hits with a number above ``after``, oldest first, judged."""
        return reporter.hits(after, limit)

    @api.get("/api/hits/{hit}", dependencies=behind_key)
    def hit(hit: int) -> HitReport:
        """One hit, judged, with its evidence."""
        return reporter.hit(hit)

    @api.exception_handler(BackstampError)
    def failed(request: Request, error: BackstampError) -> JSONResponse:
        """Our own errors: not found for what was asked wrongly, unavailable for the rest."""
        del request
        asked_wrongly = isinstance(error, UsageError)
        return JSONResponse({"detail": error.operator if asked_wrongly else error.peer}, 404 if asked_wrongly else 503)

    return api
