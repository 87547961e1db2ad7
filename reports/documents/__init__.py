"""Each funder report as files to send: a workbook, and a page that prints and opens in a word processor."""

from reports.documents.write import write_documents

__all__ = ["write_documents"]
