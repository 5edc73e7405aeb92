"""Allows ``python -m disclosure_analysis``."""

import sys

from disclosure_analysis.cli import main

sys.exit(main())
