"""What is read: one model of each page, and the page as HTML or PDF."""
