"""Reports of our own making with the truth beside each figure; see README.md in this folder."""
