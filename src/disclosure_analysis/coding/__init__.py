"""What people say that a document states, and how the extraction compares with it.

Downstream of ``extraction``; nothing that makes a report depends on it.
"""
