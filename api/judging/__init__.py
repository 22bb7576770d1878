"""What is made of a review's decisions: the report, labels for training, thresholds, and the order to read on."""
