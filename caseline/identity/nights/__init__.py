"""Who is who, night after night: what is remembered, what people ruled, the tables that a run writes."""
