"""What is set before any library is imported."""

import os

# What torch and tensorflow do with instructions of some processors alone is wrong: of
# that test_known_bugs.py tells.
os.environ.setdefault("ONEDNN_MAX_CPU_ISA", "AVX2")
