"""What is set before any library is imported."""

import os

# Of processors with AMX, which have more instructions, test_known_bugs.py has to tell.
os.environ.setdefault("ONEDNN_MAX_CPU_ISA", "AVX512_CORE_BF16")
