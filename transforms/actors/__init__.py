"""Who is named in a text: mentions of governments and bodies, typed phrases, resolution."""

from transforms.actors.mentions import find_mentions, resolve_name
from transforms.actors.records import Mention

__all__ = ["Mention", "find_mentions", "resolve_name"]
