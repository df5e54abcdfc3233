package dispute

import "slices"

// InForceAlso puts one more edition in force, until undo is called.
func InForceAlso(e Edition) (undo func()) {
	before := editions
	editions = append(slices.Clip(before), e)
	return func() { editions = before }
}
