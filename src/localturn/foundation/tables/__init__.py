"""CSV and XLSX, in with a report, and out."""
