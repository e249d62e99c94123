"""What an installation may set, read once from the environment's variables into one value.

Without any variable the value describes the embedded default: SQLite and files under
`~/.localturn` (or `LOCALTURN_HOME`), mail kept in a readable outbox.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from urllib.parse import unquote, urlsplit


class BadEnvironment(ValueError):
    """A variable that cannot be understood; the message says which and how to mend it."""


@dataclass(frozen=True)
class Database:
    """A SQLite file (`path`), or a PostgreSQL server."""

    path: Path | None = None
    name: str = ""
    user: str = ""
    password: str = ""
    host: str = ""
    port: str = ""


@dataclass(frozen=True)
class Smtp:
    """The server that mail is handed to."""

    host: str
    port: int
    user: str
    password: str
    security: str  # "none", "starttls" or "tls"


@dataclass(frozen=True)
class Imap:
    """The mailbox to which announcements are sent."""

    host: str
    port: int
    user: str
    password: str = field(repr=False)
    folder: str
    is_inside: bool
    """Whether its server stands in a network of our own; else only public addresses are asked."""


@dataclass(frozen=True)
class OpenIdProvider:
    """An organisation's own sign-in."""

    provider_id: str
    name: str
    server_url: str
    client_id: str
    secret: str
    domains: tuple[str, ...] = ()
    """Whose addresses its word is taken for: who has an account with one is signed in to it."""

    @property
    def origin(self) -> str:
        """Scheme and host of its pages."""
        parts = urlsplit(self.server_url)
        return f"{parts.scheme}://{parts.netloc}"


@dataclass(frozen=True)
class Environment:
    """Everything that differs between installations."""

    home: Path
    secret_key: str | None
    database: Database
    public_url: str
    hosts: tuple[str, ...]
    demonstration: bool
    debug: bool
    behind_proxy: bool
    smtp: Smtp | None
    mail_from: str
    mail_contact: str
    accessibility_body: str
    """Whose duty the accessibility statement is: the public body that runs the installation."""
    accessibility_enforcement: str
    """To whom people turn whom that body does not answer, with an address."""
    accessibility_reviewed: date | None
    """When that body last looked whether its statement is still true."""
    mail_return: str
    mailbox: Imap | None
    openid: tuple[OpenIdProvider, ...]
    backup_folder: Path | None
    backup_keep_days: int
    keys: Path
    """Where the keys of research projects' pseudonyms lie: not in the database, in no backup."""

    @property
    def https(self) -> bool:
        """Whether readers come by HTTPS, so that cookies may insist on it."""
        return self.public_url.startswith("https://")


def read(variables: Mapping[str, str]) -> Environment:
    """Read the `LOCALTURN_…` variables; raises BadEnvironment."""
    home = Path(variables.get("LOCALTURN_HOME") or Path.home() / ".localturn").expanduser()
    public_url = variables.get("LOCALTURN_URL", "http://127.0.0.1:8000").rstrip("/")
    parts = urlsplit(public_url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise BadEnvironment(
            f"LOCALTURN_URL is {public_url!r}; write it as https://learn.example.org"
        )
    hosts = tuple(
        host.strip() for host in variables.get("LOCALTURN_HOSTS", "").split(",") if host.strip()
    )
    return Environment(
        home=home,
        secret_key=variables.get("LOCALTURN_SECRET_KEY") or None,
        database=_database(variables.get("LOCALTURN_DATABASE", ""), home),
        public_url=public_url,
        hosts=hosts or (parts.hostname, "localhost", "127.0.0.1", "[::1]"),
        demonstration=_flag(variables, "LOCALTURN_DEMONSTRATION"),
        debug=_flag(variables, "LOCALTURN_DEBUG"),
        behind_proxy=_flag(variables, "LOCALTURN_BEHIND_PROXY"),
        smtp=_smtp(variables.get("LOCALTURN_SMTP", "")),
        mail_from=variables.get("LOCALTURN_MAIL_FROM", f"Local Turn <no-reply@{parts.hostname}>"),
        mail_contact=variables.get("LOCALTURN_MAIL_CONTACT", ""),
        accessibility_body=variables.get("LOCALTURN_ACCESSIBILITY_BODY", ""),
        accessibility_enforcement=variables.get("LOCALTURN_ACCESSIBILITY_ENFORCEMENT", ""),
        accessibility_reviewed=_day(variables, "LOCALTURN_ACCESSIBILITY_REVIEWED"),
        mail_return=_mailbox(variables, "LOCALTURN_MAIL_RETURN"),
        mailbox=_imap(variables),
        openid=_openid(variables),
        backup_folder=Path(folder) if (folder := variables.get("LOCALTURN_BACKUPS")) else None,
        backup_keep_days=_days(variables, "LOCALTURN_BACKUP_KEEP_DAYS", 30),
        keys=Path(variables.get("LOCALTURN_KEYS") or home / "keys").expanduser(),
    )


def _flag(variables: Mapping[str, str], name: str) -> bool:
    value = variables.get(name, "").strip().lower()
    if value in {"", "0", "no", "false", "off"}:
        return False
    if value in {"1", "yes", "true", "on"}:
        return True
    raise BadEnvironment(f"{name} is {value!r}; write 1 or 0")


def _mailbox(variables: Mapping[str, str], name: str) -> str:
    value = variables.get(name, "").strip()
    local, at, domain = value.partition("@")
    if value and not (at and local and domain and value.isascii() and " " not in value):
        raise BadEnvironment(f"{name} is {value!r}; write it as bounces@letters.example.org")
    return value


def _days(variables: Mapping[str, str], name: str, otherwise: int) -> int:
    value = variables.get(name, "").strip()
    if not value:
        return otherwise
    if not value.isdecimal() or int(value) < 1:
        raise BadEnvironment(f"{name} is {value!r}; write a number of days, such as 30")
    return int(value)


def _day(variables: Mapping[str, str], name: str) -> date | None:
    value = variables.get(name, "").strip()
    try:
        return date.fromisoformat(value) if value else None
    except ValueError:
        raise BadEnvironment(f"{name} is {value!r}; write a day, such as 2027-03-10") from None


def _database(url: str, home: Path) -> Database:
    if not url:
        return Database(path=home / "localturn.sqlite3")
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return Database(path=Path(unquote(parts.path)))
    if parts.scheme in {"postgres", "postgresql"}:
        return Database(
            name=unquote(parts.path.lstrip("/")),
            user=unquote(parts.username or ""),
            password=unquote(parts.password or ""),
            host=unquote(parts.hostname or ""),
            port=str(parts.port or ""),
        )
    raise BadEnvironment(
        "LOCALTURN_DATABASE must begin with postgresql:// or sqlite://, "
        "such as postgresql://user:password@host/localturn"
    )


def _smtp(url: str) -> Smtp | None:
    if not url:
        return None
    parts = urlsplit(url)
    security = {"smtp": "none", "smtp+starttls": "starttls", "smtps": "tls"}.get(parts.scheme)
    if security is None or not parts.hostname:
        raise BadEnvironment(
            "LOCALTURN_SMTP must look like smtp+starttls://user:password@mail.example.org:587 "
            "(or smtp://… without encryption, or smtps://…)"
        )
    default_port = {"none": 25, "starttls": 587, "tls": 465}[security]
    return Smtp(
        host=parts.hostname,
        port=parts.port or default_port,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        security=security,
    )


def _imap(variables: Mapping[str, str]) -> Imap | None:
    url = variables.get("LOCALTURN_MAILBOX", "")
    if not url:
        return None
    parts = urlsplit(url)
    folder = unquote(parts.path.strip("/")) or "INBOX"
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    if parts.scheme != "imaps" or not (parts.hostname and user and password and folder.isascii()):
        raise BadEnvironment(
            "LOCALTURN_MAILBOX must look like imaps://user:password@imap.example.org "
            "(percent-encode what is not plain, such as %40 for @; /Folder may follow)"
        )
    return Imap(
        host=parts.hostname,
        port=parts.port or 993,
        user=user,
        password=password,
        folder=folder,
        is_inside=_flag(variables, "LOCALTURN_MAILBOX_INSIDE"),
    )


def _openid(variables: Mapping[str, str]) -> tuple[OpenIdProvider, ...]:
    """`LOCALTURN_OPENID=town,uni` and, for each, `LOCALTURN_OPENID_TOWN_URL` and so on."""
    providers = []
    for name in filter(None, (n.strip() for n in variables.get("LOCALTURN_OPENID", "").split(","))):
        prefix = f"LOCALTURN_OPENID_{name.upper().replace('-', '_')}_"
        missing = [k for k in ("URL", "CLIENT_ID", "SECRET") if not variables.get(prefix + k)]
        if missing:
            raise BadEnvironment(
                f"LOCALTURN_OPENID names {name!r}, but {prefix}{missing[0]} is not set"
            )
        providers.append(
            OpenIdProvider(
                provider_id=name,
                name=variables.get(prefix + "NAME", name),
                server_url=variables[prefix + "URL"],
                client_id=variables[prefix + "CLIENT_ID"],
                secret=variables[prefix + "SECRET"],
                domains=tuple(
                    domain.strip().lower()
                    for domain in variables.get(prefix + "DOMAINS", "").split(",")
                    if domain.strip()
                ),
            )
        )
    return tuple(providers)
