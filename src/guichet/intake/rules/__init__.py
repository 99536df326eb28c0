"""A company's own rules: from what is known of a request to its queue, skills and priority."""
