"""Load form exports by themselves: `python -m ingestion.forms PATH --warehouse FILE`."""

from ingestion.command import main
from ingestion.forms.source import load_path, scan_path

if __name__ == "__main__":
    main("forms", __doc__, load_path, scan_path)
