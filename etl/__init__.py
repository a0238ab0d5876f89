"""The pipeline: from the operational systems to indicator values. Holds the pen on the warehouse."""
