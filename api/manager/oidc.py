# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Log-in by the ATS's identity provider: OpenID Connect, authorization code with PKCE.

The provider says who it is; what they may see is said by the account of that name, made before by an admin.
"""

from __future__ import annotations

from typing import Annotated, Any

import httpx
from authlib.integrations.starlette_client import OAuth, OAuthError  # type: ignore[import-untyped]
from fastapi import APIRouter, Depends, Request, Response
from joserfc.errors import JoseError
from starlette.concurrency import run_in_threadpool

from welfare_point.api.parts import Parts, parts_of
from welfare_point.api.problems import NotFound
from welfare_point.api.words import words
from welfare_point.catalogue.accounts import find_account
from welfare_point.catalogue.models import Account
from welfare_point.catalogue.settings import Settings

from .entering import ask, enter

router = APIRouter(include_in_schema=False)

PartsOf = Annotated[Parts, Depends(parts_of)]


def provider_of(settings: Settings) -> Any:
    """The client of the configured provider. Raises :class:`NotFound` where there is none."""
    if not settings.oidc_issuer:
        raise NotFound(words("problems.404"))
    secret = settings.oidc_client_secret
    return OAuth().register(
        "provider",
        client_id=settings.oidc_client_id,
        client_secret=secret.get_secret_value() if secret else None,
        server_metadata_url=settings.oidc_issuer.rstrip("/") + "/.well-known/openid-configuration",
        client_kwargs={
            "scope": "openid profile email",
            "code_challenge_method": "S256",
            "timeout": 10.0,
        },
    )


@router.get("/dashboard/oidc")
async def leave_for_provider(request: Request, parts: PartsOf) -> Response:
    """Vai dal gestore delle identità."""
    provider = provider_of(parts.settings)
    try:
        answer: Response = await provider.authorize_redirect(request, str(request.url_for("come_back")))
    except (OAuthError, httpx.HTTPError):
        return ask(request, words("entering.provider_down"), status=503)
    return answer


@router.get("/dashboard/oidc/ritorno")
async def come_back(request: Request, parts: PartsOf) -> Response:
    """Torna con la risposta del gestore delle identità."""
    provider = provider_of(parts.settings)
    try:
        token = await provider.authorize_access_token(request)
    except httpx.HTTPError:
        return ask(request, words("entering.provider_down"), status=503)
    except (OAuthError, JoseError):
        return ask(request, words("entering.refused"), status=401)
    name = (token.get("userinfo") or {}).get(parts.settings.oidc_claim)
    account = await run_in_threadpool(_account, parts, str(name or ""))
    if account is None:
        return ask(request, words("entering.no_account"), status=403)
    return enter(request, account)


def _account(parts: Parts, name: str) -> Account | None:
    with parts.sessions() as session:
        account = find_account(session, name)
    return account if account is not None and not account.disabled else None
