// Package archtest enforces the import rules of the house, with a reason in each message.
//
// It reads files with go/parser and does not ask the go command: what that answers is cached, and a cached answer hides a new
// violation. It judges hand-written Go of the modules services, tools and proto, as one build sees it: generated files
// and files that no default build includes are passed over. Test files and test packages may import everything; nothing imports
// test packages outside of tests. A package that no rule names fails: whoever adds a room says which floor it is on.
//
// The layers are in layers.go, the owners of third-party code in owners.go.
package archtest

import (
	"cmp"
	"fmt"
	"slices"
)

// Violation is one broken rule at one place.
type Violation struct {
	File    string // from the root of the repository
	Line    int
	Message string // what is wrong, and the reason for the rule
}

func (v Violation) String() string { return fmt.Sprintf("%s:%d: %s", v.File, v.Line, v.Message) }

// Check reads the repository at root and returns what breaks the rules, ordered by place, and the number of Go files that it
// judged. A caller that expects a tree should look at the number: an empty tree breaks nothing.
func Check(root string) ([]Violation, int, error) {
	files, err := walk(root)
	if err != nil {
		return nil, 0, err
	}
	var out []Violation
	for _, f := range files {
		for _, rule := range []func(file) []Violation{tooLong, placed, imports, purity, swallowing, hidden, punctuation} {
			out = append(out, rule(f)...)
		}
	}
	slices.SortFunc(out, func(a, b Violation) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Message, b.Message))
	})
	return out, len(files), nil
}
