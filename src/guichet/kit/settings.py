"""Settings: environment variables ``GUICHET_*``, or one TOML file named by ``GUICHET_CONFIG``.

The environment wins over the file. A name nobody knows and a value that does not fit stop the
start with one line that names the setting; nothing is guessed.
"""

import os
from collections.abc import Mapping
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, SecretStr, ValidationError
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from guichet.kit.faults import OperatorFault

PREFIX = "GUICHET_"
CONFIG_FILE = "GUICHET_CONFIG"


class SettingsFault(OperatorFault):
    """The settings cannot be used. The text is one line that names the setting."""

    exit_code = 2


def default_data_dir() -> Path:
    """``/var/lib/guichet`` for root, ``~/.local/share/guichet`` for anyone else."""
    if os.geteuid() == 0:
        return Path("/var/lib/guichet")
    base = os.environ.get("XDG_DATA_HOME") or "~/.local/share"
    return Path(base).expanduser() / "guichet"


def _address(*schemes: str) -> AfterValidator:
    """Accepts an address of one of ``schemes``. The refusal never repeats the value: it may
    hold a password.
    """

    def check(value: str) -> str:
        if urlsplit(value).scheme not in schemes:
            raise ValueError(f"must begin with {' or '.join(f'{s}:' for s in schemes)}")
        return value

    return AfterValidator(check)


def _public_url(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("must be an address such as https://guichet.example")
    if parts.path.strip("/") or parts.query or parts.fragment:
        raise ValueError("must be the root of a host, without a path")
    return value.rstrip("/")


def _networks(value: str) -> str:
    for part in value.split(","):
        ip_network(part.strip())
    return value


class Settings(BaseSettings):
    """Everything an operator can set. Each name below is ``GUICHET_<NAME>`` in the environment
    and ``<name>`` in the TOML file.
    """

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="forbid", frozen=True)

    database_url: Annotated[str, _address("postgresql", "postgres")] | None = Field(
        None,
        description="A PostgreSQL server (18 or later) that already runs, with a user who may "
        "create roles and the tables of its database. Without it the embedded server is used.",
    )
    nats_url: Annotated[str, _address("nats", "tls", "ws", "wss")] | None = Field(
        None,
        description="A NATS server with JetStream that already runs; credentials in the address. "
        "Without it the embedded server is used.",
    )
    data_dir: Path = Field(
        default_factory=default_data_dir,
        description="Where the embedded servers, the files and the generated secret live. "
        "Default: /var/lib/guichet for root, ~/.local/share/guichet for anyone else.",
    )
    engine_user: str = Field(
        "guichet",
        min_length=1,
        max_length=32,
        description="When started by root: the system user the embedded servers run as. "
        "It is created when missing.",
    )
    database_connections: int = Field(
        40, ge=10, le=500, description="Most connections this process opens to PostgreSQL."
    )
    http_host: str = Field("127.0.0.1", description="The address the web server listens on.")
    http_port: int = Field(8470, ge=0, le=65535, description="The port it listens on; 0: any.")
    smpp_host: str = Field(
        "127.0.0.1", description="The address the SMPP server for companies listens on."
    )
    smpp_port: int | None = Field(
        None,
        ge=0,
        le=65535,
        description="The port companies' own systems bind to by SMPP, usually 2775; 0: any. "
        "Without it nobody listens. It needs the role sms.",
    )
    smpp_tls_port: int | None = Field(
        None, ge=0, le=65535, description="The same inside TLS, usually 3550."
    )
    smpp_tls_certificate: str | None = Field(
        None, description="File with the certificate (and its chain) for SMPP inside TLS."
    )
    smpp_tls_key: str | None = Field(
        None, description="File with its key, where that is not in the same file."
    )
    public_url: Annotated[str, AfterValidator(_public_url)] | None = Field(
        None,
        description="The address people reach Guichet by, for links in mails, passkeys and "
        "cookies. Default: http://localhost:<http_port>.",
    )
    requests_per_minute: int = Field(
        1_200,
        ge=0,
        le=1_000_000,
        description="Requests one signed-in user may send per minute over all processes; strangers "
        "half of it per address. 0: no limit. API keys have limits of their own.",
    )
    trusted_proxies: str = Field(
        "127.0.0.1",
        description="Addresses of reverse proxies whose X-Forwarded-* headers are believed, "
        "separated by commas.",
    )
    metrics_from: Annotated[str, AfterValidator(_networks)] = Field(
        "127.0.0.0/8,::1/128",
        description="Who may read /metrics: addresses or networks, separated by commas.",
    )
    outgoing_networks: Annotated[str, AfterValidator(_networks)] | None = Field(
        None,
        description="Private networks, separated by commas, that addresses given by customers "
        "(sign-in providers, webhooks) may lead to, such as 10.20.0.0/16 for a provider of your "
        "own. Without it only public addresses are reached. Plain http is allowed there alone.",
    )
    secret_key: SecretStr | None = Field(
        None,
        min_length=32,
        description="The master secret: at least 32 characters, from which passwords of the "
        "database roles and the encryption of stored secrets derive. Without it one is generated "
        "once in the data directory; with a database server of yours it must be given.",
    )
    smtp_url: Annotated[str, _address("smtp", "smtps")] | None = Field(
        None,
        description="Where mails are sent through: smtp://user:password@host:587 (STARTTLS) or "
        "smtps://user:password@host:465.",
    )
    mail_from: str = Field(
        "Guichet <guichet@localhost>", description="The sender of Guichet's own mails."
    )
    storage_url: Annotated[str, _address("file", "s3")] | None = Field(
        None,
        description="Where files are kept: file:///folder, or s3://bucket/prefix?region=...&"
        "endpoint=... Default: the folder files in the data directory.",
    )
    clamd_url: Annotated[str, _address("tcp", "unix")] | None = Field(
        None,
        description="A ClamAV daemon that looks at every file people send: tcp://host:3310 or "
        "unix:///run/clamav/clamd.ctl. Without it files are not scanned for viruses.",
    )
    operator_tenant: str = Field(
        "guichet",
        max_length=63,
        description="The short name of the platform operator's own company: what people of all "
        "companies ask for (advice, modules) comes to its desk. While there is no company of that "
        "name nobody can be asked.",
    )
    demo: bool = Field(False, description="Demo mode: demo data, an outbox instead of mail.")
    log_level: Annotated[
        str, Field(pattern="^(debug|info|warning|error)$", description="Least level logged.")
    ] = "info"
    log_format: Annotated[
        str,
        Field(
            pattern="^(auto|json|console)$",
            description="json for machines, console for people; auto: console on a terminal.",
        ),
    ] = "auto"

    @property
    def base_url(self) -> str:
        """The address people reach Guichet by, without a trailing slash."""
        return self.public_url or f"http://localhost:{self.http_port}"

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - the library's signature
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - the same
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """What the caller says, then the environment, then the TOML file."""
        sources = (init_settings, env_settings)
        path = os.environ.get(CONFIG_FILE)
        return (*sources, TomlConfigSettingsSource(settings_cls, Path(path))) if path else sources


def load(environ: Mapping[str, str] | None = None) -> Settings:
    """The settings of this process.

    :raises SettingsFault: one line naming the setting and what is wrong with it.
    """
    names = os.environ if environ is None else environ
    _refuse_unknown(names)
    _refuse_missing_file(names.get(CONFIG_FILE))
    try:
        return Settings()
    except ValidationError as fault:
        raise SettingsFault(_one_line(fault)) from None
    except ValueError as fault:  # TOML that cannot be read
        raise SettingsFault(f"{CONFIG_FILE}: {fault}") from None


def known_names() -> frozenset[str]:
    """Every environment variable of Guichet."""
    return frozenset(PREFIX + name.upper() for name in Settings.model_fields) | {CONFIG_FILE}


def _refuse_unknown(names: Mapping[str, str]) -> None:
    known = known_names()
    for name in sorted(names):
        if name.upper().startswith(PREFIX) and name.upper() not in known:
            raise SettingsFault(f"{name}: no such setting{_nearest(name.upper(), known)}")


def _nearest(name: str, known: frozenset[str]) -> str:
    from difflib import get_close_matches

    match = get_close_matches(name, known, n=1)
    return f" (did you mean {match[0]}?)" if match else ""


def _refuse_missing_file(path: str | None) -> None:
    if path and not Path(path).is_file():
        raise SettingsFault(f"{CONFIG_FILE}: there is no file {path}")


def _one_line(fault: ValidationError) -> str:
    """The first fault, named as the operator wrote it; never the value, which may be secret."""
    first = fault.errors(include_input=False, include_url=False, include_context=False)[0]
    name = PREFIX + str(first["loc"][0]).upper() if first["loc"] else CONFIG_FILE
    if first["type"] == "extra_forbidden":
        return f"{name}: no such setting{_nearest(name, known_names())}"
    return f"{name}: {first['msg'].removeprefix('Value error, ')}"
