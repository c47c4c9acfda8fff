"""claudecost: what Claude costs you, exactly."""
