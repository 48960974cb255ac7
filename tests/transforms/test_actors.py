"""Mentions: scripts and particles, words, phrases, diplomats, the publisher, containers; ``resolve_name``."""

from __future__ import annotations

from typing import Any

import pytest

from transforms.actors import find_mentions, resolve_name
from transforms.actors.phrases import list_languages, load_cues, load_phrases
from transforms.actors.records import Mention

LYON = {"actor_id": "gn:2996944", "name": "Lyon", "country": "FR"}
KOBE = {"actor_id": "gn:1859171", "name": "Kobe", "country": "JP"}


def scan(text: str, lang: str, **document: Any) -> list[Mention]:
    return find_mentions({"text": text, "lang": lang, **document})


def find_named(text: str, name: str, lang: str, **document: Any) -> Mention:
    start = text.index(name)
    found = [m for m in scan(text, lang, **document) if m.name_start < start + len(name) and start < m.name_end]
    assert found, [m.surface for m in scan(text, lang, **document)]
    return found[0]


@pytest.mark.parametrize(
    ("lang", "text", "name", "english"),
    [
        ("ko", "부산광역시는 협약을 체결했다.", "부산", "Busan"),
        ("tr", "Belediye heyeti Lyon'dan geldi.", "Lyon", "Lyon"),
        ("fi", "Helsingin kaupunki isännöi vieraita.", "Helsingin", "Helsinki"),
        ("pl", "Delegacja odwiedziła urząd miasta Krakowa.", "Krakowa", "Kraków"),
        ("ar", "وصل وفد من مدينة ليون وبالقاهرة عقد اللقاء.", "القاهرة", "Cairo"),
        ("ru", "Делегация из Казани посетила город.", "Казани", "Kazan"),
        ("uk", "Мер Львова підписав угоду.", "Львова", "Lviv"),
        ("el", "Ο Δήμος Αθηναίων και η Θεσσαλονίκη.", "Θεσσαλονίκη", "Thessaloníki"),
        ("hi", "मुंबई के महापौर आए।", "मुंबई", "Mumbai"),
        ("th", "ผู้ว่าราชการกรุงเทพมหานคร", "กรุงเทพมหานคร", "Bangkok"),
        ("zh-Hant", "臺北市長訪問大阪。", "臺北", "Taipei"),
        ("ja", "クアラルンプール市の訪問団が来た。", "クアラルンプール", "Kuala Lumpur"),
        ("de", "Düsseldorfs Oberbürgermeister kam.", "Düsseldorf", "Düsseldorf"),
        ("he", "ראש עיריית תל אביב נפגש.", "תל אביב", "Tel Aviv"),
    ],
)
def test_names_are_found_in_every_script_and_form(lang: str, text: str, name: str, english: str) -> None:
    mention = find_named(text, name, lang)
    assert mention.actor is not None and mention.actor.name == english


def test_longest_name_wins() -> None:
    assert find_named("The Mayor of New York City spoke.", "New York City", "en").surface == "Mayor of New York City"
    assert find_named("吉林省吉林市の代表団", "吉林省", "ja").level == "regional"


@pytest.mark.parametrize(
    ("lang", "text", "phrase", "level", "office"),
    [
        ("en", "Lord Mayor of Sheffield", "Lord Mayor of Sheffield", "local", "head_local"),
        ("en", "Lyon City Council", "Lyon City Council", "local", None),
        ("es", "Ayuntamiento de Zaragoza", "Ayuntamiento de Zaragoza", "local", None),
        ("de", "Landeshauptstadt Stuttgart", "Landeshauptstadt Stuttgart", "local", None),
        ("nl", "gemeente Utrecht", "gemeente Utrecht", "local", None),
        ("pl", "Urząd Miasta Gdańska", "Urząd Miasta Gdańska", "local", None),
        ("ja", "大阪府知事", "大阪府知事", "regional", "head_regional"),
        ("zh-Hans", "广东省人民政府", "广东省人民政府", "regional", None),
        ("ko", "수원시장", "수원시장", "local", "head_local"),
        ("fr", "préfet du Rhône", "préfet du Rhône", "national_deconcentrated", "official"),
        ("pt", "prefeito de Curitiba", "prefeito de Curitiba", "local", "head_local"),
        ("pt", "presidente da Câmara de Braga", "presidente da Câmara de Braga", "local", "head_local"),
        ("it", "prefetto di Milano", "prefetto di Milano", "national_deconcentrated", "official"),
    ],
)
def test_phrases_give_tier_and_office(lang: str, text: str, phrase: str, level: str, office: str | None) -> None:
    mention = next(m for m in scan(f"{text}.", lang) if m.basis in ("typed", "office"))
    assert (mention.surface, mention.level, mention.office) == (phrase, level, office)


@pytest.mark.parametrize(
    ("lang", "text", "english", "office"),
    [
        ("en", "The Ambassador of Japan called on the Mayor.", "Japan", "ambassador"),
        ("de", "Der Generalkonsul von Frankreich kam.", "France", "consul"),
        ("es", "El embajador de Corea visitó Lima.", "South Korea", "ambassador"),
        ("ja", "駐日フランス大使が来庁した。", "France", "ambassador"),
        ("zh-Hans", "日本驻沈阳总领事访问了大连。", "Japan", "consul"),
        ("ko", "주한 프랑스 대사가 방문했다.", "France", "ambassador"),
        ("en", "The Honorary Consul of Peru was present.", "Peru", "honorary_consul"),
        ("fr", "La ministre allemande était là.", "Germany", "national_minister"),
    ],
)
def test_diplomats_and_ministers_are_their_states(lang: str, text: str, english: str, office: str) -> None:
    mention = next(m for m in scan(text, lang) if m.office == office)
    assert mention.actor is not None and (mention.actor.name, mention.level, mention.basis) == (english, "national", "office")


@pytest.mark.parametrize(
    ("lang", "text", "surface"),
    [
        ("en", "The delegation was welcomed in our city.", "our city"),
        ("fr", "Le maire a signé.", "Le maire"),
        ("de", "Unsere Stadt feiert.", "Unsere Stadt"),
        ("es", "El alcalde firmó.", "El alcalde"),
    ],
)
def test_unnamed_governments_are_the_publisher(lang: str, text: str, surface: str) -> None:
    mentions = [m for m in scan(text, lang, publisher=LYON) if m.basis == "publisher"]
    assert [m.surface for m in mentions] == [surface]
    assert mentions[0].actor is not None and mentions[0].actor.actor_id == LYON["actor_id"]


def test_japanese_self_words_are_the_publisher() -> None:
    found = [m for m in scan("本市と市長は歓迎した。", "ja", publisher=KOBE) if m.basis == "publisher"]
    assert {m.surface for m in found} >= {"本市"} and all(m.actor and m.actor.actor_id == KOBE["actor_id"] for m in found)


def test_a_governor_is_not_the_publisher_of_a_city() -> None:
    (mention,) = [m for m in scan("The Governor spoke.", "en", publisher=LYON) if m.basis == "publisher"]
    assert mention.actor is None and mention.country == "FR" and mention.level == "regional"


def test_publishers_are_read_from_ids_and_names() -> None:
    for publisher in ("gn:2996944", {"name": "Lyon", "country": "FR"}, LYON):
        mention = next(m for m in scan("Le maire a signé.", "fr", publisher=publisher) if m.basis == "publisher")
        assert mention.actor is not None and mention.actor.name == "Lyon", publisher
    for publisher in (None, "px:nobody", {"country": "FR"}, {"name": "Nowhereville", "country": "FR"}):
        mention = next(m for m in scan("Le maire a signé.", "fr", publisher=publisher) if m.basis == "publisher")
        assert mention.actor is None, publisher


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "University of Osaka"),
        ("en", "Osaka International Airport"),
        ("ja", "大阪大学"),
        ("de", "Partnerschaftsverein Kassel"),
        ("en", "Kassel Sister City Association"),
        ("fr", "comité de jumelage de Tours"),
        ("ko", "부산대학교"),
        ("zh-Hans", "北京大学"),
    ],
)
def test_universities_airports_and_associations_are_no_governments(lang: str, text: str) -> None:
    assert not [m.surface for m in scan(f"{text}.", lang) if m.is_official and m.actor is not None]


def test_offsets_are_those_of_the_text_as_given() -> None:
    text = "\u200bCafe\u0301 \u200b大阪府知事 met the Mayor of Ly\u200bon."
    for mention in scan(text, "en"):
        assert text[mention.start : mention.end] == mention.surface
        assert mention.start <= mention.name_start < mention.name_end <= mention.end
    assert {m.actor.name for m in scan(text, "en") if m.actor} >= {"Osaka Prefecture", "Lyon"}


def test_title_comes_before_text_and_mentions_are_sorted() -> None:
    found = scan("The Mayor of Kobe met the Mayor of Lyon.", "en", title="Kobe and Lyon")
    assert [m.field for m in found] == sorted((m.field for m in found), key=lambda f: f != "title")
    assert [m.start for m in found if m.field == "text"] == sorted(m.start for m in found if m.field == "text")


def test_unknown_names_stay_unresolved_with_their_tier() -> None:
    (mention,) = [m for m in scan("A note came from the City of Brackwaterholm in May.", "en") if m.basis == "typed"]
    assert (mention.actor, mention.level, mention.score) == (None, "local", 0.0)


def test_doubtful_names_keep_their_candidates() -> None:
    mention = find_named("Guests from Springfield came.", "Springfield", "en")
    assert len(mention.candidates) > 1 and mention.candidates[0][1] >= mention.candidates[1][1]
    assert all(0 <= score <= 1 for _, score in mention.candidates)


def test_resolve_gives_candidates_best_first() -> None:
    rows = resolve_name("Valencia", country="VE")
    assert set(rows[0]) == {"actor_id", "name", "level", "country", "iso_3166_2", "geonames_id", "wikidata_qid", "score"}
    assert rows[0]["country"] == "VE" and [row["score"] for row in rows] == sorted((row["score"] for row in rows), reverse=True)
    assert resolve_name("Valencia", country="ES")[0]["name"] == "Valencia" and resolve_name("Valencia", country="ES")[0]["country"] == "ES"


@pytest.mark.parametrize(
    ("query", "lang", "country", "actor_id"),
    [
        ("Cambridge, Ontario", "en", None, "CA"),
        ("大阪府", "ja", None, "JP"),
        ("State of Georgia", "en", None, "US"),
        ("Mayor of Lyon", "en", None, "FR"),
        ("UCLG", None, None, None),
        ("EU", None, None, None),
        ("Mexico City", None, None, "MX"),
        ("Tokyo, Japan", "en", None, "JP"),
    ],
)
def test_resolve_reads_phrases_and_containers(query: str, lang: str | None, country: str | None, actor_id: str | None) -> None:
    assert resolve_name(query, lang, country)[0]["country"] == actor_id


@pytest.mark.parametrize(
    ("query", "lang", "actor_id"),
    [
        ("State of Bahia", None, "iso:BR-BA"),
        ("State of Israel", None, "iso:IL"),
        ("Republic of Sakha", None, "iso:RU-SA"),
        ("Jeollabuk-do", None, "iso:KR-45"),
        ("Aichi-ken", None, "iso:JP-23"),
        ("Suwon-si", "fr", "gn:1835553"),
    ],
)
def test_resolve_reads_tiers_around_names(query: str, lang: str | None, actor_id: str) -> None:
    assert resolve_name(query, lang)[0]["actor_id"] == actor_id


@pytest.mark.parametrize("query", ["", " ", "xyzzyplugh", "!!!", "The committee met twice", "\ud800"])
def test_resolve_finds_nothing_where_nothing_is(query: str) -> None:
    assert resolve_name(query) == []


def test_every_language_has_known_cues_only() -> None:
    cues = load_cues()
    for lang in list_languages():
        phrases = load_phrases(lang)
        assert {cue.code for table in (phrases.before, phrases.of, phrases.after, phrases.itself) for cue in table.values()} <= set(cues)


def test_a_language_without_phrases_still_has_names() -> None:
    assert any(m.actor and m.actor.name == "Tallinn" for m in scan("Tallinn ja Turu.", "et"))
    assert load_phrases("xx").itself == {}
