"""What is announced, collected and sorted: events, news, and the mailing about them."""
