"""Each funder report as files to send: a workbook, a CSV, a PDF, and a page that opens in a word processor."""

from reports.documents.write import write_documents

__all__ = ["write_documents"]
