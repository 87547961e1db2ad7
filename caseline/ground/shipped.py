"""Where what comes with Caseline lies. Nothing is ever written there.

In a clone the models, skills, screens and the sample stand beside the packages. A wheel holds them below
`caseline/shipped`; pyproject.toml says which.
"""

from pathlib import Path

PACKAGES = Path(__file__).resolve().parents[2]
"""The folder of Caseline's own packages: the clone, or where packages are installed."""
_IN_A_WHEEL = PACKAGES / "caseline" / "shipped"
SHIPPED = _IN_A_WHEEL if _IN_A_WHEEL.is_dir() else PACKAGES
"""The folder of dbt_project/, skills/, instruments/ and organizations/harborlight/."""
SAMPLE = SHIPPED / "organizations" / "harborlight"
"""The sample organisation, which a wheel holds without its exports."""
