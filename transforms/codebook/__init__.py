"""The codebook and the lexicons: data files and the code that reads them."""

from transforms.codebook.lexicon import Cue, Lexicon, Trigger, find_lexicon, list_languages, load_lexicon
from transforms.codebook.loader import Codebook, CodebookError, TypeRule, load_codebook

__all__ = ["Codebook", "CodebookError", "Cue", "Lexicon", "Trigger", "TypeRule", "find_lexicon", "list_languages", "load_codebook",
           "load_lexicon"]
