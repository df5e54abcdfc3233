package main

import (
	"fmt"
	"os"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// unit is an org unit of the profile.
type unit struct {
	code, name string
}

// tier is how many of the twelve digits say something: 4 for a city, 6 for a county, 9 for a town, 12 for a village.
func (u *unit) tier() int {
	for _, end := range []int{2, 4, 6, 9} {
		if strings.Trim(u.code[end:], "0") == "" {
			return end
		}
	}
	return 12
}

// within reports whether u lies in the unit or is it.
func (u *unit) within(above *unit) bool { return strings.HasPrefix(u.code, above.code[:above.tier()]) }

// readUnits finds the units of a profile: everything in it that has a code of twelve digits and a name.
func readUnits(file string) ([]*unit, error) {
	b, err := os.ReadFile(file) //nolint:gosec // G304: the file that the caller names
	if err != nil {
		return nil, err
	}
	var root yaml.Node
	if err := yaml.Unmarshal(b, &root); err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	var units []*unit
	seen := map[string]bool{}
	var walk func(*yaml.Node)
	walk = func(n *yaml.Node) {
		var found struct{ Code, Name string }
		if n.Kind == yaml.MappingNode && n.Decode(&found) == nil && twelveDigits(found.Code) && found.Name != "" && !seen[found.Code] {
			seen[found.Code] = true
			units = append(units, &unit{found.Code, found.Name})
		}
		for _, c := range n.Content {
			walk(c)
		}
	}
	walk(&root)
	slices.SortFunc(units, func(a, b *unit) int { return strings.Compare(a.code, b.code) })
	if !slices.ContainsFunc(units, func(u *unit) bool { return u.tier() == 12 }) {
		return nil, fmt.Errorf("%s names no village", file)
	}
	return units, nil
}

func twelveDigits(s string) bool { return len(s) == 12 && strings.Trim(s, "0123456789") == "" }
