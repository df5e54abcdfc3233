package main

import (
	"strings"

	"google.golang.org/protobuf/reflect/protoreflect"

	"anjie.internal/services/cmd/internal/say"
	"anjie.internal/services/internal/fault"
)

// What an enumeration of a contract calls DISPUTE_STATE_NEXT_ROUTE is next-route on the command line. The words come from the contract,
// so that what it gains can be said at once.

func enumWord(v protoreflect.EnumValueDescriptor) string {
	d, ok := v.Parent().(protoreflect.EnumDescriptor)
	if !ok {
		return string(v.Name())
	}
	prefix := strings.TrimSuffix(string(d.Values().Get(0).Name()), "UNSPECIFIED")
	return strings.ReplaceAll(strings.ToLower(strings.TrimPrefix(string(v.Name()), prefix)), "_", "-")
}

// enumWords are all that can be said, in the order of the contract.
func enumWords(d protoreflect.EnumDescriptor) []string {
	var words []string
	for i := range d.Values().Len() {
		if v := d.Values().Get(i); v.Number() != 0 {
			words = append(words, enumWord(v))
		}
	}
	return words
}

// words are they for the help of a flag.
func (p *program) words(e protoreflect.Enum) string {
	return p.say(say.Listed(enumWords(e.Descriptor())))
}

// enumNamed finds a value by its word or by its name in the contract. Nobody says that something is unspecified.
func enumNamed(d protoreflect.EnumDescriptor, said string) (protoreflect.EnumNumber, bool) {
	word := strings.ReplaceAll(strings.ToLower(said), "_", "-")
	for i := range d.Values().Len() {
		if v := d.Values().Get(i); v.Number() != 0 && (string(v.Name()) == said || enumWord(v) == word) {
			return v.Number(), true
		}
	}
	return 0, false
}

// enumGiven reads the value of a flag; empty is any. unknown is said with the word and with those that there are.
func enumGiven(d protoreflect.EnumDescriptor, said, code string, unknown text) (protoreflect.EnumNumber, error) {
	if said == "" {
		return 0, nil
	}
	n, ok := enumNamed(d, said)
	if !ok {
		return 0, say.Fault(fault.Invalid, code, unknown, said, say.Listed(enumWords(d)))
	}
	return n, nil
}
