package deep // want: no rule names the package intake/dispute/deep
