package intake

// AskIndex is how searches ask the index, for tests that look at the plans of what is asked.
var AskIndex = askIndex
