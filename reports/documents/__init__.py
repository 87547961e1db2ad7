"""Each funder report as files to send: a PDF, a Word document, a workbook, a CSV."""

from reports.documents.write import write_documents

__all__ = ["write_documents"]
