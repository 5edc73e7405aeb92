"""Executed notebooks become what readers get: HTML pages and PDF files."""
