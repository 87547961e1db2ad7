"""Systems whose data is asked for over their API, as `organization.yml` names them."""

from datetime import date
from typing import Annotated

from pydantic import Field

from caseline.ground.yaml_files import Strict

TableName = Annotated[str, Field(pattern=r"^\w[\w .-]*$")]
"""What a table's file is called."""


class Api(Strict):
    """One system of one affiliate."""

    system: str
    affiliate: str | None = None
    """Whose data it is; may be left out where there is one affiliate."""
    tables: dict[TableName, str] | list[TableName] = Field(default_factory=list)
    """The tables to read, or name: the system's own ID, for forms and tables of one's own. None named: what it has."""
    since: date | None = None
    """What was changed before is not asked for."""
    address: str | None = None
    """Of a system on a server of one's own, such as https://yourname.my.salesforce.com."""
    details: dict[str, str] = Field(default_factory=dict)
    """What else the system needs to be found; its page says what."""
    secrets: dict[str, str] = Field(default_factory=dict)
    """Variables of the environment in place of the usual ones, where two affiliates have one system."""
