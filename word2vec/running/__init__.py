"""What makes it run anywhere: files, processes, interrupts, progress. No theory; read it last.

In reading order: run (from a corpus to a model), files, stream, formats, checkpoint, workers.
"""
