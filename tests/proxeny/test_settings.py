import pytest

from proxeny.plan import Plan, PlanError, read_plan
from proxeny.settings import VARIABLES, SettingError, read_settings


def test_defaults_lie_below_the_current_directory(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    settings = read_settings({})
    assert settings.data == tmp_path / "data"
    assert settings.contact is None
    assert (settings.retries, settings.parallelism) == (2, 2)


@pytest.mark.parametrize(("name", "value"), [("PROXENY_RETRIES", "-1"), ("PROXENY_PARALLELISM", "0"), ("PROXENY_TIMEOUT", "soon")])
def test_a_bad_value_is_named(name, value):
    with pytest.raises(SettingError, match=f"{name}='{value}'"):
        read_settings({name: value})


def test_every_variable_that_is_read_is_listed():
    class Recorder(dict):
        def get(self, key, default=None):
            self[key] = ""
            return default

    asked = Recorder()
    read_settings(asked)
    assert set(asked) == set(VARIABLES)


def test_sample_runs_read_the_sample_declarations():
    settings = read_settings({})
    assert settings.declarations("sample").parts[-2:] == ("samples", "sources")
    assert settings.declarations("live").parts[-2:] == ("extractors", "sources")
    assert read_settings({"PROXENY_SOURCES": "/x"}).declarations("sample").as_posix() == "/x"


def test_a_plan_survives_its_configuration():
    plan = Plan("archive", source_ids=("a", "b"), since="2026-05-04", files=("x.warc.gz",))
    assert read_plan(plan.as_conf()) == plan
    assert read_plan(None) == Plan()


@pytest.mark.parametrize(("conf", "message"), [
    ({"mode": "dream"}, "mode 'dream'"), ({"recording": "third"}, "recording 'third'"), ({"modus": "live"}, "unknown key 'modus'")])
def test_a_bad_configuration_is_named(conf, message):
    with pytest.raises(PlanError, match=message):
        read_plan(conf)
