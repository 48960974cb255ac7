"""Coding: a document in, the acts it reports out, each with the words that prove it. Pure: no clock, network or files but the codebook's.

``code_document`` takes and gives the lines of ``proxeny code``; ``code_batch`` does the same over Arrow. How a document is coded, step by
step, is told in ``docs/coding-manual.md``.
"""

from transforms.coding.batch import CODED_SCHEMA, DOCUMENT_SCHEMA, code_batch
from transforms.coding.coder import CODEBOOK_VERSION, CODER, code_document

__all__ = ["CODEBOOK_VERSION", "CODED_SCHEMA", "CODER", "DOCUMENT_SCHEMA", "code_batch", "code_document"]
