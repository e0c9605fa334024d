# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""``/widget.js``, which makes the button, and ``/widget/{ats}``, the chat that it opens."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Depends, FastAPI, Response
from starlette.requests import Request

from welfare_point.api.pages import CONTENT, page
from welfare_point.api.parts import Parts, parts_of
from welfare_point.api.problems import NotFound
from welfare_point.api.security import policy
from welfare_point.api.words import toned, words

from .colours import dark, mist
from .networks import Network, networks

HERE = Path(__file__).parent
KEPT = 3600
"""Seconds that a browser keeps the script and the colours without asking again."""

router = APIRouter(include_in_schema=False)
PartsOf = Annotated[Parts, Depends(parts_of)]


def network_of(ats: str, parts: PartsOf) -> Network:
    """The network named in the address. Raises :class:`NotFound`."""
    network = networks(parts.settings).get(ats)
    if network is None:
        raise NotFound(words("networks.unknown_here"))
    return network


NetworkOf = Annotated[Network, Depends(network_of)]


def title_of(network: Network) -> str:
    """What the chat of a network is called."""
    return str(toned(CONTENT, network.tone)["widget"]["title"]).format(name=network.name)


def _on_the_page(network: Network) -> dict[str, str]:
    """What the button needs to know of its network."""
    said = toned(CONTENT, network.tone)["widget"]
    return {
        "title": title_of(network),
        "label": said["label"],
        "close": said["close"],
        "colour": network.colour,
        "ink": network.ink,
    }


@cache
def script(*shown: Network) -> str:
    """The script of the button, with the words and colours of every network in it: pages whose policy lets us in
    for scripts and frames only could not fetch them."""
    css = "".join(line.strip() for line in (HERE / "button.css").read_text("utf-8").splitlines())
    config: dict[str, Any] = {"networks": {n.code: _on_the_page(n) for n in shown}, "css": css}
    code = (HERE / "button.js").read_text("utf-8")
    return f"{{const CONFIG={json.dumps(config, ensure_ascii=False)};\n{code}}}\n"


def colours(network: Network) -> str:
    """The stylesheet that puts a network's colours in place of the product's."""
    shades = {
        "--blue": network.colour,
        "--on-blue": network.ink,
        "--blue-dark": dark(network.colour),
        "--blue-mist": mist(network.colour),
    }
    return ":root{" + "".join(f"{name}:{shade};" for name, shade in shades.items()) + "}\n"


@router.get("/widget.js")
def widget_script(parts: PartsOf) -> Response:
    """Lo script che le ATS mettono nelle loro pagine."""
    shown = script(*networks(parts.settings).values())
    headers = {"Cache-Control": f"public, max-age={KEPT}", "Cross-Origin-Resource-Policy": "cross-origin"}
    return Response(shown, media_type="text/javascript", headers=headers)


@router.get("/widget/{ats}")
def frame(request: Request, network: NetworkOf) -> Response:
    """La chat di una ATS, dentro la pagina di un suo sito."""
    answer = page(
        request,
        "chat.html",
        layout="frame.html",
        content=toned(CONTENT, network.tone),
        network=network,
        title=title_of(network),
    )
    answer.headers["Content-Security-Policy"] = policy(("'self'", *network.sites))
    return answer


@router.get("/widget/{ats}/colori.css")
def frame_colours(network: NetworkOf) -> Response:
    """I colori di una ATS."""
    headers = {"Cache-Control": f"public, max-age={KEPT}"}
    return Response(colours(network), media_type="text/css", headers=headers)


@router.get("/widget/{ats}/prova")
def trial(request: Request, network: NetworkOf) -> Response:
    """Una pagina con il pulsante, per vederlo prima di metterlo nel proprio sito."""
    return page(
        request, "widget_trial.html", network=network, title=title_of(network), here=str(request.base_url)
    )


def install(app: FastAPI) -> None:
    """Add the routes. Raises :class:`.networks.NetworksError` when the file of the networks cannot be used."""
    networks(app.state.parts.settings)
    app.include_router(router)
