package leak

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"strings"
	"unicode/utf16"

	"golang.org/x/text/encoding/simplifiedchinese"
)

// Form is a text as it may stand in a file.
type Form struct {
	Name  string // of the encoding
	Bytes []byte
}

// Forms are the ways in which a text gets into files: encodings of characters, and what loggers, JSON, SQL and protocols make of bytes.
// No two have the same bytes.
func Forms(text string) []Form {
	var forms []Form
	add := func(name string, b []byte) {
		for _, f := range forms {
			if bytes.Equal(f.Bytes, b) {
				return
			}
		}
		forms = append(forms, Form{name, b})
	}
	plain := []byte(text)
	add("UTF-8", plain)
	if b, err := simplifiedchinese.GB18030.NewEncoder().Bytes(plain); err == nil {
		add("GB18030", b)
	}
	units := utf16.Encode([]rune(text))
	little, big := make([]byte, 0, 2*len(units)), make([]byte, 0, 2*len(units))
	for _, u := range units {
		little, big = binary.LittleEndian.AppendUint16(little, u), binary.BigEndian.AppendUint16(big, u)
	}
	add("UTF-16LE", little)
	add("UTF-16BE", big)
	for before := range 3 {
		add("base64", inBase64(base64.RawStdEncoding, plain, before))
		add("base64url", inBase64(base64.RawURLEncoding, plain, before))
	}
	add("hex", []byte(hex.EncodeToString(plain)))
	add("hex, upper", []byte(strings.ToUpper(hex.EncodeToString(plain))))
	add(`\u`, each(units, `\u%04x`))
	add(`\u, upper`, each(units, `\u%04X`))
	add("percent", escaped(plain, "%%%02X"))
	add("percent, lower", escaped(plain, "%%%02x"))
	add("octal", escaped(plain, `\%03o`))
	add(`\x`, escaped(plain, `\x%02x`))
	add("decimal", bytes.Trim(fmt.Appendf(nil, "%d", plain), "[]")) // fmt's idea of a []byte
	return forms
}

// inBase64 is what a text gives within a longer one that is encoded whole: the characters that do not depend on what stands before it, a
// multiple of three bytes and before more, and behind it.
func inBase64(e *base64.Encoding, plain []byte, before int) []byte {
	whole := []byte(e.EncodeToString(append(make([]byte, before), plain...)))
	first := (before*8 + 5) / 6
	last := (before + len(plain)) * 8 / 6
	return whole[first:last]
}

// each writes the UTF-16 units beyond ASCII in a format, as JSON does when it is to be ASCII.
func each(units []uint16, format string) []byte {
	var b []byte
	for _, u := range units {
		if u < 0x80 {
			b = append(b, byte(u))
			continue
		}
		b = fmt.Appendf(b, format, u)
	}
	return b
}

// escaped writes the bytes beyond ASCII in a format.
func escaped(plain []byte, format string) []byte {
	var b []byte
	for _, c := range plain {
		if c < 0x80 {
			b = append(b, c)
			continue
		}
		b = fmt.Appendf(b, format, c)
	}
	return b
}
