"""Words for tiers that are glued to names: 市, 県, 광역시. The index holds names without them, the scan reads them."""

from __future__ import annotations

import re

from transforms.gazetteer.keys import fold_text, name_key, script_of

# Simplified forms, as fold_text gives them.
HAN_SUFFIXES: dict[str, str] = {
    "特别自治道": "regional",
    "特别自治市": "regional",
    "特别行政区": "regional",
    "自治区": "regional",
    "特别市": "regional",
    "广域市": "regional",
    "直辖市": "regional",
    "大区": "regional",
    "自治州": "intermediate",
    "自治县": "local",
    "省": "regional",
    "县": "county",
    "府": "regional",
    "都": "regional",
    "道": "regional",
    "州": "regional",
    "市": "local",
    "町": "local",
    "村": "local",
    "镇": "local",
    "乡": "local",
    "鄕": "local",
    "郡": "intermediate",
    "区": "sub_municipal",
    "盟": "intermediate",
    "旗": "local",
}
HANGUL_SUFFIXES: dict[str, str] = {
    "특별자치도": "regional",
    "특별자치시": "regional",
    "특례시": "local",
    "자치도": "regional",
    "특별시": "regional",
    "광역시": "regional",
    "자치주": "intermediate",
    "직할시": "regional",
    "자치구": "regional",
    "시": "local",
    "도": "regional",
    "군": "local",
    "구": "sub_municipal",
    "현": "regional",
    "성": "regional",
    "주": "regional",
    "부": "regional",
}
"""Suffix → level; ``county`` is a prefecture in Japan and a county in China and Taiwan."""

_HAN = re.compile(f"^(.{{2,}}?)({'|'.join(HAN_SUFFIXES)})$")
_HANGUL = re.compile(f"^(.{{2,}}?)({'|'.join(HANGUL_SUFFIXES)})$")
_DAY_MARKET = re.compile("[日々]市$")
"""四日市 and 野々市 are names; 市 belongs to them."""


def bare_names(name: str, country: str | None) -> set[tuple[str, str]]:
    """Script and key of a name, without the suffix where two characters are left."""
    script = script_of(fold_text(name)[0])
    key = name_key(name)
    if script is None or len(key) < 2:
        return set()
    if script == "han" and not _DAY_MARKET.search(key):
        found = _HAN.match(key)
        return {(script, found.group(1) if found else key)}
    if script == "hangul":
        found = _HANGUL.match(key)
        return {(script, found.group(1) if found else key)}
    return {(script, key)}
