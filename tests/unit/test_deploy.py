"""What lies in deploy/: every command in it is one of ours, and what its files name is there."""

import re
import shlex
import subprocess
from pathlib import Path

import click
import pytest
import typer
import yaml

from caseline.cli import app

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
COMPOSE = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
OURS = re.compile(r"(?:^|[\s=])(?:/opt/caseline/bin/)?caseline ([a-z][^\n|;&{}#]*)", re.MULTILINE)
COMMANDS = [
    *((name, shlex.join(service["command"])) for name, service in COMPOSE["services"].items()
      if "target" in service.get("build", {}) and "entrypoint" not in service),
    *((path.name, found.strip().removesuffix(" || return").removesuffix("; then"))
      for path in sorted([*DEPLOY.glob("*.sh"), *DEPLOY.glob("systemd/*.service")])
      for found in OURS.findall("".join(
          line for line in path.read_text(encoding="utf-8").splitlines(keepends=True) if not line.startswith("#")))),
]  # fmt: skip


@pytest.mark.parametrize(("where", "words"), COMMANDS)
def test_every_command_is_one_of_ours(where, words):
    command: click.Command = typer.main.get_command(app)
    arguments = shlex.split(words)
    context = click.Context(command)
    while isinstance(command, click.Group):
        name = arguments.pop(0)
        found = command.get_command(context, name)
        assert found, f"{where}: there is no `caseline {name}`"
        command, context = found, click.Context(found, parent=context)
    known = {option for parameter in command.params for option in (*parameter.opts, *parameter.secondary_opts)}
    assert {word for word in arguments if word.startswith("-")} <= known, where


def test_commands_are_found():
    assert len(COMMANDS) >= 10


def test_what_the_compose_file_names_is_there():
    targets = set(re.findall(r"^FROM .* AS (\w+)", (ROOT / "Containerfile").read_text(encoding="utf-8"), re.MULTILINE))
    used = set()
    for service in COMPOSE["services"].values():
        assert service.get("build", {}).get("target", "web") in targets
        for volume in service.get("volumes", ()):
            source = volume.split(":")[0]
            used.add(source)
            assert source in COMPOSE["volumes"] or (DEPLOY / source).is_file(), volume
    assert set(COMPOSE["volumes"]) <= used
    # what answers /metrics sees the backups that it tells of
    assert "backups:/srv/backups:ro" in COMPOSE["services"]["application"]["volumes"]
    proxy = COMPOSE["services"]["proxy"]["networks"]["inside"]["ipv4_address"]
    assert proxy in COMPOSE["services"]["application"]["command"]


def test_scripts_are_shell():
    for path in DEPLOY.glob("*.sh"):
        subprocess.run(["sh", "-n", path], check=True)
        assert path.stat().st_mode & 0o111
