"""The fonts that documents bring, so that they look alike everywhere."""

from pathlib import Path

FONTS = Path(__file__).parent
