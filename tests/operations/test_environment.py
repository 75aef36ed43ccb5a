"""Settings are read from the environment, and a wrong one is named."""

import threading
from pathlib import Path

import pytest
from django.conf import settings

from knowledge.environment import Environment
from knowledge.environment_reader import WrongSetting
from tests.operations.processes import manage

OURS = (
    "ALLOWED_HOSTS",
    "BASE_URL",
    "BENCH",
    "CASE_REFERENCE_PATTERN",
    "DATABASE_URL",
    "DATA_DIR",
    "DEBUG",
    "EMAIL_URL",
    "EMPTY",
    "ENV_FILE",
    "HOST",
    "LOG_FORMAT",
    "LOG_LEVEL",
    "PORT",
    "SEARCH_LEARNS",
    "SEARCH_LOG_DAYS",
    "SECRET_KEY",
    "TIME_ZONE",
    "TRUSTED_PROXIES",
    "VAPID_PRIVATE_KEY",
    "VAPID_SUBJECT",
    "WEB_PROCESSES",
    "WEB_THREADS",
    "WORKING_HOURS",
)


@pytest.fixture(autouse=True)
def _bare_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in OURS:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "data"))


def test_without_any_variable_it_serves_this_machine_only(tmp_path: Path) -> None:
    env = Environment.read(tmp_path)
    assert (env.host, env.port, env.base_url) == ("127.0.0.1", 8000, "http://localhost:8000")
    assert env.on_loopback
    assert not env.https
    assert not env.debug


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "eight"),
        ("PORT", "0"),
        ("SEARCH_LOG_DAYS", "0"),
        ("SEARCH_LEARNS", "sometimes"),
        ("PORT", "70000"),
        ("EMPTY", "maybe"),
        ("DEBUG", "2"),
        ("BASE_URL", "wiki.example.org"),
        ("BASE_URL", "https://wiki.example.org/under/a/path"),
        ("BASE_URL", "http://wiki.example.org:port"),
        ("TIME_ZONE", "Mars/Olympus"),
        ("WORKING_HOURS", "9 to 5"),
        ("WORKING_HOURS", "Mon-Fri 17:00-9:00"),
        ("WORKING_HOURS", "Mon-Fri 9:00-17:00; Fri 9:00-12:00"),
        ("WORKING_HOURS", "Sun off"),
        ("CASE_REFERENCE_PATTERN", "HAL-["),
        ("CASE_REFERENCE_PATTERN", "(HAL)?"),
        ("SECRET_KEY", "short"),
        ("DATABASE_URL", "mysql://host/name"),
        ("DATABASE_URL", "postgresql://host/"),
        ("EMAIL_URL", "pigeon://loft"),
        ("LOG_FORMAT", "xml"),
        ("TRUSTED_PROXIES", "-1"),
        ("WEB_THREADS", "0"),
        ("DATA_DIR", "/dev/null/data"),
        ("VAPID_PRIVATE_KEY", "short"),
        ("VAPID_PRIVATE_KEY", "_" * 43),
        ("VAPID_SUBJECT", "it@halage.example"),
        ("VAPID_SUBJECT", "mailto:"),
    ],
)
def test_a_wrong_value_is_named(
    name: str, value: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(WrongSetting, match=f"^{name}: "):
        Environment.read(tmp_path)


def test_a_wrong_value_stops_the_start_with_one_sentence() -> None:
    ended = manage("serve", PORT="eight")
    assert ended.returncode == 1
    assert ended.stdout == ""
    assert ended.stderr.strip().splitlines() == [
        "Terroir cannot start. PORT: “eight” is not a whole number from 1 to 65535"
    ]


def test_an_env_file_is_read_and_the_environment_wins(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".env").write_text("COMPANY_NAME=Écluse\nPORT=8010\n")
    monkeypatch.setenv("PORT", "8020")
    monkeypatch.setenv("COMPANY_NAME", "")
    monkeypatch.delenv("COMPANY_NAME")
    env = Environment.read(tmp_path)
    assert (env.company_name, env.port) == ("Écluse", 8020)


def test_the_secret_key_is_made_once_and_for_its_owner_only(tmp_path: Path) -> None:
    first = Environment.read(tmp_path).secret_key
    kept = tmp_path / "data" / "secret_key"
    assert kept.stat().st_mode & 0o777 == 0o600
    assert Environment.read(tmp_path).secret_key == first == kept.read_text()
    assert len(first) >= 50


def test_starts_at_the_same_moment_agree_on_the_secret_key(tmp_path: Path) -> None:
    keys: list[str] = []
    gate = threading.Barrier(8)

    def start() -> None:
        gate.wait()
        keys.append(Environment.read(tmp_path).secret_key)

    threads = [threading.Thread(target=start) for _number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(keys) == 8
    assert len(set(keys)) == 1
    assert [path.name for path in (tmp_path / "data").iterdir()] == ["secret_key"]


def test_a_socket_folder_may_stand_in_the_database_address(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://terroir@%2Frun%2Fpg/wiki")
    assert Environment.read(tmp_path).database["HOST"] == "/run/pg"


def test_an_outside_host_is_allowed_and_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOST", "192.0.2.7")
    env = Environment.read(tmp_path)
    assert env.base_url == "http://192.0.2.7:8000"
    assert "192.0.2.7" in env.allowed_hosts
    assert not env.on_loopback


def test_whoever_is_served_through_a_proxy_is_not_on_this_machine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BASE_URL", "https://wiki.halage.example")
    env = Environment.read(tmp_path)
    assert env.host == "127.0.0.1"
    assert not env.on_loopback


def test_every_variable_is_in_the_readme_and_the_other_way_round() -> None:
    files = (settings.ROOT / "knowledge").glob("environment*.py")
    source = "".join(file.read_text() for file in files)
    read_me = (settings.ROOT / "README.md").read_text()
    table = read_me.partition("<!-- settings -->")[2].partition("<!-- /settings -->")[0]
    documented = {line.split("`")[1] for line in table.splitlines() if line.startswith("| `")}
    assert set(OURS) <= documented
    assert all(f'"{name}"' in source for name in documented)


@pytest.mark.parametrize(
    ("base_url", "expected"),
    [("https://wiki.example.org", "no issues"), ("http://localhost:8000", "W008")],
)
def test_the_deployment_check_is_clean_behind_https(base_url: str, expected: str) -> None:
    ended = manage("check", "--deploy", BASE_URL=base_url)
    assert ended.returncode == 0
    assert expected in ended.stdout + ended.stderr, ended.stderr


def test_plain_http_turns_off_exactly_cookies_redirect_and_hsts() -> None:
    ended = manage("check", "--deploy", BASE_URL="http://localhost:8000")
    found = {word.strip("():?") for word in ended.stderr.split() if "security." in word}
    assert found == {"security.W004", "security.W008", "security.W012", "security.W016"}
