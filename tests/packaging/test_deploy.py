"""What is for those who run a server: the unit, the container files, the settings, and that the documents name what is there."""

import os
import re
import shutil
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from api.settings import Settings
from deploy.settings_page import described
from tests.conftest import ROOT

DEPLOY = ROOT / "deploy"
ANALYZE = shutil.which("systemd-analyze")
CONTAINERFILE = (DEPLOY / "container" / "Containerfile").read_text(encoding="utf-8")
COMPOSE: dict[str, Any] = yaml.safe_load((DEPLOY / "container" / "compose.yaml").read_text(encoding="utf-8"))
UNIT = (DEPLOY / "systemd" / "secondlook.service").read_text(encoding="utf-8")


@pytest.fixture
def unit(tmp_path: Path) -> Path:
    """The unit, with a program that is there."""
    path = tmp_path / "secondlook.service"
    path.write_text(UNIT.replace("/opt/secondlook/bin/secondlook serve --no-open", "/bin/true"), encoding="utf-8")
    return path


@pytest.mark.skipif(not ANALYZE, reason="systemd is not here")
def test_systemd_takes_the_unit_and_calls_it_well_locked_down(unit: Path) -> None:
    done = subprocess.run([str(ANALYZE), "verify", str(unit)], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    command = [str(ANALYZE), "security", "--offline=yes", "--threshold=15", str(unit)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout  # 15 stands for 1.5 of 10, where 10 is a service without any protection
    assert "exposure level" in done.stdout


def test_a_command_of_the_administrator_finds_what_the_server_finds() -> None:
    """Run by root, `secondlook` would make a database of root's own, and a backup of nothing."""
    script = DEPLOY / "systemd" / "secondlook-admin"
    assert os.access(script, os.X_OK)
    assert subprocess.run(["sh", "-n", str(script)], check=False).returncode == 0
    text = script.read_text(encoding="utf-8")
    environment = re.findall(r"^Environment=(.+)$", UNIT, re.MULTILINE)
    assert len(environment) >= 4
    assert [variable for variable in environment if f" {variable}" not in text] == []
    (program,) = re.findall(r"^ExecStart=(\S+)", UNIT, re.MULTILINE)
    assert f'{program} "$@"' in text
    assert "runuser -u secondlook " in text
    assert "User=secondlook\n" in UNIT


def test_the_unit_gives_the_server_longer_to_stop_than_it_takes() -> None:
    (seconds,) = re.findall(r"^TimeoutStopSec=(\d+)$", UNIT, re.MULTILINE)
    assert int(seconds) >= Settings().seconds_to_stop + 3 + 10 + 10  # answers, a screening that ends, workers that end
    assert "KillMode=mixed" in UNIT  # or systemd would end the workers together with the server
    assert int(COMPOSE["services"]["secondlook"]["stop_grace_period"].removesuffix("s")) >= int(seconds)


def test_the_container_runs_without_root_and_asks_whether_it_is_ready() -> None:
    last = CONTAINERFILE.split("\nFROM ")[-1]
    assert "\nUSER 10001:10001\n" in last
    assert last.index("USER ") < last.index("ENTRYPOINT")
    assert '"-m", "api.watch"' in last
    assert CONTAINERFILE.count("\nFROM ${BASE}") == 2
    assert "--require-hashes -r requirements-server.lock" in CONTAINERFILE
    assert "ADD " not in CONTAINERFILE
    copied = {name for line in re.findall(r"^COPY (?!--from)(.*)$", CONTAINERFILE, re.MULTILINE) for name in line.split()[:-1]}
    allowed = {line[1:] for line in (ROOT / ".containerignore").read_text(encoding="utf-8").splitlines() if line.startswith("!")}
    assert copied == allowed


def test_every_service_is_locked_down_and_the_inside_has_no_way_out() -> None:
    services = COMPOSE["services"]
    for name in ("secondlook", "proxy"):
        assert services[name]["read_only"] is True
        assert services[name]["cap_drop"] == ["ALL"]
    assert all("no-new-privileges:true" in service["security_opt"] for service in services.values())
    assert COMPOSE["networks"]["inside"]["internal"] is True
    assert [name for name, service in services.items() if "outside" in service["networks"]] == ["proxy"]
    assert [name for name, service in services.items() if "ports" in service] == ["proxy"]
    mounted = [volume.partition(":")[0] for service in services.values() for volume in service.get("volumes", [])]
    files = [DEPLOY / "container" / name for name in mounted if name.startswith("..")]
    assert files
    assert all(file.is_file() for file in files)


def test_keys_and_passwords_beside_the_compose_file_are_never_kept_by_git() -> None:
    places = {str(place["file"]) for place in COMPOSE["secrets"].values()} | {"./tls/secondlook.key"}
    for place in places:
        done = subprocess.run(["git", "check-ignore", "-q", f"deploy/container/{place}"], cwd=ROOT, check=False)
        assert done.returncode == 0, place


def test_the_settings_that_are_shipped_are_known() -> None:
    named = set(tomllib.loads((DEPLOY / "settings.toml").read_text(encoding="utf-8")))
    named |= {name.removeprefix("SECONDLOOK_").lower().removesuffix("_file") for name in COMPOSE["services"]["secondlook"]["environment"]}
    assert named <= set(described())


@pytest.mark.parametrize("page", ["running.md", "upgrading.md", "supply.md", "settings.md"])
def test_every_file_and_command_that_a_page_names_is_there(page: str) -> None:
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    for path in re.findall(r"`(deploy/[\w./-]+|docs/[\w./-]+|requirements[\w-]*\.lock)`", text):
        own = path.startswith(("deploy/container/tls/", "deploy/container/secrets/"))  # made by those who run it, and never kept by git
        assert own or (ROOT / path).exists(), path
    for link in re.findall(r"\]\((?!https?:)([^)#]+)", text):
        assert (ROOT / "docs" / link).exists(), link
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in re.findall(r"\bmake ([a-z]+)\b", " ".join(re.findall(r"`[^`]+`|```[^`]+```", text))):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target
