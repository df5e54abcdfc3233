package docx_test

import (
	"errors"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"anjie.internal/services/internal/docx"
	"anjie.internal/services/internal/docx/docxtest"
	"anjie.internal/services/internal/fault"
)

// file writes a document with one paragraph.
func file(t testing.TB, text string) []byte {
	d := docx.New("文书")
	d.Plain(docx.From("terms", text))
	b, err := d.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestRareCharactersAreSetInFontsThatHaveThem(t *testing.T) {
	t.Parallel()
	body, err := docxtest.Part(file(t, "甲方王𠮷祥与乙方李㛃、孙\U00030EDE龘镕"), "word/document.xml")
	if err != nil {
		t.Fatal(err)
	}
	plain := `<w:rPr><w:rFonts w:hint="eastAsia"></w:rFonts></w:rPr><w:t xml:space="preserve">`
	in := func(font string) string {
		return `<w:rPr><w:rFonts w:eastAsia="` + font + `" w:hint="eastAsia" w:ascii="` + font + `" w:hAnsi="` + font + `" w:cs="` + font +
			`"></w:rFonts></w:rPr><w:t xml:space="preserve">`
	}
	for _, want := range []string{
		plain + "甲方王<", in("SimSun-ExtB") + "𠮷<", plain + "祥与乙方李<", in("宋体") + "㛃<", plain + "、孙<", in("SimSun-ExtG") + "\U00030EDE<", plain + "龘镕<",
	} {
		if !strings.Contains(string(body), want) {
			t.Errorf("no %s in %s", want, body)
		}
	}
}

func TestWhatBelongsTogetherStaysInOneRun(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"a variation of a rare character":     "王𠮷\U000E0100祥",
		"a variation of a common one":         "葛\U000E0101城",
		"an accent":                           "e\u0301",
		"emoji that are one picture together": "👨\u200D👩",
	} {
		t.Run(name, func(t *testing.T) {
			body, err := docxtest.Part(file(t, text), "word/document.xml")
			if err != nil {
				t.Fatal(err)
			}
			for _, bad := range []string{">\U000E0100", ">\U000E0101", ">\u0301", ">\u200D", "\u200D<"} {
				if strings.Contains(string(body), bad) {
					t.Errorf("%q is parted: %s", text, body)
				}
			}
		})
	}
}

func TestCharactersThatAreNotShownTheSameWayEverywhere(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"private use":             "王\uE000",
		"private use, far":        "王\U000F0000",
		"not assigned":            "王\u0378",
		"no character at all":     "王\uFFFE",
		"a mark on nothing":       "\u0301王",
		"a mark on a space":       "王 \u0301",
		"a variation of nothing":  "\U000E0100",
		"a turn of the direction": "王\u202E祥",
		"a control character":     "王\x07",
		"what was a broken text":  "王\uFFFD",
		"bytes that are no text":  "王\xff",
	} {
		t.Run(name, func(t *testing.T) {
			d := docx.New("文书")
			d.Plain(docx.Say("申请人"), docx.From("parties[0].name", text))
			d.Plain(docx.From("matter", "\uE001")) // the first counts
			_, err := d.Bytes()
			if !errors.Is(err, docx.ErrCharacter) || fault.As(err).Field != "parties[0].name" {
				t.Fatalf("got %v", err)
			}
		})
	}
	for name, text := range map[string]string{
		"Extension I, younger than the tables of the compiler": "\U0002EBF0",
		"a minority's script":                   "ᠮᠣᠩᠭᠣᠯ བོད་ ئۇيغۇر",
		"the dot in names":                      "阿卜杜拉·买买提",
		"signs":                                 "㎡、№、①、〇、℃",
		"something invisible that does no harm": "王\u200B一",
	} {
		t.Run(name, func(t *testing.T) {
			if got, err := docxtest.Text(file(t, text)); err != nil || got != text+"\n" {
				t.Errorf("%q, %v", got, err)
			}
		})
	}
}

// TestNoTextIsLost: whatever is not refused stands in the document, as it is.
func TestNoTextIsLost(t *testing.T) {
	t.Parallel()
	any := rapid.OneOf(
		rapid.String(), rapid.StringOf(rapid.RuneFrom([]rune("王𠮷祥李㛃\U00030EDE \t\n<>&\"'“”…—·\u2028ab1，。"))),
	)
	rapid.Check(t, func(t *rapid.T) {
		text := any.Draw(t, "text")
		d := docx.New("文书")
		d.Paragraph(docx.From("terms", text))
		b, err := d.Bytes()
		if errors.Is(err, docx.ErrCharacter) {
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		got, err := docxtest.Text(b)
		if want := strings.ReplaceAll(text, "\u2028", "\n") + "\n"; err != nil || got != strings.ReplaceAll(want, "\u2029", "\n") {
			t.Fatalf("%q became %q, %v", text, got, err)
		}
	})
}
