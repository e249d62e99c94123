"""Whether mail servers will believe that letters come from a domain: what its entries say, and what
to do (SPF RFC 7208, DKIM RFC 6376, DMARC RFC 7489).

Sentences are marked for translation; what is put into them stands beside.
"""

import binascii
from base64 import b64decode
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

from localturn.foundation.languages import N_

Entries = tuple[str, ...]
"""The texts at a name; empty where there are none. None in their place: nobody answered."""

MOST_LOOKUPS = 10
SHORT_KEY, GOOD_KEY = 1024, 2048


class Tone(StrEnum):
    """How well it stands."""

    GOOD = "success"
    MAY = "warning"
    BAD = "danger"
    UNKNOWN = "info"


@dataclass(frozen=True)
class Asked:
    """What was asked for a domain, and answered."""

    domain: str
    """In the address that letters come from."""
    return_domain: str
    """In the address that they go back to."""
    selector: str
    is_secure: bool
    """Whether the house is reached by https."""
    spf: Entries | None = None
    dkim: Entries | None = None
    dmarc: Entries | None = None
    has_mailbox: bool | None = None
    """Whether the return domain takes mail."""


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at."""

    about: str
    tone: Tone
    sentence: str
    values: Mapping[str, str] = field(default_factory=dict)
    entry: str = ""
    """What is written there, or what to write there."""

    def written(self) -> dict[str, Any]:
        """As JSON keeps it."""
        return asdict(self)


def judge(asked: Asked) -> list[Finding]:
    """Everything, in the order in which it is put right."""
    return [*_spf(asked), *_dkim(asked), *_dmarc(asked), *_return(asked), *_one_click(asked)]


def _unanswered(about: str, name: str) -> Finding:
    return Finding(
        about,
        Tone.UNKNOWN,
        N_("Nobody has answered what stands at %(name)s. Ask again later."),
        {"name": name},
    )


def _spf(asked: Asked) -> Iterator[Finding]:
    about, name = "SPF", asked.return_domain
    values = {"name": name}
    if asked.spf is None:
        yield _unanswered(about, name)
        return
    found = [each for each in asked.spf if each.lower().split(" ")[0] == "v=spf1"]
    if not found:
        yield Finding(
            about,
            Tone.BAD,
            N_(
                "%(name)s does not say which servers send its mail. Add a TXT entry there that"
                " names yours:"
            ),
            values,
            "v=spf1 mx ~all",
        )
        return
    if len(found) > 1:
        yield Finding(
            about,
            Tone.BAD,
            N_("%(name)s has several SPF entries, so none counts. Make one of them."),
            values,
            " | ".join(found),
        )
        return
    words = found[0].lower().split()[1:]
    lookups = sum(_is_lookup(word) for word in words)
    if lookups > MOST_LOOKUPS:
        yield Finding(
            about,
            Tone.BAD,
            N_("The SPF entry of %(name)s asks for more than ten others, so it is not read."),
            values,
            found[0],
        )
    elif "all" in words or "+all" in words:
        yield Finding(
            about,
            Tone.BAD,
            N_("The SPF entry of %(name)s lets everybody send in its name. End it with “~all”."),
            values,
            found[0],
        )
    elif not any(word.endswith("all") or word.startswith("redirect=") for word in words):
        yield Finding(
            about,
            Tone.MAY,
            N_("The SPF entry of %(name)s does not say what others may do. End it with “~all”."),
            values,
            found[0],
        )
    else:
        yield Finding(
            about, Tone.GOOD, N_("%(name)s says which servers send its mail."), values, found[0]
        )
    if not _is_aligned(asked.domain, asked.return_domain):
        yield Finding(
            about,
            Tone.MAY,
            N_(
                "Letters go back to %(name)s and come from %(domain)s: SPF proves nothing about"
                " that one, so the signature (DKIM) must."
            ),
            {"name": asked.return_domain, "domain": asked.domain},
        )


def _is_lookup(word: str) -> bool:
    name = word.lstrip("+-~?").split(":")[0].split("/")[0].split("=")[0]
    return name in {"include", "a", "mx", "ptr", "exists", "redirect"}


def _is_aligned(one: str, other: str) -> bool:
    """Whether one is the other or lies below it."""
    return one == other or one.endswith(f".{other}") or other.endswith(f".{one}")


def _dkim(asked: Asked) -> Iterator[Finding]:
    about = "DKIM"
    if not asked.selector:
        yield Finding(
            about,
            Tone.UNKNOWN,
            N_(
                "Nobody has said under which name the key stands that signs the letters. Ask who"
                " runs your mail server for the selector, and enter it in what is said of the list."
            ),
        )
        return
    name = f"{asked.selector}._domainkey.{asked.domain}"
    values = {"name": name}
    if asked.dkim is None:
        yield _unanswered(about, name)
        return
    tags = next((t for t in map(_tags, asked.dkim) if "p" in t), None)
    if tags is None:
        yield Finding(
            about,
            Tone.BAD,
            N_(
                "There is no key at %(name)s. Let your mail server sign, and add the TXT entry that"
                " it shows you:"
            ),
            values,
            "v=DKIM1; k=rsa; p=…",
        )
        return
    bits = _bits(tags)
    told = {**values, "bits": str(bits)}
    if not tags["p"]:
        yield Finding(about, Tone.BAD, N_("The key at %(name)s was called back."), values)
    elif bits is None:
        yield Finding(about, Tone.BAD, N_("What stands at %(name)s is no key."), values)
    elif bits < SHORT_KEY:
        yield Finding(
            about, Tone.BAD, N_("The key at %(name)s has %(bits)s bits: too few to count."), told
        )
    elif bits < GOOD_KEY and tags.get("k", "rsa") == "rsa":
        yield Finding(
            about, Tone.MAY, N_("The key at %(name)s has %(bits)s bits. Make one of 2048."), told
        )
    elif "y" in tags.get("t", "").split(":"):
        yield Finding(
            about,
            Tone.MAY,
            N_("The key at %(name)s says that it is only tried out. Take “t=y” away."),
            values,
        )
    else:
        yield Finding(about, Tone.GOOD, N_("There is a good key at %(name)s."), values)


def _tags(entry: str) -> dict[str, str]:
    """ "v=DKIM1; k=rsa; p=…" as names and values."""
    pairs = (part.partition("=") for part in entry.split(";"))
    return {name.strip().lower(): "".join(value.split()) for name, _is, value in pairs if name}


def _bits(tags: Mapping[str, str]) -> int | None:
    """How long a key is, by the length of what is written; None for what is no key."""
    try:
        raw = b64decode(tags["p"], validate=True)
    except (binascii.Error, ValueError):
        return None
    if tags.get("k", "rsa") == "ed25519":
        return GOOD_KEY if len(raw) in {32, 44} else None
    known = ((1200, 8192), (540, 4096), (400, 3072), (270, 2048), (140, 1024), (90, 768), (1, 512))
    return next((bits for length, bits in known if len(raw) >= length), None)


def _dmarc(asked: Asked) -> Iterator[Finding]:
    about, name = "DMARC", f"_dmarc.{asked.domain}"
    values = {"name": name}
    if asked.dmarc is None:
        yield _unanswered(about, name)
        return
    found = [each for each in asked.dmarc if each.replace(" ", "").lower().startswith("v=dmarc1")]
    if not found:
        yield Finding(
            about,
            Tone.BAD,
            N_(
                "Nothing says what becomes of letters that only pretend to come from %(domain)s."
                " The large mail services refuse mailings without it. Add a TXT entry at %(name)s:"
            ),
            {**values, "domain": asked.domain},
            f"v=DMARC1; p=none; rua=mailto:postmaster@{asked.domain}",
        )
        return
    if len(found) > 1:
        yield Finding(
            about,
            Tone.BAD,
            N_("%(name)s has several DMARC entries, so none counts. Leave one."),
            values,
            " | ".join(found),
        )
        return
    policy = _tags(found[0]).get("p", "").lower()
    if policy in {"quarantine", "reject"}:
        yield Finding(about, Tone.GOOD, N_("Forged letters are put aside."), values, found[0])
    elif policy == "none":
        yield Finding(
            about,
            Tone.MAY,
            N_(
                "Forged letters are let through. That is enough to send; when the reports show that"
                " your own letters pass, write “p=quarantine” at %(name)s."
            ),
            values,
            found[0],
        )
    else:
        yield Finding(
            about,
            Tone.BAD,
            N_("The entry at %(name)s does not say what becomes of forged letters. Add “p=none”."),
            values,
            found[0],
        )


def _return(asked: Asked) -> Iterator[Finding]:
    about, values = N_("What comes back"), {"name": asked.return_domain}
    if asked.has_mailbox is None:
        yield _unanswered(about, asked.return_domain)
    elif asked.has_mailbox:
        yield Finding(about, Tone.GOOD, N_("%(name)s takes letters that come back."), values)
    else:
        yield Finding(
            about,
            Tone.BAD,
            N_(
                "%(name)s takes no mail, so nothing tells which addresses are dead. Set"
                " LOCALTURN_MAIL_RETURN to a mailbox that exists."
            ),
            values,
        )


def _one_click(asked: Asked) -> Iterator[Finding]:
    about = N_("Leaving with one click")
    if asked.is_secure:
        yield Finding(
            about, Tone.GOOD, N_("Mail programs can show their own button to leave the list.")
        )
    else:
        yield Finding(
            about,
            Tone.BAD,
            N_(
                "Mail programs offer a button to leave only for addresses that begin with https://."
                " Set LOCALTURN_URL to one."
            ),
        )
