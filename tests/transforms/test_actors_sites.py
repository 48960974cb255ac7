"""Whose site a page is on."""

import pytest

from transforms.actors.sites import find_site_owner
from transforms.coding import code_document


@pytest.mark.parametrize(("url", "country", "name"), [
    ("https://www.pref.shizuoka.jp/a", "JP", "Shizuoka Prefecture"),
    ("https://www.city.utsunomiya.tochigi.jp/a", None, "Utsunomiya"),
    ("https://www.metro.tokyo.lg.jp/", None, "Tokyo"),
    ("https://fao.hangzhou.gov.cn/", "CN", "Hangzhou"),
    ("https://governor.maryland.gov/news", None, "Maryland"),
    ("https://www.ltgov.wa.gov/", "US", "Washington"),
    ("https://www.comune.bologna.it/a", None, "Bologna"),
    ("https://www.regione.toscana.it/a", None, "Tuscany"),
    ("https://www.parliament.sa.gov.au/a", None, "South Australia"),
    ("https://www.international.gouv.qc.ca/fr/a", "CA", "Quebec"),
    ("https://stadt-koeln.de/a", None, "Cologne"),
    ("https://cityofboston.gov/a", None, "Boston"),
    ("https://www.duisburg.de/a", "DE", "Duisburg"),
    ("https://www.eurocities.eu/a", None, "Eurocities"),
    ("https://www-pref-shizuoka-jp.mirror.example/a", "JP", "Shizuoka Prefecture"),
])
def test_the_host_of_an_authority_or_network_names_it(url, country, name):
    actor = find_site_owner(url, country)
    assert actor is not None and actor.name == name


@pytest.mark.parametrize(("url", "country"), [
    ("https://go.seoul.co.kr/a", "KR"),  # a newspaper
    ("https://www.laval-nouvelles.fr/a", "FR"),
    ("https://www.federationcouncil.nsw.gov.au/a", "AU"),  # a council below the state
    ("https://www.duisburg.de/a", "US"),  # of another country than the document's
    ("https://www.state.gov/a", "US"),
    ("https://news.example/a", None),
    ("https://[::1/a", None),
    ("no address", "DE"),
    ("", None),
])
def test_other_hosts_name_nobody(url, country):
    assert find_site_owner(url, country) is None


def test_the_owner_of_the_site_is_a_party_where_the_document_names_no_publisher():
    document = {"text": "On 3 May 2024 the Mayor received a delegation from Kobe, Japan.", "lang": "en", "published": "2024-05-06",
                "url": "https://www.duisburg.de/a", "publisher": {"country": "DE"}}
    events = code_document(document)["events"]
    assert [{party["name"] for party in event["parties"]} for event in events] == [{"Duisburg", "Kobe"}]


@pytest.mark.parametrize(("name", "country", "found"), [
    ("Diary of the Mayor of The Hague", "NL", "The Hague"), ("Hanoi Dept of Foreign Affairs", "VN", "Hanoi"),
    ("Bavaria office in Quebec", "CA", None),  # two names, of which the owner is the other
])
def test_a_longer_name_of_a_publisher_has_its_government_in_it(name, country, found):
    document = {"text": "Our delegation visited the City of Kobe, Japan, on 3 May 2024.", "lang": "en", "published": "2024-05-06",
                "publisher": {"name": name, "country": country}}
    names = {party["name"] for event in code_document(document)["events"] for party in event["parties"]}
    assert (found in names) if found else "Quebec" not in names
