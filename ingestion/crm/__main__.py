"""Load Salesforce CSV by itself: `python -m ingestion.crm PATH --warehouse FILE`."""

from ingestion.command import main
from ingestion.crm.source import load_path, scan_path

if __name__ == "__main__":
    main("crm", __doc__, load_path, scan_path)
