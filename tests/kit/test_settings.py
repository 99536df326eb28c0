"""Settings say in one line what is wrong with them, and never what is secret in them."""

from pathlib import Path

import pytest

from guichet.kit.settings import Settings, SettingsFault, load


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    """No setting of the machine the tests run on."""
    import os

    for name in os.environ:
        if name.startswith("GUICHET_"):
            monkeypatch.delenv(name)


def with_environment(monkeypatch: pytest.MonkeyPatch, **values: str) -> Settings:
    """The settings under these variables."""
    for name, value in values.items():
        monkeypatch.setenv(f"GUICHET_{name}", value)
    return load()


def test_without_any_setting_guichet_can_start() -> None:
    settings = load()
    assert settings.database_url is None
    assert settings.base_url == "http://localhost:8470"


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("HTTP_PORT", "many", "GUICHET_HTTP_PORT: Input should be a valid integer"),
        ("HTTP_PORT", "70000", "GUICHET_HTTP_PORT: Input should be less than or equal to 65535"),
        ("DATABASE_URL", "mysql://u:s3cret@h/d", "GUICHET_DATABASE_URL: must begin with"),
        ("NATS_URL", "s3cret", "GUICHET_NATS_URL: must begin with"),
        ("PUBLIC_URL", "guichet.example", "GUICHET_PUBLIC_URL: must be an address such as"),
        ("PUBLIC_URL", "https://a.example/x", "GUICHET_PUBLIC_URL: must be the root of a host"),
        ("SECRET_KEY", "s3cret", "GUICHET_SECRET_KEY: Value should have at least 32 items"),
        ("LOG_LEVEL", "loud", "GUICHET_LOG_LEVEL: String should match pattern"),
        ("METRICS_FROM", "everyone", "GUICHET_METRICS_FROM: 'everyone' does not appear"),
        ("HTTP_PROT", "1", "GUICHET_HTTP_PROT: no such setting (did you mean GUICHET_HTTP_PORT?)"),
        ("XYZZY", "1", "GUICHET_XYZZY: no such setting"),
    ],
)
def test_a_wrong_setting_is_named_in_one_line(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, told: str
) -> None:
    with pytest.raises(SettingsFault) as fault:
        with_environment(monkeypatch, **{name: value})
    line = str(fault.value)
    assert line.startswith(told)
    assert "\n" not in line
    assert "s3cret" not in line
    assert fault.value.exit_code == 2


def test_the_environment_wins_over_the_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = tmp_path / "guichet.toml"
    file.write_text('http_port = 9000\nmail_from = "Shop <shop@example.org>"\n')
    settings = with_environment(monkeypatch, CONFIG=str(file), HTTP_PORT="9001")
    assert (settings.http_port, settings.mail_from) == (9001, "Shop <shop@example.org>")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("http_prot = 1", "GUICHET_HTTP_PROT: no such setting (did you mean GUICHET_HTTP_PORT?)"),
        ("http_port = ", "GUICHET_CONFIG: "),
        ('http_port = "x"', "GUICHET_HTTP_PORT: "),
    ],
)
def test_a_wrong_file_is_told_in_one_line(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, text: str, told: str
) -> None:
    file = tmp_path / "guichet.toml"
    file.write_text(text)
    with pytest.raises(SettingsFault) as fault:
        with_environment(monkeypatch, CONFIG=str(file))
    assert str(fault.value).startswith(told)
    assert "\n" not in str(fault.value)


def test_a_file_that_is_not_there_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(SettingsFault, match="GUICHET_CONFIG: there is no file /nowhere"):
        with_environment(monkeypatch, CONFIG="/nowhere")
