"""Bytes into blocks: HTML, PDF, DOCX, feeds. The only room that knows parsing libraries."""
