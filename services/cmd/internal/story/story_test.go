package story_test

import (
	"strings"
	"testing"

	intakev1 "anjie.internal/proto/gen/anjie/intake/v1"
	mediationv1 "anjie.internal/proto/gen/anjie/mediation/v1"
	"google.golang.org/protobuf/reflect/protoreflect"

	"anjie.internal/services/cmd/internal/say"
	"anjie.internal/services/cmd/internal/story"
	"anjie.internal/services/mediation"
)

// filled puts a value into every field of a message.
func filled(m protoreflect.Message) {
	fields := m.Descriptor().Fields()
	for i := range fields.Len() {
		f := fields.Get(i)
		value := func() protoreflect.Value {
			switch {
			case f.Message() != nil:
				sub := m.NewField(f)
				if f.IsList() {
					sub = sub.List().NewElement()
				}
				filled(sub.Message())
				return sub
			case f.Kind() == protoreflect.BoolKind:
				return protoreflect.ValueOfBool(true)
			case f.Kind() == protoreflect.Uint32Kind:
				return protoreflect.ValueOfUint32(7)
			default:
				return protoreflect.ValueOfString("‹" + string(f.Name()) + "›")
			}
		}
		if f.IsList() {
			m.Mutable(f).List().Append(value())
			continue
		}
		m.Set(f, value())
	}
}

// TestEveryStepHasItsSentence: whatever can happen to a dispute is told in both languages, with everything that is known of it.
func TestEveryStepHasItsSentence(t *testing.T) {
	oneof := (&intakev1.Step{}).ProtoReflect().Descriptor().Oneofs().ByName("what")
	kinds := map[string]string{}
	for i := range oneof.Fields().Len() {
		f := oneof.Fields().Get(i)
		step := &intakev1.Step{}
		filled(step.ProtoReflect().Mutable(f).Message())
		for _, l := range []say.Lang{say.Chinese, say.English} {
			p := story.Teller{Lang: l}
			kind, what := p.Happened(story.Happening(step))
			if kind == "" || what == "" || strings.Contains(what, "%!") {
				t.Errorf("%s in %s: %q, %q", f.Name(), l, kind, what)
			}
			if other := kinds[string(l)+kind]; other != "" {
				t.Errorf("%s and %s are called the same: %s", f.Name(), other, kind)
			}
			kinds[string(l)+kind] = string(f.Name())
			for _, part := range left(step, f) {
				if !strings.Contains(what, part) {
					t.Errorf("%s in %s does not say %s: %s", f.Name(), l, part, what)
				}
			}
		}
	}
	if n := oneof.Fields().Len(); n != 33 {
		t.Errorf("%d kinds of steps", n)
	}
}

// unsaid are fields that a story leaves to JSON: versions of tables and of calendars, and what the registration has said before.
var unsaid = map[string]bool{"codes": true, "calendar": true, "unit": true, "category": true, "late_reason": true, "arose_on": true}

// left are the texts that a sentence must hold.
func left(step *intakev1.Step, f protoreflect.FieldDescriptor) []string {
	var out []string
	m := step.ProtoReflect().Get(f).Message()
	m.Range(func(field protoreflect.FieldDescriptor, v protoreflect.Value) bool {
		if field.Kind() == protoreflect.StringKind && !field.IsList() && !unsaid[string(field.Name())] {
			out = append(out, v.String())
		}
		return true
	})
	return out
}

// TestAnUnknownStepIsNamed: a newer service may tell of steps that this program does not know.
func TestAnUnknownStepIsNamed(t *testing.T) {
	p := story.Teller{Lang: say.Chinese}
	said := p.Dispute("x", []*intakev1.Step{{Type: "dispute-blessed-v1", Reason: "blessing.b01"}})
	if !strings.Contains(said, "dispute-blessed-v1") || !strings.Contains(said, "blessing.b01") {
		t.Error(said)
	}
}

func TestEveryStoredEventOfProceedingsHasAName(t *testing.T) {
	codec, err := mediation.Codec()
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range codec.Names() {
		if _, ok := story.ProceedingKinds[name]; !ok {
			t.Errorf("no story tells %s", name)
		}
	}
}

// TestAStepOfAProceedingIsToldAsPeopleSayIt: the log counts from 0, says true, and has codes.
func TestAStepOfAProceedingIsToldAsPeopleSayIt(t *testing.T) {
	said := story.Teller{Lang: say.Chinese}.Proceeding("x", []*mediationv1.Step{{
		Type: "proceeding-session-held-v1", Actor: "mediator-1", Unit: "320205001200", OnBehalfOf: "mediator-2",
		Said: map[string]string{"attended": "0,1", "public": "true", "place": "P01", "lateReason": "L03", "unknown": "‹unknown›"},
	}})
	for _, part := range []string{"举行调解会", "mediator-1（代 mediator-2）", "到场的当事人  1、2", "是否公开      是", "P01 ", "L03 "} {
		if !strings.Contains(said, part) {
			t.Errorf("it does not say %q:\n%s", part, said)
		}
	}
}

// TestWhySoLate: the reason stands in the registration, or in the metadata of any other step.
func TestWhySoLate(t *testing.T) {
	l03 := story.Teller{Lang: say.Chinese}.Late("L03")
	for name, step := range map[string]*intakev1.Step{
		"in the event":    {What: &intakev1.Step_DisputeRegistered{DisputeRegistered: &intakev1.DisputeRegistered{LateReason: "L03"}}},
		"in the metadata": {Reason: "late.l03", What: &intakev1.Step_DisputeAccepted{DisputeAccepted: &intakev1.DisputeAccepted{}}},
		"in neither":      {What: &intakev1.Step_DisputeAccepted{DisputeAccepted: &intakev1.DisputeAccepted{}}},
	} {
		step.Late = true
		said := story.Teller{Lang: say.Chinese}.Dispute("x", []*intakev1.Step{step})
		if want := name != "in neither"; strings.Contains(said, strings.TrimSpace(l03)) != want || !strings.Contains(said, story.Late[0]) {
			t.Errorf("%s:\n%s", name, said)
		}
	}
}
