"""What each endpoint answers, grouped from the facts each time it is asked."""
