"""Settings: where they come from, which one wins, and what a mistake is told."""

from pathlib import Path

import pytest

from backstamp.app.config import FILE_NAME, Settings, load_settings
from backstamp.errors import ConfigError
from backstamp.sender.modes import Mode


def test_without_a_file_the_defaults_hold(tmp_path: Path) -> None:
    settings = load_settings(tmp_path)
    assert settings == Settings(data=tmp_path)
    assert settings.relay.listen == "127.0.0.1:2525"


def test_the_environment_beats_the_file_and_the_command_line_beats_both(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / FILE_NAME).write_text('base_url = "https://file.example"\n[upstream]\nhost = "file"\nport = 26\n')
    monkeypatch.setenv("BACKSTAMP_UPSTREAM__HOST", "environment")
    assert load_settings(tmp_path).base_url == "https://file.example"
    assert load_settings(tmp_path).upstream.host == "environment"
    assert load_settings(tmp_path).upstream.port == 26
    monkeypatch.setenv("BACKSTAMP_BASE_URL", "https://environment.example")
    assert load_settings(tmp_path).base_url == "https://environment.example"
    assert load_settings(tmp_path, base_url="https://line.example/").base_url == "https://line.example"
    assert load_settings(tmp_path, base_url=None).base_url == "https://environment.example"


def test_the_data_folder_can_come_from_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BACKSTAMP_DATA", str(tmp_path / "there"))
    assert load_settings().data == tmp_path / "there"
    assert load_settings(tmp_path / "here").data == tmp_path / "here"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("base_url = 'ftp://x'", "base_url"),
        ("colour = 'red'", "colour"),
        ("[relay]\nlisten = 'nowhere'", "relay.listen"),
        ("[relay]\nmax_recipients = 0", "relay.max_recipients"),
        ("[collector]\ntrusted_proxies = ['10.0.0.0/33']", "collector.trusted_proxies"),
        ("[upstream]\nsecurity = 'maybe'", "upstream.security"),
        ("= nonsense", "cannot read the settings"),
        ("opens = true", 'opens: true is not a mode: write "individual" for that'),
        ("links = false", 'links: false is not a mode: write "off" for that'),
        ("opens = 'everything'", "opens"),
        ("[stamp]\nsignatures = 'break'", "stamp.signatures"),
        ("[stamp]\ncolour = 'red'", "stamp.colour"),
        ("[dkim]\nname = 'x'", "dkim.name"),
    ],
)
def test_a_mistake_names_the_setting_and_the_file(tmp_path: Path, text: str, told: str) -> None:
    (tmp_path / FILE_NAME).write_text(text)
    with pytest.raises(ConfigError) as raised:
        load_settings(tmp_path)
    assert told in raised.value.operator
    assert FILE_NAME in raised.value.operator


def test_the_four_words_are_modes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for mode in Mode:
        (tmp_path / FILE_NAME).write_text(f'opens = "{mode}"\nlinks = "off"\n')
        assert (load_settings(tmp_path).opens, load_settings(tmp_path).links) == (mode, Mode.OFF)
    monkeypatch.setenv("BACKSTAMP_LINKS", "aggregate")
    assert load_settings(tmp_path).links is Mode.AGGREGATE
    for word, meant in (("true", "individual"), ("False", "off"), ("1", "individual"), ("0", "off")):
        monkeypatch.setenv("BACKSTAMP_LINKS", word)
        with pytest.raises(ConfigError, match=f'write "{meant}" for that'):
            load_settings(tmp_path)


def test_a_settings_file_that_is_not_text_is_told(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ConfigError, match="cannot read"):
        load_settings(tmp_path)


def test_a_password_is_in_no_repr(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_text('[upstream]\npassword = "hunter2"')
    settings = load_settings(tmp_path)
    assert "hunter2" not in repr(settings)
    assert settings.upstream.password is not None
    assert settings.upstream.password.get_secret_value() == "hunter2"
