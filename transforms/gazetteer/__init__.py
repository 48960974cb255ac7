"""Places, governments, networks and their names in many languages."""

from transforms.gazetteer.records import Actor
from transforms.gazetteer.store import Gazetteer, GazetteerError, load_gazetteer

__all__ = ["Actor", "Gazetteer", "GazetteerError", "load_gazetteer"]
