package intake

import (
	"slices"
	"testing"
	"time"
	"unicode/utf8"

	intakev1 "anjie.internal/proto/gen/anjie/intake/v1"
	"pgregory.net/rapid"
)

func TestTheFormInWhichTextsAreCompared(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"１２ＡＢｃ": "12abc", "张　 三\n": "张三", "𠮷田": "𠮷田", "吉田": "吉田", "李㛃": "李㛃", "（2026）": "(2026)", "㎡": "m2", "葛\U000e0100": "葛",
		"a\u200bb": "ab", " \t": "", "\xff": "\ufffd",
	} {
		if got := normal(in); got != want {
			t.Errorf("normal(%q) = %q, want %q", in, got, want)
		}
	}
	for in, want := range map[string]string{
		"138-0000-1111": "13800001111", "+86 138 0000 1111": "13800001111", "008613800001111": "13800001111", "８６13800001111": "13800001111",
		"0510-88880000": "051088880000", "8612345": "8612345", "无": "",
	} {
		if got := normalPhone(in); got != want {
			t.Errorf("normalPhone(%q) = %q, want %q", in, got, want)
		}
	}
	for in, want := range map[string]string{"11010519491231002x": "11010519491231002X", "1101 0519-4912": "110105194912", "９１ＭＡ": "91MA", "": ""} {
		if got := normalID(in); got != want {
			t.Errorf("normalID(%q) = %q, want %q", in, got, want)
		}
	}
	if got := pairs("墙倒了"); !slices.Equal(got, []string{"墙倒", "倒了"}) || len(pairs("墙")) != 0 || len(characters("𠮷墙")) != 2 {
		t.Errorf("pairs %v", got)
	}
}

// TestWhatIsHeldIsFound: whatever part of a text is looked for, its tokens are among those of the text.
func TestWhatIsHeldIsFound(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		text := normal(rapid.String().Draw(t, "text"))
		runes := []rune(text)
		if len(runes) == 0 {
			return
		}
		from := rapid.IntRange(0, len(runes)-1).Draw(t, "from")
		part := string(runes[from:rapid.IntRange(from+1, len(runes)).Draw(t, "to")])
		all, looked := pairs(text), pairs(part)
		if utf8.RuneCountInString(part) == 1 {
			all, looked = characters(text), characters(part)
		}
		for _, p := range looked {
			if !slices.Contains(all, p) {
				t.Fatalf("%q of %q is not among %q", p, text, all)
			}
		}
	})
}

func TestHowLikelyCasesAreTheSame(t *testing.T) {
	t.Parallel()
	with := func(matter float64, parties ...personMatch) compared {
		c := compared{parties: map[personMatch]int{}, matter: matter}
		for _, p := range parties {
			c.parties[p]++
		}
		return c
	}
	for name, test := range map[string]struct {
		of   compared
		want uint32
		last intakev1.DuplicateReason
	}{
		"the same person, the same text":              {with(1, sameID), 100, intakev1.DuplicateReason_DUPLICATE_REASON_SAME_MATTER},
		"the same person, a similar text":             {with(0.3, sameNameAndPhone), 72, intakev1.DuplicateReason_DUPLICATE_REASON_SIMILAR_MATTER},
		"the same person, another matter":             {with(0.05, sameID), 0, 0},
		"the same phone, a similar text":              {with(0.3, samePhone), 52, intakev1.DuplicateReason_DUPLICATE_REASON_SIMILAR_MATTER},
		"the same phone, hardly similar":              {with(0.1, samePhone), 0, 0},
		"the same name, a similar text":               {with(0.3, sameName), 32, intakev1.DuplicateReason_DUPLICATE_REASON_SIMILAR_MATTER},
		"the same name, hardly similar":               {with(0.2, sameName), 0, 0},
		"two names, a similar text":                   {with(0.3, sameName, sameName), 47, intakev1.DuplicateReason_DUPLICATE_REASON_SIMILAR_MATTER},
		"both sides, the same text: no more than all": {with(1, sameID, sameID), 100, intakev1.DuplicateReason_DUPLICATE_REASON_SAME_MATTER},
		"nobody, the same text":                       {with(1), 0, 0},
	} {
		got, reasons := test.of.score()
		if got != test.want || got > 0 && reasons[len(reasons)-1] != test.last || got == 0 && reasons != nil {
			t.Errorf("%s: %d %v, want %d", name, got, reasons, test.want)
		}
	}
	if jaccard(nil, nil) != 0 || jaccard([]int64{1, 2}, nil) != 0 || jaccard([]int64{1, 2, 3}, []int64{2, 3, 4}) != 0.5 {
		t.Error("jaccard")
	}
}

func TestBucketsFillAgainAndAreForgotten(t *testing.T) {
	t.Parallel()
	th, now := newThrottle(), time.Date(2026, 11, 23, 4, 0, 0, 0, time.UTC)
	for range searchBurst {
		if err := th.take("a", now); err != nil {
			t.Fatal(err)
		}
	}
	if th.take("a", now) == nil || th.take("a", now.Add(-time.Hour)) == nil || th.take("a", now.Add(searchEvery)) != nil {
		t.Error("the bucket is not what it should be")
	}
	for i := range mostBuckets + 10 {
		_ = th.take(string(rune(0x4e00+i)), now)
	}
	if _ = th.take("b", now.Add(time.Hour)); len(th.buckets) > 2 {
		t.Errorf("%d buckets are remembered", len(th.buckets))
	}
}
