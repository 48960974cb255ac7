"""What stands around a name: datelines, containers, namesakes that no list has."""

from __future__ import annotations

import pytest

from transforms.actors import find_mentions, resolve_name
from transforms.actors.records import Mention


def scan(text: str, lang: str = "en", country: str | None = None) -> list[Mention]:
    return find_mentions({"text": text, "lang": lang, "publisher": {"country": country} if country else None})


@pytest.mark.parametrize("text", [
    "MOSCOW (Sputnik) - Guests arrived.",
    "NORFOLK, Va. (WAVY) - Guests arrived.",
    "BEIJING, Nov. 3 (Xinhua) -- Guests arrived.",
    "MANILA, Philippines - Guests arrived.",
    "Barcelona (CNA).- Guests arrived.",
    "Posted at noon. SARAJEVO, March 9 (FENA) - Guests arrived.",
])
def test_a_dateline_names_no_government(text: str) -> None:
    assert [mention.surface for mention in scan(text) if mention.is_official] == []


@pytest.mark.parametrize(("text", "country", "found"), [
    ("Schriesheim. Gäste kamen.", "DE", [("Schriesheim", False)]),
    ("SCHRIESHEIM (rnz) – Gäste kamen.", "DE", [("SCHRIESHEIM", False)]),
    ("Gäste kamen in Schriesheim an.", "DE", [("Schriesheim", False)]),
    ("Gäste kamen in Schriesheim an.", "AT", []),
    ("Die Schriesheim Tage.", "DE", []),
])
def test_a_small_town_at_home_is_a_place_at_the_head_of_a_text_and_behind_a_locative(
        text: str, country: str, found: list[tuple[str, bool]]) -> None:
    assert [(mention.surface, mention.is_official) for mention in scan(text, "de", country)] == found


def test_a_dash_between_two_towns_is_no_dateline() -> None:
    assert {mention.surface for mention in scan("Lyon - Turin: the twinning was renewed.") if mention.is_official} >= {"Lyon", "Turin"}


@pytest.mark.parametrize(("text", "name", "unit"), [
    ("The council received guests from Warminster, Pennsylvania.", "Warminster", "US-PA"),
    ("They wrote to Warminster (Ontario).", "Warminster", "CA-ON"),
])
def test_a_container_makes_a_namesake_that_no_list_has(text: str, name: str, unit: str) -> None:
    (mention,) = [mention for mention in scan(text, country="GB") if mention.surface == name]
    assert (mention.actor, mention.level, mention.country, mention.iso_3166_2) == (None, "local", unit[:2], unit)


def test_units_in_a_list_hold_nothing() -> None:
    found = scan("Lyon, Ontario, and Bavaria took part.")
    assert [mention.actor.name for mention in found if mention.actor] == ["Lyon", "Ontario", "Bavaria"]


def test_a_container_vouches_for_a_town_of_the_long_list() -> None:
    (mention,) = [mention for mention in scan("The fair in Plattsville, Ontario was large.") if "Plattsville" in mention.surface]
    assert mention.actor is not None and (mention.actor.name, mention.country) == ("Plattsville", "CA")


@pytest.mark.parametrize(("text", "surface", "actor_id"), [
    ("The Mayor of San Elizario signed.", "Mayor of San Elizario", "gn:5530058"),
    ("The Kyiv Oblast council met.", "Kyiv Oblast", "iso:UA-32"),
    ("The Governor of the Kyiv region came.", "Governor of the Kyiv region", "iso:UA-32"),
    ("The City of Macau replied.", "City of Macau", "iso:MO"),
    ("LA Mayor Ann Roe received the delegation.", "LA Mayor", "gn:5368361"),
])
def test_names_are_read_to_their_end(text: str, surface: str, actor_id: str) -> None:
    found = {mention.surface: mention.actor.actor_id for mention in scan(text) if mention.actor}
    assert found.get(surface) == actor_id


@pytest.mark.parametrize(("lang", "text"), [
    ("en", "The talks are on Nov 24 (Mon)."),
    ("en", "Mayors of Australia met."),
    ("fr", "Ce premier accord est signé."),
    ("de", "Die Landesvertretung die Rue Muster."),
    ("ja", "新型コロナの影響で中止した。"),
])
def test_words_of_dates_and_sentences_are_no_towns(lang: str, text: str) -> None:
    assert [mention.surface for mention in scan(text, lang) if mention.is_official and mention.level != "national"] == []


def test_a_group_of_governments_has_the_whole_phrase_for_its_name() -> None:
    (mention,) = scan("The charter was signed by European mayors.")
    assert (mention.surface, mention.name_end - mention.name_start, mention.actor) == ("European mayors", 15, None)
    assert scan("European Mayor of the year.")[0].basis == "publisher"


@pytest.mark.parametrize(("lang", "country", "text", "name"), [
    ("pt", "BR", "Missões à China, França e Espanha.", "France"),
    ("en", "BR", "A mission to France.", "France"),
])
def test_states_are_called_as_the_language_calls_them(lang: str, country: str, text: str, name: str) -> None:
    assert name in {mention.actor.name for mention in scan(text, lang, country) if mention.actor}


@pytest.mark.parametrize(("lang", "text", "name", "is_official"), [
    ("en", "Rents in Kassel, Graz and Lyon rose. Graz has many parks.", "Graz", False),
    ("en", "The twinning was renewed. Graz and Lyon signed the charter.", "Graz", True),
    ("en", "The mayor thanked Graz for the gift.", "Graz", True),
    ("fr", "Le fleuve traverse Lyon. Il pleut.", "Lyon", False),
    ("fr", "Lyon a signé le protocole.", "Lyon", True),
    ("zh-Hans", "会议在武汉举行。", "武汉", False),
    ("ja", "大会は大阪で開かれた。", "大阪", False),
    ("ko", "행사는 부산에서 열렸다.", "부산", False),
])
def test_a_bare_name_is_a_place_where_no_government_and_no_tie_is_spoken_of(lang: str, text: str, name: str, is_official: bool) -> None:
    found = [mention for mention in scan(text, lang) if mention.surface == name]
    assert found and {mention.is_official for mention in found} == {is_official}


@pytest.mark.parametrize(("lang", "text", "surface", "country"), [
    ("zh-Hant", "格魯吉亞庫塔伊西市等友城代表發言。", "庫塔伊西市", "GE"),
    ("zh-Hans", "刚果(布)黑角市、日本京都市收到口罩。", "黑角市", "CG"),
    ("fr", "Ann Roe, maire de South Bay, est trésorière.", "maire de South Bay", "US"),
    ("id", "Wali Kota Ambon Richard Roe menerima tamu.", "Wali Kota Ambon", "ID"),
    ("en", "The Mayor of San Marcos flew to Japan.", "Mayor of San Marcos", None),
])
def test_governments_are_located_by_what_stands_beside_them(lang: str, text: str, surface: str, country: str | None) -> None:
    assert [mention.country for mention in scan(text, lang) if mention.surface == surface] == [country]


def test_western_sahara_keeps_its_own_code() -> None:
    (mention,) = scan("The Municipality of Dakhla replied.")
    assert mention.country == "EH"


@pytest.mark.parametrize(("lang", "country", "text", "surface", "actor", "where"), [
    ("fr", "FR", "La ville russe de Touapsé a répondu.", "ville russe de Touapsé", "Tuapse", "RU"),
    ("it", "IT", "Il sindaco ringrazia il comune greco di Ierapetra.", "comune greco di Ierapetra", "Ierápetra", "GR"),
    ("pl", "PL", "Przemówił prezydent Wrocławia.", "prezydent Wrocławia", "Wrocław", "PL"),
    ("pl", "PL", "Przemówił prezydent Ukrainy.", "prezydent Ukrainy", "Ukraine", "UA"),
    ("pt", "BR", "O concelho de Lagos respondeu.", "concelho de Lagos", "Lagos", "PT"),
    ("fr", "FR", "Le canton du Jura a répondu.", "canton du Jura", "Jura", "CH"),
    ("fr", "FR", "Ici la Collectivité de Corse a répondu.", "Collectivité de Corse", "Corsica", "FR"),
    ("de", "DE", "Der Landrat grüßt den Rhein-Neckar-Kreis herzlich.", "Rhein-Neckar-Kreis", "Rhein-Neckar-Kreis", "DE"),
])
def test_tiers_of_a_state_and_adjectives_say_whose_a_name_is(
    lang: str, country: str, text: str, surface: str, actor: str, where: str
) -> None:
    (mention,) = [mention for mention in scan(text, lang, country) if mention.surface == surface]
    assert mention.actor is not None and (mention.actor.name, mention.country) == (actor, where)


def test_a_tier_of_one_state_locates_a_name_that_no_list_has() -> None:
    found = scan("Heute dankte der Landkreis Musterbach-Inn allen Gästen herzlich.", "de")
    (mention,) = [mention for mention in found if mention.level == "intermediate"]
    assert (mention.actor, mention.country, mention.level) == (None, "DE", "intermediate")


@pytest.mark.parametrize(("lang", "text"), [("en", "He has no sin and a Hind saw Lime."), ("en", "Consul Ren met Mr. Ko and Sol.")])
def test_short_names_of_other_languages_are_words(lang: str, text: str) -> None:
    assert [mention.surface for mention in scan(text, lang)] == []


@pytest.mark.parametrize(("lang", "text", "name"), [
    ("de", "Die Stadträte von Wien und Rom.", "Vienna"),
    ("sv", "De reste till Wien.", "Vienna"),
])
def test_great_cities_are_called_as_the_language_calls_them(lang: str, text: str, name: str) -> None:
    assert name in {mention.actor.name for mention in scan(text, lang) if mention.actor}


def test_a_query_for_a_namesake_or_a_part_of_a_place_is_not_answered_with_another() -> None:
    assert resolve_name("Warminster, Pennsylvania") == [] and resolve_name("East Cambridgeshire") == []


def test_a_list_of_heads_is_no_headline() -> None:
    found = scan("Guests: the Mayor of Lyon, France; the Mayor of Graz, Austria; the Mayor of Ostervale, France.")
    assert [mention.country for mention in found if mention.office] == ["FR", "AT", "FR"]


def test_the_unit_of_unnamed_towns_is_a_place() -> None:
    found = scan("La convention lie les communes de Seine-Saint-Denis et la ville de Toul.", "fr")
    assert {mention.actor.name: mention.is_official for mention in found if mention.actor} == {"Seine-Saint-Denis": False, "Toul": True}


@pytest.mark.parametrize(("text", "found"), [
    ("The mayor of San Francisco came.", ("San Francisco", "US")),
    ("The mayor of Florence came.", ("Florence", "IT")),
    ("The City of Xi'an came.", ("Xi\u2019an", "CN")),
])
def test_english_means_the_largest_town_of_its_own_countries(text: str, found: tuple[str, str]) -> None:
    mention = next(mention for mention in scan(text, country="CN") if mention.office or mention.level == "local")
    assert mention.actor is not None
    assert (mention.actor.name, mention.actor.country) == found


def test_a_name_with_its_state_elsewhere_in_the_text_means_the_same() -> None:
    mentions = scan("Greenwich, Connecticut, hosted guests. The pact of Greenwich was signed at Greenwich Town Hall.", country="CN")
    assert {mention.country for mention in mentions if "Greenwich" in mention.surface} == {"US"}


@pytest.mark.parametrize(("text", "places"), [
    ("Nevşehir'e bağlı Uçhisar Belediyesi", [("Nevşehir", False), ("Uçhisar Belediyesi", True)]),
    ("Nevşehir ile Uçhisar Belediyesi", [("Nevşehir", True), ("Uçhisar Belediyesi", True)]),
])
def test_what_holds_a_turkish_town_is_a_place(text: str, places: list[tuple[str, bool]]) -> None:
    found = scan(f"{text} Köln ile kardeş şehir oldu.", "tr", "TR")
    assert [(mention.surface, mention.is_official) for mention in found][:2] == places
    assert found[1].country == ("TR" if "bağlı" in text else None)


@pytest.mark.parametrize(("text", "found"), [
    ("The forum heard the governors of Ibaraki, Nara and Okayama.", {"iso:JP-08", "iso:JP-29", "iso:JP-33"}),
    ("Vinieron los alcaldes de Lyon, Turín y Zaragoza.", {"gn:2996944", "gn:3165524", "gn:3104324"}),
])
def test_an_office_of_many_is_that_of_each_place_of_the_list(text: str, found: set[str]) -> None:
    lang = "es" if text.startswith("Vinieron") else "en"
    mentions = [mention for mention in find_mentions({"text": text, "lang": lang}) if mention.office in {"head_regional", "head_local"}]
    assert {mention.actor.actor_id for mention in mentions if mention.actor} == found
