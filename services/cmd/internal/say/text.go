// Package say speaks to people: texts in Chinese and English, the names of codes, refusals in both languages, columns that line up although
// Chinese characters are wide, and times as Beijing reads them. It knows nothing of what is said; whoever says something keeps the text.
package say

import (
	"fmt"
	"strings"

	"anjie.internal/services/internal/codetable"
	"anjie.internal/services/internal/fault"
)

// Lang is the language that people are spoken to in: Chinese unless English is asked for.
type Lang string

// The languages.
const (
	Chinese Lang = "zh-CN"
	English Lang = "en"
)

// Asked is the language that somebody asks for by its name, or by that of a locale.
func Asked(name string) Lang {
	if strings.HasPrefix(strings.ToLower(name), "en") {
		return English
	}
	return Chinese
}

// Text is one message, in Chinese and in English. Both take the same arguments in the same order.
type Text [2]string

// Of is the text that names a code.
func Of(e codetable.Entry) Text { return Text{e.Zh, e.En} }

// Listed is an enumeration.
func Listed(names []string) Text {
	return Text{strings.Join(names, Comma[0]), strings.Join(names, Comma[1])}
}

// Signs between words: of one kind, of several, and before what explains.
var (
	Comma     = Text{"、", ", "}
	Semicolon = Text{"；", "; "}
	Colon     = Text{"：", ": "}
)

// Say gives a message in the language. Arguments that are texts themselves are given in it too.
func (l Lang) Say(t Text, args ...any) string {
	format := t[0]
	if l == English {
		format = t[1]
	}
	if len(args) == 0 {
		return format
	}
	said := make([]any, len(args))
	for i, a := range args {
		said[i] = a
		if inner, ok := a.(Text); ok {
			said[i] = l.Say(inner)
		}
	}
	return fmt.Sprintf(format, said...)
}

// Word is the name of a code. One that the table does not know stands for itself.
func (l Lang) Word(t codetable.Table, code string) string {
	e, ok := t.Find(code)
	if !ok {
		return code
	}
	return l.Say(Of(e))
}

// Named gives a code with its name.
func (l Lang) Named(t codetable.Table, code string) string {
	e, ok := t.Find(code)
	if !ok {
		return code
	}
	return code + " " + l.Say(Of(e))
}

// AllNamed names several codes.
func (l Lang) AllNamed(t codetable.Table, codes []string) string {
	var out []string
	for _, c := range codes {
		out = append(out, l.Named(t, c))
	}
	return strings.Join(out, l.Say(Comma))
}

// Fault makes a refusal of a message, in both languages.
func Fault(kind fault.Kind, code string, t Text, args ...any) *fault.Error {
	return fault.New(kind, code, Chinese.Say(t, args...), English.Say(t, args...))
}
