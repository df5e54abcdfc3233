package say_test

import (
	"testing"
	"time"

	"anjie.internal/services/cmd/internal/say"
	"anjie.internal/services/internal/codetable"
	"anjie.internal/services/internal/fault"
)

func TestTextsAreSaidInEitherLanguage(t *testing.T) {
	t.Parallel()
	many := say.Text{"%s的%d件", "%[2]d of %[1]s"}
	of := say.Text{"惠山", "Huishan"}
	table := codetable.Table{{Code: "A02", Zh: "邻里纠纷", En: "neighbours"}}
	for lang, want := range map[say.Lang][5]string{
		say.Chinese: {"惠山的3件", "100%", "A02 邻里纠纷", "邻里纠纷", "A02 邻里纠纷、X"},
		say.English: {"3 of Huishan", "100%", "A02 neighbours", "neighbours", "A02 neighbours, X"},
	} {
		got := [5]string{
			lang.Say(many, of, 3), lang.Say(say.Text{"100%", "100%"}), lang.Named(table, "A02"), lang.Word(table, "A02"),
			lang.AllNamed(table, []string{"A02", "X"}),
		}
		if got != want {
			t.Errorf("%s: %q, want %q", lang, got, want)
		}
	}
	if f := say.Fault(fault.Invalid, "x", many, of, 3); f.Zh != "惠山的3件" || f.En != "3 of Huishan" || f.Code != "x" {
		t.Errorf("%+v", f)
	}
	if said := say.Listed([]string{"甲", "乙"}); said != (say.Text{"甲、乙", "甲, 乙"}) {
		t.Errorf("%q", said)
	}
}

func TestTimesAreBeijings(t *testing.T) {
	t.Parallel()
	for at, want := range map[time.Time]string{
		time.Date(2026, 11, 23, 16, 30, 0, 0, time.UTC): "2026-11-24 00:30:00", {}: "–", time.Unix(0, 0): "–",
	} {
		if got := say.Clock(at); got != want {
			t.Errorf("%s: %s, want %s", at, got, want)
		}
	}
}

func TestColumnsLineUpInChinese(t *testing.T) {
	g := &say.Grid{}
	g.Row("机构", "件")
	g.Row("320205101203", "1")
	want := "机构          件\n320205101203  1\n"
	if got := g.String(); got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
}
