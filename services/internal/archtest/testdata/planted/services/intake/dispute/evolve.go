package dispute

func Evolve(s int, e any) int {
	switch e.(type) {
	case int:
		return s + 1
	default: // want: default in Evolve: the linter must name an event
		return s
	}
}

func Describe(e any) string {
	switch e.(type) {
	case int:
		return "int"
	default:
		return "another"
	}
}
