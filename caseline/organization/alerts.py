"""Who is told what when a run ends: `alerts` of `organization.yml`. Addresses are in the environment."""

from typing import Literal

from pydantic import Field

from caseline.ground.yaml_files import Strict

About = Literal["new risks", "failed checks", "held back files", "monday digest"]
EVERYTHING: list[About] = ["new risks", "failed checks", "held back files", "monday digest"]


class AlertTo(Strict):
    """One place that is told. `secret` names the variable of the environment that holds its address, as Apprise writes
    it: a mail server's login, a webhook."""

    by: Literal["mail", "slack", "teams", "webhook"]
    secret: str = Field(pattern=r"^[A-Z][A-Z0-9_]*$")
    about: list[About] = Field(default=EVERYTHING, min_length=1)


class Alerts(Strict):
    """`link`: the address of the application, behind the sign-in; an alert holds nothing of anybody but this."""

    link: str = Field(default="", pattern=r"^(https://\S+)?$")
    to: list[AlertTo] = []
