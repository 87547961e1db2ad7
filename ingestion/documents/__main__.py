"""Load documents by themselves: `python -m ingestion.documents PATH --warehouse FILE`."""

from ingestion.command import main
from ingestion.documents.source import load_path, scan_path

if __name__ == "__main__":
    main("documents", __doc__, load_path, scan_path)
