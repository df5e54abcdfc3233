package main

import (
	"slices"
	"testing"

	intakev1 "anjie.internal/proto/gen/anjie/intake/v1"
	mediationv1 "anjie.internal/proto/gen/anjie/mediation/v1"
	statisticsv1 "anjie.internal/proto/gen/anjie/statistics/v1"
	"google.golang.org/protobuf/reflect/protoreflect"

	"anjie.internal/services/internal/fault"
)

// TestEveryValueIsSaidInBothLanguages: a contract that gains a state gains it here too.
func TestEveryValueIsSaidInBothLanguages(t *testing.T) {
	for _, e := range []struct {
		of   protoreflect.Enum
		said func(protoreflect.EnumNumber) text
	}{
		{intakev1.DisputeState(0), func(n protoreflect.EnumNumber) text { return states[intakev1.DisputeState(n)] }},
		{intakev1.DuplicateReason(0), func(n protoreflect.EnumNumber) text { return duplicateReasons[intakev1.DuplicateReason(n)] }},
		{mediationv1.ProceedingState(0), func(n protoreflect.EnumNumber) text { return proceedingStates[mediationv1.ProceedingState(n)] }},
		{statisticsv1.CountedSet(0), func(n protoreflect.EnumNumber) text { return countedSets[statisticsv1.CountedSet(n)] }},
	} {
		for _, word := range enumWords(e.of.Descriptor()) {
			n, ok := enumNamed(e.of.Descriptor(), word)
			if said := e.said(n); !ok || said[0] == "" || said[1] == "" {
				t.Errorf("%s has no words for %s", e.of.Descriptor().FullName(), word)
			}
		}
	}
}

// TestEveryKindOfPaperHasItsWord: the words are shorter than the contract's.
func TestEveryKindOfPaperHasItsWord(t *testing.T) {
	values := mediationv1.DocumentKind(0).Descriptor().Values()
	has := map[mediationv1.DocumentKind]bool{}
	for _, kind := range kinds {
		has[kind] = true
	}
	for i := 1; i < values.Len(); i++ {
		if !has[mediationv1.DocumentKind(values.Get(i).Number())] {
			t.Errorf("no word for %s", values.Get(i).Name())
		}
	}
}

func TestValuesAreNamedByTheirWords(t *testing.T) {
	d := intakev1.DuplicateReason(0).Descriptor()
	for said, want := range map[string]intakev1.DuplicateReason{
		"phone": 3, "PHONE": 3, "name-and-phone": 2, "name_and_phone": 2, "DUPLICATE_REASON_PHONE": 3,
		"and-phone": 0, "unspecified": 0, "DUPLICATE_REASON_UNSPECIFIED": 0, "": 0,
	} {
		if n, ok := enumNamed(d, said); intakev1.DuplicateReason(n) != want || ok != (want != 0) {
			t.Errorf("%q: %d, %t, want %d", said, n, ok, want)
		}
	}
	if words := enumWords(intakev1.DisputeQueue(0).Descriptor()); !slices.Contains(words, "my-open") || slices.Contains(words, "unspecified") {
		t.Errorf("the words are %v", words)
	}
	if _, err := enumGiven(d, "nothing", "reason", errUnknownState); fault.As(err) == nil || fault.As(err).Code != "reason" {
		t.Errorf("a word that there is not: %v", err)
	}
	if n, err := enumGiven(d, "", "reason", errUnknownState); n != 0 || err != nil {
		t.Errorf("nothing said: %d, %v", n, err)
	}
}
