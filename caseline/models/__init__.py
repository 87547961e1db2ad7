"""The dbt models, built and tested in this process: all of a selector, or those downstream of what has changed."""

from caseline.models.graph import ModelSet
from caseline.models.project import DBT_FOLDER, MEMORY, DbtModels, ModelsFailed

__all__ = ["DBT_FOLDER", "MEMORY", "DbtModels", "ModelSet", "ModelsFailed"]
