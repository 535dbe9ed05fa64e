"""What is set before any library is imported."""

import os

# With AVX-512 and AMX, which some processors have, torch and TensorFlow give wrong
# results: test_known_bugs.py tells of them.
os.environ.setdefault("ONEDNN_MAX_CPU_ISA", "AVX2")
