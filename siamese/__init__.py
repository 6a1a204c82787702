"""One-shot learning with a Siamese network: two drawings become two points, and near means same."""
