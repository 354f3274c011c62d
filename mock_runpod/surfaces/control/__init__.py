"""/__mock: the hand that holds the world. Whoever shows or steers a world does it through here."""
