package docx

import (
	"unicode"
	"unicode/utf8"
)

// The fonts. The comments name what stands in for them where they are not installed; fontTable in parts.go tells Word the same.
const (
	fangSong = "仿宋"          // text; FangSong, 仿宋_GB2312, 华文仿宋, Noto Serif CJK SC
	heiTi    = "黑体"          // headings; SimHei, 华文黑体, Noto Sans CJK SC
	title    = "方正小标宋简体"     // titles; 方正小标宋_GBK, 宋体, Noto Serif CJK SC
	songTi   = "宋体"          // what 仿宋 lacks: Extension A and others; SimSun, 宋体-18030, 方正书宋_GBK, Noto Serif CJK SC
	extB     = "SimSun-ExtB" // planes from U+20000; 中易宋体超大字符集, 宋体-方正超大字符集, MingLiU-ExtB, HanaMinB, 天珩全字库
	extG     = "SimSun-ExtG" // planes from U+30000; 天珩全字库, 遍黑体, Plangothic
	latin    = "Times New Roman"
)

// rare returns the font of a character that the fonts of text and titles do not have; empty for all others.
func rare(r rune) string {
	switch {
	case r >= 0x3400 && r <= 0x4DBF, // Extension A: 㛃
		r >= 0x9FA6 && r <= 0x9FFF, // added to the end of the basic block since 2005
		r >= 0xF900 && r <= 0xFAFF: // compatibility ideographs
		return songTi
	case r >= 0x20000 && r <= 0x2FFFF: // Extension B and others: 𠮷
		return extB
	case r >= 0x30000 && r <= 0x3FFFF:
		return extG
	}
	return ""
}

// joins reports whether a character is drawn with the one before it, so that both need one font: combining marks, variation selectors
// and joiners.
func joins(r rune) bool { return unicode.Is(unicode.M, r) || r == '\u200C' || r == '\u200D' }

// refused returns the first character of a text that is not shown the same way everywhere: of the private use area, of which every
// machine has its own; not assigned; a combining mark on nothing; a mark that turns the direction of what follows; a control
// character. ok is false when there is one.
func refused(s string) (r rune, ok bool) {
	if !utf8.ValidString(s) {
		return utf8.RuneError, false
	}
	base := false
	for _, r := range s {
		if !shown(r, base) {
			return r, false
		}
		base = joins(r) || unicode.IsGraphic(r) && !unicode.IsSpace(r)
	}
	return 0, true
}

func shown(r rune, base bool) bool {
	switch {
	case r == '\n', r == '\t':
		return true
	case r == utf8.RuneError, unicode.Is(unicode.Bidi_Control, r):
		return false
	case joins(r):
		return base
	}
	return unicode.In(r, unicode.L, unicode.N, unicode.P, unicode.S, unicode.Z, unicode.Cf) || unicode.Is(younger, r)
}

// younger are ideographs of GB 18030-2022 that were assigned after the Unicode version of the standard library.
var younger = &unicode.RangeTable{R32: []unicode.Range32{{Lo: 0x2EBF0, Hi: 0x2EE5D, Stride: 1}}} // Extension I

// piece is a part of a text in one font; empty for that of the paragraph.
type piece struct{ font, text string }

// pieces splits a text where the font changes. Together they are the text.
func pieces(s string) []piece {
	var out []piece
	begin, font := 0, ""
	for i, r := range s {
		if joins(r) {
			continue
		}
		if f := rare(r); f != font {
			if i > begin {
				out = append(out, piece{font, s[begin:i]})
			}
			begin, font = i, f
		}
	}
	if begin < len(s) {
		out = append(out, piece{font, s[begin:]})
	}
	return out
}
