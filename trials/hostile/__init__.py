"""The program under attack: sites, documents, clocks, stores, receivers and signals that mean no good (`make hostile`)."""
