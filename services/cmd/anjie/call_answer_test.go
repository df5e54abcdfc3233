package main

import (
	"strings"
	"testing"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
)

// fill puts a value into every field of a message, down to a depth, and returns the texts.
func fill(m protoreflect.Message, depth int) (texts []string) {
	value := func(f protoreflect.FieldDescriptor, sub func() protoreflect.Value) protoreflect.Value {
		switch {
		case f.Message() != nil:
			v := sub()
			texts = append(texts, fill(v.Message(), depth-1)...)
			return v
		case f.Kind() == protoreflect.StringKind:
			text := "‹" + string(f.FullName()) + "›"
			texts = append(texts, text)
			return protoreflect.ValueOfString(text)
		default:
			return sub()
		}
	}
	for i := range m.Descriptor().Fields().Len() {
		switch f := m.Descriptor().Fields().Get(i); {
		case f.ContainingOneof() != nil && m.WhichOneof(f.ContainingOneof()) != nil: // the first stands for all
		case f.Message() != nil && depth == 0, f.Message() != nil && strings.HasPrefix(string(f.Message().FullName()), "google."):
		case f.IsMap():
			entries := m.Mutable(f).Map()
			entries.Set(protoreflect.ValueOfString("‹key›").MapKey(), value(f.MapValue(), entries.NewValue))
		case f.IsList():
			list := m.Mutable(f).List()
			list.Append(value(f, list.NewElement))
		default:
			m.Set(f, value(f, func() protoreflect.Value { return m.NewField(f) }))
		}
	}
	return texts
}

// TestEveryAnswerIsShown: whatever a method can answer, a person who calls it sees, but for what a receipt says in its own words.
func TestEveryAnswerIsShown(t *testing.T) {
	shown := 0
	for _, method := range allMethods() {
		m, err := newMessage(method.Output())
		if err != nil {
			t.Fatal(err)
		}
		texts := fill(m.ProtoReflect(), 6)
		p, out := person{t: t}.program()
		p.answer(m)
		for _, text := range texts {
			if shown++; !strings.Contains(out.String(), text) && !strings.Contains(text, "Receipt.") {
				t.Errorf("%s does not show %s of %s", method.FullName(), text, proto.MessageName(m))
			}
		}
	}
	if shown < 500 {
		t.Errorf("only %d texts were shown: the test is void", shown)
	}
}
