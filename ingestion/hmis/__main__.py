"""Load HMIS exports by themselves: `python -m ingestion.hmis PATH --warehouse FILE`."""

from ingestion.command import main
from ingestion.hmis.source import load_path, scan_path

if __name__ == "__main__":
    main("hmis", __doc__, load_path, scan_path, may_wait=True)
