"""How good the reading of edits is: labelled pairs, measured by the labelling rules."""
