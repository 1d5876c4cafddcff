"""What makes it run anywhere: files, processes, interrupts, progress. No theory; read it last.

In reading order: run (from a corpus to a model), then where text comes from (files, guess, reading,
languages, questions, spelling), how it is kept (lookup, stream, formats, checkpoint),
and workers.
"""
