"""The control words of RTF that matter for its text, from the format's specification (version 1.9.1)."""

import codecs
from typing import Final

CHARACTERS: Final = {
    "line": "\n", "lbr": "\n", "tab": "\t", "emdash": "—", "endash": "–", "emspace": " ", "enspace": " ",
    "qmspace": " ", "bullet": "•", "lquote": "‘", "rquote": "’", "ldblquote": "“", "rdblquote": "”", "~": " ",
    "_": "-", "-": "", "zwj": "", "zwnj": "",
}  # fmt: skip
BREAKS: Final = frozenset(("par", "sect", "page", "cell", "nestcell", "row", "nestrow", "\n", "\r", "softpage"))
ROLES: Final = {
    "header": "header", "headerl": "header", "headerr": "header", "headerf": "header",
    "footer": "footer", "footerl": "footer", "footerr": "footer", "footerf": "footer",
    "footnote": "Footnote", "annotation": "Comment", "atnauthor": "author", "shptxt": "box", "dptxbxtext": "box",
    "title": "title", "listtext": "mark", "pntext": "mark",
}  # fmt: skip
"""Groups whose text belongs beside the body, and what each becomes."""
KEPT: Final = frozenset(("shpinst", "shptxt", "annotation", "atnauthor", "nesttableprops", "ud", "footnote", "do",
                         "dptxbxtext", "upr", "listtext", "pntext"))  # fmt: skip
"""Groups that are marked as skippable and yet hold, or lead to, text."""
SKIPPED: Final = frozenset((
    "colortbl", "stylesheet", "info", "listtable", "listoverridetable", "revtbl", "rsidtbl", "pict", "shppict",
    "nonshppict", "objdata", "objclass", "objname", "fldinst", "datafield", "themedata", "colorschememapping",
    "datastore", "latentstyles", "xmlnstbl", "generator", "pgptbl", "filetbl", "bkmkstart", "bkmkend", "atnid",
    "atnref", "atrfstart", "atrfend", "atndate", "atnparent", "sp", "sn", "sv", "shprslt", "nonesttables", "xe", "tc",
    "rxe", "ftnsep", "ftnsepc", "ftncn", "aftnsep", "aftnsepc", "aftncn", "private", "mmathPr", "pntxta", "pntxtb",
    "template", "ffname", "ffdeftext", "ffhelptext", "ffstattext", "ffentrymcr", "ffexitmcr", "htmltag", "fonttbl",
    "fontemb", "falt", "panose", "userprops", "docvar", "operator", "listname", "levelnumbers", "leveltext",
))  # fmt: skip
PAGES: Final = {"ansi": "cp1252", "mac": "mac_roman", "pc": "cp437", "pca": "cp850"}
SYMBOL: Final = "symbol"
CHARSETS: Final = {
    0: "cp1252", 2: SYMBOL, 77: "mac_roman", 128: "cp932", 129: "cp949", 130: "johab", 134: "gbk", 136: "cp950",
    161: "cp1253", 162: "cp1254", 163: "cp1258", 177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251",
    222: "cp874", 238: "cp1250", 254: "cp437", 255: "cp850",
}  # fmt: skip


def codec(name: str, otherwise: str) -> str:
    """Return the name of a code page that Python knows; "cp65001" is UTF-8."""
    if name == "cp65001":
        return "utf-8"
    try:
        info = codecs.lookup(name)
    except LookupError:
        return otherwise
    return info.name
