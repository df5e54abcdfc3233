package intake

import (
	"errors"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"anjie.internal/services/intake/profile"
	"anjie.internal/services/internal/calendar"
	"anjie.internal/services/internal/unit"
)

// ProfileFile is a profile as its author wrote it: a YAML file whose form deploy/profiles explains.
type ProfileFile struct {
	Profile *profile.Profile
	// Unreadable is what is wrong with the form of the file: what is there is not what was written. A profile is checked further with
	// profile.Validate, whose problems Line finds in the file.
	Unreadable []profile.Problem

	lines map[string]int
}

// Line is the line on which a problem stands: that of its path, or of the nearest part around it; 0 when nothing is known.
func (f *ProfileFile) Line(path string) int {
	for {
		if line, ok := f.lines[path]; ok {
			return line
		}
		cut := strings.LastIndexAny(path, ".[")
		if cut < 0 {
			return 0
		}
		path = path[:cut]
	}
}

// ReadProfile reads a profile. Nothing is guessed: unknown and repeated keys, values of another kind, aliases and second documents are
// refused, each with its line.
func ReadProfile(text []byte) *ProfileFile {
	f := &ProfileFile{Profile: &profile.Profile{}, lines: map[string]int{}}
	r := &profileReader{f: f, p: f.Profile}
	decoder := yaml.NewDecoder(strings.NewReader(string(text)))
	var doc, second yaml.Node
	if err := decoder.Decode(&doc); err != nil {
		r.syntax(err)
		return f
	}
	if err := decoder.Decode(&second); !errors.Is(err, io.EOF) {
		r.refuse(&second, "", "yaml-documents", "文件只能有一份配置（多余的 ---）。", "The file holds more than one document.")
	}
	for _, n := range doc.Content { // a document has one
		r.profile(n)
	}
	return f
}

type profileReader struct {
	f *ProfileFile
	p *profile.Profile
}

var yamlLine = regexp.MustCompile(`^yaml: line (\d+): `)

// syntax tells where the text is no YAML. The library's own words are left out: they repeat what was typed.
func (r *profileReader) syntax(err error) {
	at := &yaml.Node{Line: 1}
	if m := yamlLine.FindStringSubmatch(err.Error()); m != nil {
		at.Line, _ = strconv.Atoi(m[1]) // digits
	}
	if errors.Is(err, io.EOF) {
		r.refuse(at, "", "yaml-empty", "文件是空的。", "The file is empty.")
		return
	}
	r.refuse(at, "", "yaml-syntax", "不是有效的 YAML：检查此处及上一行的缩进、冒号、引号和括号。",
		"This is no YAML: look at indentation, colons, quotes and brackets here and on the line above.")
}

func (r *profileReader) refuse(n *yaml.Node, path, code, zh, en string, args ...any) {
	key := path
	if _, taken := r.f.lines[key]; taken || key == "" {
		key = fmt.Sprintf("%s#%d", path, len(r.f.Unreadable))
	}
	r.f.lines[key] = n.Line
	r.f.Unreadable = append(r.f.Unreadable, profile.Problem{Path: key, Code: code, Zh: fmt.Sprintf(zh, args...), En: fmt.Sprintf(en, args...)})
}

// mapping reads the keys of a mapping, each once and none but the given ones.
func (r *profileReader) mapping(n *yaml.Node, path string, keys map[string]func(n *yaml.Node, path string)) {
	r.entries(n, path, func(key string, k, v *yaml.Node) {
		at := strings.TrimPrefix(path+"."+key, ".")
		read, known := keys[key]
		if !known {
			r.refuse(k, at, "yaml-unknown-key", "没有 %s 这一项。", "There is no key %s here.", key)
			return
		}
		r.f.lines[at] = k.Line
		read(v, at)
	})
}

// entries walks a mapping whose keys are texts, each once.
func (r *profileReader) entries(n *yaml.Node, path string, each func(key string, k, v *yaml.Node)) {
	if !r.is(n, path, yaml.MappingNode) {
		return
	}
	seen := map[string]int{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		k, v := n.Content[i], n.Content[i+1]
		if k.Kind != yaml.ScalarNode || k.Tag == "!!merge" {
			r.refuse(k, path, "yaml-type", "此处应为键和它的值。", "A key is expected here.")
			continue
		}
		if first, twice := seen[k.Value]; twice {
			r.refuse(k, path, "yaml-duplicate-key", "%s 重复：第 %d 行已有。", "The key %s occurs twice: line %d has it.", k.Value, first)
			continue
		}
		seen[k.Value] = k.Line
		each(k.Value, k, v)
	}
}

// list walks a sequence.
func (r *profileReader) list(n *yaml.Node, path string, each func(i int, n *yaml.Node, path string)) {
	if !r.is(n, path, yaml.SequenceNode) {
		return
	}
	for i, item := range n.Content {
		at := fmt.Sprintf("%s[%d]", path, i)
		r.f.lines[at] = item.Line
		each(i, item, at)
	}
}

func (r *profileReader) is(n *yaml.Node, path string, kind yaml.Kind) bool {
	switch {
	case n.Kind == yaml.AliasNode || n.Anchor != "":
		r.refuse(n, path, "yaml-alias", "不支持锚点（&）和别名（*）：请直接写出。", "Anchors (&) and aliases (*) are not taken: write it out.")
	case n.Kind == yaml.ScalarNode && n.Tag == "!!null":
		r.refuse(n, path, "yaml-empty", "没有内容：请填写，或删去这一项。", "There is nothing here: fill it in, or drop the key.")
	case n.Kind != kind:
		switch kind {
		case yaml.MappingNode:
			r.refuse(n, path, "yaml-type", "此处应为若干键，各有其值。", "A mapping is expected here.")
		case yaml.SequenceNode:
			r.refuse(n, path, "yaml-type", "此处应为列表。", "A list is expected here.")
		default:
			r.refuse(n, path, "yaml-type", "此处应为单个值。", "A single value is expected here.")
		}
	default:
		return true
	}
	return false
}

// text reads a value as it was written: 001 stays 001.
func (r *profileReader) text(into *string) func(*yaml.Node, string) {
	return func(n *yaml.Node, path string) {
		if r.is(n, path, yaml.ScalarNode) {
			*into = n.Value
		}
	}
}

func (r *profileReader) texts(into *[]string) func(*yaml.Node, string) {
	return func(n *yaml.Node, path string) {
		r.list(n, path, func(_ int, n *yaml.Node, path string) {
			var s string
			r.text(&s)(n, path)
			*into = append(*into, s)
		})
	}
}

// number reads a whole number.
func (r *profileReader) number(into *int) func(*yaml.Node, string) {
	return func(n *yaml.Node, path string) {
		if !r.is(n, path, yaml.ScalarNode) {
			return
		}
		v, err := strconv.Atoi(n.Value)
		if err != nil || n.Tag != "!!int" {
			r.refuse(n, path, "yaml-type", "此处应为整数。", "A whole number is expected here.")
		}
		*into = v
	}
}

func (r *profileReader) yes(into *bool) func(*yaml.Node, string) {
	return func(n *yaml.Node, path string) {
		if !r.is(n, path, yaml.ScalarNode) {
			return
		}
		if n.Tag != "!!bool" {
			r.refuse(n, path, "yaml-type", "此处应为 true 或 false。", "True or false is expected here.")
		}
		*into = n.Value == "true"
	}
}

func (r *profileReader) date(into *calendar.Date) func(*yaml.Node, string) {
	return func(n *yaml.Node, path string) {
		if !r.is(n, path, yaml.ScalarNode) {
			return
		}
		d, err := calendar.Parse(n.Value)
		if err != nil {
			r.refuse(n, path, "yaml-date", "日期须写作 YYYY-MM-DD。", "A date is written YYYY-MM-DD.")
		}
		*into = d
	}
}

// unit reads a unit code, or its leading part up to the end of a tier: 320205 is 320205000000. What is neither stays as it is, for
// Validate.
func (r *profileReader) unit(into *unit.Code) func(*yaml.Node, string) {
	return func(n *yaml.Node, path string) {
		var s string
		r.text(&s)(n, path)
		if prefix, ok := unit.Prefix(s); ok && len(s) < 12 {
			s = prefix + strings.Repeat("0", 12-len(prefix))
		}
		*into = unit.Code(s)
	}
}

func (r *profileReader) units(into *[]unit.Code) func(*yaml.Node, string) {
	return func(n *yaml.Node, path string) {
		r.list(n, path, func(_ int, n *yaml.Node, path string) {
			var u unit.Code
			r.unit(&u)(n, path)
			*into = append(*into, u)
		})
	}
}

func (r *profileReader) place(into *profile.Place) func(*yaml.Node, string) {
	return func(n *yaml.Node, path string) {
		var s string
		r.text(&s)(n, path)
		*into = profile.ParsePlace(s)
	}
}

// named parts “001 崇安寺街道” into code and name.
func (r *profileReader) named(n *yaml.Node, path string) (code, name string, ok bool) {
	if !r.is(n, path, yaml.ScalarNode) {
		return "", "", false
	}
	code, name, ok = strings.Cut(n.Value, " ")
	if name = strings.TrimSpace(name); !ok || name == "" {
		r.refuse(n, path, "yaml-code-name", "此处应为“代码 名称”，中间一个空格。", "A code and a name are expected here, with a space between them.")
		return "", "", false
	}
	return code, name, true
}
