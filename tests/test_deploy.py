"""The examples of running several processes are what their engines take, and name only what there is."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import kubernetes_validate  # type: ignore[import-untyped]
import pytest
import yaml
from compose_spec import PyCompose
from typer.main import get_command

from bot.cli.main import app
from bot.settings import PREFIX, Settings, read_settings

DEPLOY = Path(__file__).parents[1] / "deploy"
COMPOSE, KUBERNETES = (DEPLOY / name for name in ("compose.yaml", "kubernetes.yaml"))
COMMANDS = set(get_command(app).commands)  # type: ignore[attr-defined]
SECRETS = {"ONRECORD_TELEGRAM_TOKEN": "123456789:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw", "ONRECORD_PAGES_KEY": "k" * 64}


def composed() -> dict[str, Any]:
    """Return the services of the compose file, anchors followed and variables filled in."""
    given = {"DOMAIN": "bot.example.org", "POSTGRES_PASSWORD": "secret", **SECRETS}
    text = re.sub(r"\$\{(\w+)[^}]*\}", lambda found: given.get(found[1], ""), COMPOSE.read_text("utf-8"))
    return dict(yaml.safe_load(text)["services"])


def manifests() -> list[dict[str, Any]]:
    return list(yaml.safe_load_all(KUBERNETES.read_text("utf-8")))


def containers() -> dict[str, dict[str, Any]]:
    """Return the containers of the deployments by their commands."""
    pods = [one["spec"]["template"]["spec"] for one in manifests() if one["kind"] == "Deployment"]
    return {container["args"][0]: container for pod in pods for container in pod["containers"]}


def test_compose_takes_its_file() -> None:
    # The parser does not follow anchors, which Compose's own does.
    text = yaml.safe_dump(yaml.safe_load(COMPOSE.read_text("utf-8")))
    assert sorted(PyCompose.from_yaml(text).service_names()) == ["database", "proxy", "serve", "work"]
    with pytest.raises(ValueError, match="restart"):
        PyCompose.from_yaml(text.replace("restart: unless-stopped", "restart: now and then"))


@pytest.mark.parametrize("manifest", manifests(), ids=lambda one: f"{one['kind']} {one['metadata']['name']}")
def test_kubernetes_takes_each_manifest(manifest: dict[str, Any]) -> None:
    kubernetes_validate.validate(manifest, "1.33", strict=True)


def test_both_run_every_role_with_settings_that_the_bot_takes(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    services = composed()
    assert {"serve", "work"} <= COMMANDS
    assert [services[role]["command"] for role in ("serve", "work")] == [["serve"], ["work"]]
    assert sorted(containers()) == ["serve", "work"]
    config = next(one["data"] for one in manifests() if one["kind"] == "ConfigMap")
    database = {"ONRECORD_DATABASE": "postgresql://onrecord@database/onrecord"}
    monkeypatch.chdir(tmp_path)
    for environment in (
        services["serve"]["environment"],
        services["work"]["environment"],
        {**config, **SECRETS, **database},
    ):
        assert set(environment) <= {PREFIX + name.upper() for name in Settings.model_fields}
        with monkeypatch.context() as set_up:
            for name, value in environment.items():
                set_up.setenv(name, value or "")
            settings = read_settings()
        assert (settings.webhook, settings.public_url) == (True, "https://bot.example.org")
        assert settings.database is not None


def test_ports_are_those_that_the_settings_name() -> None:
    config = next(one["data"] for one in manifests() if one["kind"] == "ConfigMap")
    ports = {port["name"]: port["containerPort"] for port in containers()["serve"]["ports"]}
    assert config["ONRECORD_LISTEN"].endswith(f":{ports['public']}")
    assert config["ONRECORD_METRICS_LISTEN"].endswith(f":{ports['metrics']}")
    listens = composed()["serve"]["environment"]["ONRECORD_LISTEN"].rpartition(":")[2]
    assert f"dynamic a serve {listens}" in (DEPLOY / "Caddyfile").read_text("utf-8")


def test_the_example_of_secrets_names_all_that_must_be_given() -> None:
    needed = set(re.findall(r"\$\{(\w+):\?", COMPOSE.read_text("utf-8")))
    named = {line.partition("=")[0] for line in (DEPLOY / "example.env").read_text("utf-8").splitlines() if "=" in line}
    assert needed <= named
