# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The networks as data, what the widget's addresses answer, and the interview by forms."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from fastapi.testclient import TestClient

from welfare_point.api.first_start import prepare_home
from welfare_point.api.plain.origin import foreign
from welfare_point.api.plain.showing import mail_address, phone_address, web_address
from welfare_point.api.security import HEADERS
from welfare_point.api.widget.colours import contrast, dark, mist
from welfare_point.api.widget.networks import NetworksError, made, networks
from welfare_point.catalogue.reference import ATS
from welfare_point.catalogue.settings import Settings

from .conftest import ScriptedAssistant, on_one_database, problem

SHIPPED: dict[str, Any] = {
    code: {"colour": "#0066cc", "ink": "#ffffff", "sites": ["https://a.example"]} for code in ATS
}
PLAIN = "/senza-javascript"
HTML = {"accept": "text/html"}


def test_contrast_is_what_wcag_says() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
    assert (dark("#0066cc"), mist("#0066cc")) == ("#004c99", "#e6f0fa")


def test_the_eight_networks_are_shipped(tmp_path: Path) -> None:
    shipped = networks(Settings(home=tmp_path))
    assert {code: network.name for code, network in shipped.items()} == dict(ATS)
    assert all(site.startswith("https://") for network in shipped.values() for site in network.sites)


def test_a_file_in_the_home_changes_what_it_names(tmp_path: Path) -> None:
    (tmp_path / "networks.yml").write_text('325: {tone: lei, sites: ["https://www.esempio.example:8443"]}')
    changed = networks(Settings(home=tmp_path))
    assert (changed["325"].tone, changed["325"].sites) == ("lei", ("https://www.esempio.example:8443",))
    assert changed["326"] == networks(Settings(home=tmp_path / "elsewhere"))["326"]


@pytest.mark.parametrize(
    ("laid", "said"),
    [
        (
            {"325": {"colour": "#66aaff"}},
            "325: #66aaff su #ffffff si legge male. Il contrasto è 2.4, serve almeno 4.5.",
        ),
        ({"325": {"ink": "#333333"}}, "#333333 su #0066cc"),
        ({"325": {"colour": "blu"}}, "«colour»"),
        ({"325": {"tone": "voi"}}, "Serve tu oppure lei."),
        ({"325": {"name": ""}}, "«name»"),
        ({"325": {"nome": "x"}}, "Questo campo non esiste."),
        ({"325": {"sites": ["http://a.example"]}}, "«http://a.example» non è un sito"),
        ({"325": {"sites": ["https://a.example/x"]}}, "non è un sito"),
        ({"325": {"sites": ["https://a.example; script-src *"]}}, "non è un sito"),
        ({"325": {"sites": ["https://a.example\n"]}}, "non è un sito"),
        ({"325": {"sites": ["*"]}}, "non è un sito"),
        ({"999": {}}, "999: questa ATS non esiste."),
        (["325"], "non si riesce a leggere"),
        ({"325": "blu"}, "non si riesce a leggere"),
    ],
)
def test_what_is_wrong_is_said(laid: Any, said: str) -> None:
    with pytest.raises(NetworksError) as error:
        made(SHIPPED, laid, "tu", "reti.yml")
    assert said in str(error.value)
    assert "reti.yml" in str(error.value)


def test_a_wrong_file_stops_the_start_before_anything_is_made(tmp_path: Path) -> None:
    file = tmp_path / "reti.yml"
    file.write_text(yaml.safe_dump({"325": {"colour": "#ffff00"}}))
    with pytest.raises(SystemExit, match="si legge male"):
        list(prepare_home(Settings(home=tmp_path / "home", networks=file)))
    with pytest.raises(SystemExit, match="non si trova"):
        list(prepare_home(Settings(home=tmp_path / "home", networks=tmp_path / "manca.yml")))
    assert not list((tmp_path / "home").iterdir())


@on_one_database
def test_only_the_frame_may_be_framed_and_only_by_its_sites(client: TestClient) -> None:
    policy = client.get("/widget/325").headers["content-security-policy"]
    assert "frame-ancestors 'self' https://www.ats-bg.it" in policy
    assert "unsafe" not in policy
    assert (
        policy.split("; frame-ancestors")[0]
        == HEADERS["Content-Security-Policy"].split("; frame-ancestors")[0]
    )
    for path in ("/", PLAIN, "/widget.js", "/widget/325/prova", "/docs"):
        assert "frame-ancestors 'none'" in client.get(path).headers["content-security-policy"], path


@on_one_database
def test_the_script_and_the_colours_may_be_kept_and_set_no_cookie(client: TestClient) -> None:
    script = client.get("/widget.js")
    assert script.headers["content-type"].startswith("text/javascript")
    assert "max-age" in script.headers["cache-control"]
    assert all(f'"{code}"' in script.text for code in ATS)
    assert "--blue:#0066cc;" in client.get("/widget/325/colori.css").text
    client.get("/widget/325")
    client.get(PLAIN)
    assert not client.cookies


@pytest.mark.parametrize("path", ["/widget/999", "/widget/999/colori.css", "/widget/999/prova", "/widget/x"])
@on_one_database
def test_an_unknown_ats_is_said_to_be_unknown(client: TestClient, path: str) -> None:
    assert "321 a 328" in problem(client.get(path), 404)["detail"]
    assert "321 a 328" in client.get(path, headers=HTML).text


@pytest.fixture
def formal(tmp_path: Path) -> None:
    """Bergamo's people are addressed as «lei». The home is the application's."""
    (tmp_path / "networks.yml").write_text("325: {tone: lei}")


@pytest.mark.usefixtures("formal")
@on_one_database
def test_the_network_decides_how_the_assistant_and_the_gateway_speak(
    client: TestClient, assistant: ScriptedAssistant
) -> None:
    def say(text: str, **more: str) -> dict[str, Any]:
        answer: dict[str, Any] = client.post("/api/v1/chat", json={"text": text, **more}).json()
        return answer

    say("ciao", network="325")
    say("ciao", network="326")
    say("ciao", network="999")
    say("ciao")
    assert assistant.tones == ["lei", "tu", None, None]
    assert "Quello che scrive" in say("mio marito mi picchia", network="325")["messages"][0]["text"]
    assert "Quello che scrivi" in say("mio marito mi picchia")["messages"][0]["text"]
    assert "Scriva" in say(" ", network="325")["detail"]
    assert "Di che cosa ha bisogno?" in client.get("/widget/325").text


@on_one_database
def test_the_forms_keep_the_conversation_they_show(client: TestClient, assistant: ScriptedAssistant) -> None:
    assistant.offers("Sì", "No")
    first = client.post(PLAIN, data={"text": "cerco un nido", "ats": "325"})
    assert (first.status_code, first.headers["location"]) == (303, f"{PLAIN}?ats=325#ultimo")
    shown = client.get(PLAIN).text
    assert 'name="payload" value="/sì"' in shown
    mine = shown.split('name="conversation" value="')[1].split('"')[0]
    client.cookies.clear()
    client.post(PLAIN, data={"text": "un’altra"})  # a second tab, which takes the cookie
    client.post(PLAIN, data={"payload": "/sì", "conversation": mine})
    assert assistant.senders[0] == assistant.senders[2] != assistant.senders[1]
    assert assistant.said[-1] == "/sì"


@on_one_database
def test_a_form_that_fails_gives_the_text_back(client: TestClient, assistant: ScriptedAssistant) -> None:
    assistant.down = True
    down = client.post(PLAIN, data={"text": "cerco <b>un nido"})
    assert down.status_code == 503
    assert "cerco &lt;b&gt;un nido</textarea>" in down.text
    assert "non risponde" in down.text
    empty = client.post(PLAIN, data={"text": ""})
    assert (empty.status_code, "vuoto" in empty.text) == (422, True)
    gone = client.post(PLAIN, data={"text": "ciao", "conversation": "inventata"})
    assert (gone.status_code, "non c’è più" in gone.text) == (404, True)
    client.cookies.set("welfare_point_conversation", "inventata", path=PLAIN)
    assert "non c’è più" in client.get(PLAIN).text


@pytest.mark.parametrize("path", [PLAIN, f"{PLAIN}/nuova"])
@pytest.mark.parametrize(
    "headers", [{"sec-fetch-site": "cross-site"}, {"origin": "https://altrove.example"}], ids=str
)
@on_one_database
def test_a_form_sent_by_another_site_is_refused(
    client: TestClient, assistant: ScriptedAssistant, path: str, headers: dict[str, str]
) -> None:
    refused = client.post(path, data={"text": "ciao"}, headers=headers)
    problem(refused, 403)
    assert (assistant.said, refused.headers.get("set-cookie")) == ([], None)


def test_where_a_form_comes_from() -> None:
    assert not foreign({"sec-fetch-site": "same-origin"})
    assert not foreign({"sec-fetch-site": "none"})
    assert foreign({"sec-fetch-site": "same-site"})
    assert not foreign({"origin": "https://a.example", "host": "a.example"})
    assert foreign({"origin": "null", "host": "a.example"})
    assert not foreign({"host": "a.example"})


def test_addresses_are_links_only_where_they_are_safe() -> None:
    assert web_address("https://a.example/x") == "https://a.example/x"
    assert [web_address(v) for v in ("javascript:alert(1)", "https://a b", "//a.example", "", None)] == [
        None
    ] * 5
    assert (phone_address("035 55.01"), phone_address("chiedere"), phone_address(None)) == (
        "tel:0355501",
        None,
        None,
    )
    assert (mail_address("a@b.example"), mail_address("a@b.example?cc=c@d.example")) == (
        "mailto:a@b.example",
        None,
    )
