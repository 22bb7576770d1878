"""Files put together by hand where no program here writes them: Outlook messages, e-mails, parts of Word files."""

import io
import struct
import zipfile
from email.message import EmailMessage
from pathlib import PurePath

_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
_SECTOR = 512
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
NAMESPACES = (
    f'xmlns:w="{_W}" xmlns:r="{_R}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:v="urn:schemas-microsoft-com:vml"'
)


def word(body: str, **parts: str) -> bytes:
    """A Word file with this body; `parts` are footnotes, comments, header1, ... by the name of their file."""
    relations = "".join(
        f'<Relationship Id="r{at}" Type="{_R}/{name.rstrip("0123456789")}" Target="{name}.xml"/>'
        for at, name in enumerate(parts)
    )
    files = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}"><Relationship Id="a" Type="{_R}/officeDocument" '
        'Target="word/document.xml"/></Relationships>',
        "word/document.xml": f"<w:document {NAMESPACES}><w:body>{body}</w:body></w:document>",
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{_PACKAGE}">{relations}</Relationships>',
    }
    files |= {f"word/{name}.xml": xml.replace("NS", NAMESPACES, 1) for name, xml in parts.items()}
    return zipped(files)


def zipped(files: dict[str, str]) -> bytes:
    """A zip of text files."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return out.getvalue()


def paragraph(text: str) -> str:
    """A paragraph of Word's XML."""
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def mail(body: str, *, page: str = "", charset: str = "utf-8", encoding: str = "quoted-printable",
         attached: str = "") -> bytes:  # fmt: skip
    """An e-mail by the standard library."""
    message = EmailMessage()
    message["From"] = "Zoë Hill <zoe@example.org>"
    message["To"] = "Duty Team <duty@example.org>"
    message["Date"] = "Mon, 04 Mar 2024 10:15:00 +0000"
    message["Subject"] = "Visit – Harrow family"
    if body:
        message.set_content(body, charset=charset, cte=encoding)
    if page:
        add = message.add_alternative if body else message.set_content
        add(page, subtype="html", charset=charset, cte=encoding)
    if attached:
        message.add_attachment(b"secret", maintype="application", subtype="octet-stream", filename=attached)
    return message.as_bytes()


def outlook(texts: dict[str, str], *, binary: dict[str, bytes] | None = None, attached: str = "",
            ansi: bool = False) -> bytes:  # fmt: skip
    """An Outlook message: property ids to texts, in Unicode or (`ansi`) in Windows-1252."""
    suffix, codec = ("001E", "cp1252") if ansi else ("001F", "utf-16-le")
    streams = {f"__substg1.0_{id_}{suffix}": text.encode(codec) for id_, text in texts.items()}
    streams |= {f"__substg1.0_{id_}0102": data for id_, data in (binary or {}).items()}
    ticks = 133_540_209_000_000_000  # 2024-03-04 10:15 UTC
    entries = struct.pack("<HHIQ", 0x40, 0x0039, 6, ticks) + struct.pack("<HHIQ", 3, 0x3FFD, 6, 1252)
    streams["__properties_version1.0"] = bytes(32) + entries
    if attached:
        streams["__attach_version1.0_#00000000/__substg1.0_3707001F"] = attached.encode("utf-16-le")
        streams["__attach_version1.0_#00000000/__substg1.0_37010102"] = b"secret"
    return compound(streams)


def compound(streams: dict[str, bytes]) -> bytes:
    """A compound file ([MS-CFB]) with these streams, one folder deep at most; each is padded into whole sectors."""
    folders = sorted({str(PurePath(name).parent) for name in streams if "/" in name})
    entries: list[tuple[str, int, bytes, str]] = [("Root Entry", 5, b"", "")]
    entries += [(name, 1, b"", "") for name in folders]
    for name, data in streams.items():
        folder, _, base = name.rpartition("/")
        entries.append((base, 2, data, folder))
    return _written(entries)


def _written(entries: list[tuple[str, int, bytes, str]]) -> bytes:
    sectors: list[bytes] = []
    chains: list[int] = []
    starts = []
    for _, kind, data, _ in entries:
        size = max(len(data), 4096) if kind == 2 else 0  # under 4096 a stream would go to the mini stream
        count = -(-size // _SECTOR)
        starts.append(len(sectors) if count else _END)
        padded = data.ljust(count * _SECTOR, b"\x00")
        for at in range(count):
            chains.append(len(sectors) + 1 if at < count - 1 else _END)
            sectors.append(padded[at * _SECTOR : (at + 1) * _SECTOR])
    directory = b"".join(_entry(at, entries, starts[at]) for at in range(len(entries)))
    directory = directory.ljust(-(-len(directory) // _SECTOR) * _SECTOR, b"\x00")
    first = len(sectors)
    count = len(directory) // _SECTOR
    for at in range(count):
        chains.append(first + at + 1 if at < count - 1 else _END)
        sectors.append(directory[at * _SECTOR : (at + 1) * _SECTOR])
    tables = 1
    while (len(sectors) + tables) * 4 > tables * _SECTOR:
        tables += 1
    fat_at = len(sectors)
    fat = [*chains, *[_FAT] * tables]
    fat += [_FREE] * (tables * _SECTOR // 4 - len(fat))
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    header += struct.pack("<HHHHH6xIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, tables, first, 0, 4096, _END, 0, _END, 0)
    header += struct.pack("<109I", *[fat_at + at if at < tables else _FREE for at in range(109)])
    return header + b"".join(sectors) + struct.pack(f"<{len(fat)}I", *fat)


def _entry(at: int, entries: list[tuple[str, int, bytes, str]], start: int) -> bytes:
    """One entry of the directory; the entries of a folder hang on one another as a chain to the right."""
    name, kind, data, folder = entries[at]
    size = max(len(data), 4096) if kind == 2 else 0
    def held(by: str) -> list[int]:
        found = [n for n, e in enumerate(entries) if e[1] != 5 and e[3] == by]
        return sorted(found, key=lambda n: (len(entries[n][0]), entries[n][0].upper()))

    inside = held("" if kind == 5 else name)[:1] if kind != 2 else []
    siblings = held(folder)
    beside = siblings[siblings.index(at) + 1 :][:1] if kind != 5 else []
    encoded = name.encode("utf-16-le")
    return (
        encoded.ljust(64, b"\x00")
        + struct.pack("<HBBIII", len(encoded) + 2, kind, 1, _FREE, beside[0] if beside else _FREE,
                      inside[0] if inside else _FREE)
        + bytes(36)
        + struct.pack("<IQ", start if kind == 2 else (_END if kind == 5 else 0), size)
    )  # fmt: skip

