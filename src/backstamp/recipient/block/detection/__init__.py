"""Rules and indicators for programs that watch a network or its logs, and for those that share what was seen."""
