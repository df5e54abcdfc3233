package main

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

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

// profile is what the generator needs to know of a city profile.
type profile struct {
	units []*unit
	from  day // from which it holds
}

// readProfile reads the units of a city profile: a tree whose lines are the next digits of the code and a name. The head of the
// files under deploy/profiles describes it.
func readProfile(file string) (*profile, error) {
	b, err := os.ReadFile(file) //nolint:gosec // G304: the file that the caller names
	if err != nil {
		return nil, err
	}
	var root struct {
		From  string    `yaml:"effective_from"`
		Units yaml.Node `yaml:"units"`
	}
	if err := yaml.Unmarshal(b, &root); err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	p := &profile{}
	from, err := time.Parse(time.DateOnly, root.From)
	if err != nil {
		return nil, fmt.Errorf("%s: effective_from: %w", file, err)
	}
	y, m, d := from.Date()
	p.from = dayOf(y, m, d)
	if err := p.walk(&root.Units, ""); err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	slices.SortFunc(p.units, func(a, b *unit) int { return strings.Compare(a.code, b.code) })
	if !slices.ContainsFunc(p.units, func(u *unit) bool { return u.tier() == 12 }) {
		return nil, fmt.Errorf("%s names no village", file)
	}
	return p, nil
}

// walk reads what lies below a unit whose code begins with prefix.
func (p *profile) walk(n *yaml.Node, prefix string) error {
	switch n.Kind {
	case yaml.MappingNode:
		for i := 0; i < len(n.Content); i += 2 {
			code, err := p.add(n.Content[i], prefix)
			if err != nil {
				return err
			}
			if err := p.walk(n.Content[i+1], code); err != nil {
				return err
			}
		}
	case yaml.SequenceNode:
		for _, c := range n.Content {
			if _, err := p.add(c, prefix); err != nil {
				return err
			}
		}
	default: // a unit with nothing below it
	}
	return nil
}

func (p *profile) add(n *yaml.Node, prefix string) (string, error) {
	digits, name, ok := strings.Cut(n.Value, " ")
	code := prefix + digits
	if !ok || len(code) > 12 || strings.Trim(code, "0123456789") != "" {
		return "", fmt.Errorf("line %d: %q is no unit", n.Line, n.Value)
	}
	p.units = append(p.units, &unit{code: code + strings.Repeat("0", 12-len(code)), name: name})
	return code, nil
}
