package leak_test

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
	"pgregory.net/rapid"

	"anjie.internal/services/cmd/internal/leak"
)

func finder(t testing.TB, texts ...string) *leak.Finder {
	t.Helper()
	f, err := leak.New(texts)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// canaries are names and telephone numbers as ledgergen makes them, and a name that GBK and the first plane of Unicode lack.
func canaries(n int) []string {
	texts := []string{"𠮷㛃某"}
	for i := range n {
		digits := []rune("零壹贰叁肆伍陆柒捌玖")
		name := "金丝雀"
		for _, d := range fmt.Sprintf("%04d", i) {
			name += string(digits[d-'0'])
		}
		texts = append(texts, name, fmt.Sprintf("1009%07d", i))
	}
	return texts
}

// TestATextIsFoundAsOthersWriteIt lets the encoders that programs use write texts, not our own.
func TestATextIsFoundAsOthersWriteIt(t *testing.T) {
	t.Parallel()
	utf16le := unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM).NewEncoder()
	utf16be := unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM).NewEncoder()
	must := func(s string, err error) string {
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	for form, write := range map[string]func(s string) string{
		"UTF-8":           func(s string) string { return s },
		"GB18030":         func(s string) string { return must(simplifiedchinese.GB18030.NewEncoder().String(s)) },
		"UTF-16LE":        func(s string) string { return must(utf16le.String(s)) },
		"UTF-16BE":        func(s string) string { return must(utf16be.String(s)) },
		"base64, at 0":    func(s string) string { return base64.StdEncoding.EncodeToString([]byte("abc" + s + "d")) },
		"base64, at 1":    func(s string) string { return base64.StdEncoding.EncodeToString([]byte("a" + s + "de")) },
		"base64, at 2":    func(s string) string { return base64.StdEncoding.EncodeToString([]byte("ab" + s)) },
		"base64 of URLs":  func(s string) string { return base64.RawURLEncoding.EncodeToString([]byte("ab" + s)) },
		"bytea of SQL":    func(s string) string { return `\\x` + hex.EncodeToString([]byte(s)) },
		"hex in capitals": func(s string) string { return strings.ToUpper(hex.EncodeToString([]byte(s))) },
		"JSON in ASCII": func(s string) string {
			return strings.ReplaceAll(strconv.QuoteToASCII(s), `\U00020bb7`, `\ud842\udfb7`)
		},
		"a query":         url.QueryEscape,
		"%v of bytes":     func(s string) string { return fmt.Sprintf("%v", []byte(s)) },
		"%q of the bytes": func(s string) string { return fmt.Sprintf(`%q`, s) },
		"octal digits":    octal,
	} {
		texts := canaries(3)
		f := finder(t, texts...)
		for i, text := range texts {
			s := f.Search()
			if _, err := s.Write([]byte("before " + write(text) + " behind")); err != nil {
				t.Fatal(err)
			}
			// A number and the next one differ in the last bits, which in base64 depend on what follows: both are found then.
			if found := s.Texts(); !found[i] || len(found) > 1 && (text[0] != '1' || !strings.HasPrefix(form, "base64")) {
				t.Errorf("%s of %s: found %v in %q", form, text, found, write(text))
			}
		}
	}
}

// octal is how protocol buffers and old programs show bytes.
func octal(s string) string {
	var b strings.Builder
	for _, c := range []byte(s) {
		if c < 0x80 {
			b.WriteByte(c)
			continue
		}
		fmt.Fprintf(&b, `\%03o`, c)
	}
	return b.String()
}

// TestTheFinderFindsWhatASlowOneFinds compares it with a search for one form after the other, in bytes that consist of pieces of forms,
// and cuts them where it likes.
func TestTheFinderFindsWhatASlowOneFinds(t *testing.T) {
	t.Parallel()
	texts := canaries(40)
	f := finder(t, texts...)
	var pieces [][]byte
	for _, text := range texts {
		for _, form := range leak.Forms(text) {
			pieces = append(pieces, form.Bytes)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		var b []byte
		for range rapid.IntRange(0, 12).Draw(t, "pieces") {
			p := rapid.SampledFrom(pieces).Draw(t, "piece")
			from := rapid.IntRange(0, 1).Draw(t, "from")
			b = append(b, p[from:len(p)-rapid.IntRange(0, 1).Draw(t, "less")]...)
			b = append(b, rapid.SliceOfN(rapid.Byte(), 0, 3).Draw(t, "noise")...)
		}
		s := f.Search()
		for rest := b; len(rest) > 0; {
			n := rapid.IntRange(1, len(rest)).Draw(t, "cut")
			if _, err := s.Write(rest[:n]); err != nil {
				t.Fatal(err)
			}
			rest = rest[n:]
		}
		got := map[string]int{}
		for _, h := range s.Hits("") {
			got[fmt.Sprint(h.Text, h.Form)] += h.Times
		}
		want := map[string]int{}
		for i, text := range texts {
			for _, form := range leak.Forms(text) {
				for at := range b {
					if bytes.HasPrefix(b[at:], form.Bytes) {
						want[fmt.Sprint(i, form.Name)]++
					}
				}
			}
		}
		if fmt.Sprint(got) != fmt.Sprint(want) {
			t.Fatalf("found %v, want %v in %q", got, want, b)
		}
	})
}

// TestAFormIsFoundWhereverItIsCut, the longest at its last byte too, which chance seldom draws; and byte for byte.
func TestAFormIsFoundWhereverItIsCut(t *testing.T) {
	t.Parallel()
	text := canaries(1)[1]
	f := finder(t, text)
	for _, form := range leak.Forms(text) {
		found := func(pieces ...[]byte) bool {
			s := f.Search()
			for _, piece := range pieces {
				if _, err := s.Write(piece); err != nil {
					t.Fatal(err)
				}
			}
			return slices.ContainsFunc(s.Hits(""), func(h leak.Hit) bool { return h.Form == form.Name })
		}
		for cut := 1; cut < len(form.Bytes); cut++ {
			if !found(form.Bytes[:cut], form.Bytes[cut:]) {
				t.Errorf("%s is not found when it is cut after %d of %d bytes", form.Name, cut, len(form.Bytes))
			}
		}
		if !found(slices.Collect(slices.Chunk(form.Bytes, 1))...) {
			t.Errorf("%s is not found byte for byte", form.Name)
		}
	}
}

func TestPiecesThatDoNotBelongTogetherAreNotRead(t *testing.T) {
	t.Parallel()
	s := finder(t, "1009000000").Search()
	for _, b := range []string{"10090", "00000"} {
		if _, err := s.Write([]byte(b)); err != nil {
			t.Fatal(err)
		}
		s.Break()
	}
	if len(s.Texts()) > 0 || s.Bytes() != 10 {
		t.Errorf("found %v in %d bytes", s.Texts(), s.Bytes())
	}
}

func TestTextsThatMeanNothingAreRefused(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"", "王", "12345", "\xff\xff\xff\xff\xff\xff"} {
		if _, err := leak.New([]string{"金丝雀零壹", text}); err == nil || !strings.Contains(err.Error(), "text 2") || len(text) > 1 && strings.Contains(err.Error(), text) {
			t.Errorf("%q: %v", text, err)
		}
	}
	s := finder(t).Search()
	if _, err := s.Write(make([]byte, 100)); err != nil || len(s.Texts()) > 0 {
		t.Error("no texts, and yet", s.Texts(), err)
	}
}

// BenchmarkFinder is the speed on what there is most of: random bytes, hexadecimal digits and JSON with boxes in base64.
func BenchmarkFinder(b *testing.B) {
	f := finder(b, canaries(1000)...)
	random := make([]byte, 1<<20)
	for i := range random {
		random[i] = byte(i*i>>3 ^ i*7919>>5)
	}
	for name, data := range map[string][]byte{
		"random": random,
		"hex":    []byte(hex.EncodeToString(random)),
		"base64": []byte(base64.StdEncoding.EncodeToString(random)),
		"zeros":  make([]byte, 1<<20),
	} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(data)))
			for b.Loop() {
				_, _ = f.Search().Write(data)
			}
		})
	}
}
