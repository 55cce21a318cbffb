"""Writing plans: what they cost, and how their money moves."""
