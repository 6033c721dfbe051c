"""Bytes into blocks: HTML, PDF, DOCX, official publications, feeds. The only room that knows parsing libraries.

A reader's version is kept with what it read. Whoever changes what a reader gives for the same bytes raises its
number here: stored texts are then read again from their raw documents, and nobody is told.
"""

HTML, PDF, LETTER, DOCX, PUBLICATION = "html-8", "pdf-3", "letter-4", "docx-3", "publication-1"
