package profile

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// What codes look like. None of them can be a phone number or a citizen number.
var (
	codeForm     = regexp.MustCompile(`^[a-z][a-z0-9-]{0,31}$`)
	accountForm  = regexp.MustCompile(`^[a-z][a-z0-9._-]{1,63}$`)
	matterForm   = regexp.MustCompile(`^M[0-9]{2}(\.[0-9]{2})?$`)
	noticeForm   = regexp.MustCompile(`^[0-9]{4}(\.[0-9]{1,2})?$`)
	categoryForm = regexp.MustCompile(`^A[0-9]{2}\.[0-9]{2}$`)
)

// What names and sources may hold besides Chinese characters, letters and digits. Spaces are not among what names hold: whoever
// writes a person and a phone number into one is stopped by the first of them.
const (
	nameRunes    = "（）()·、—-/“”"
	sourceRunes  = nameRunes + " 《》〈〉〔〕【】，。；：,.;:%～~–"
	addressRunes = ":/._-?=&%#+~"
	maxName      = 40
	maxSource    = 120
)

func (v *validator) name(path, s string) {
	if s == "" {
		v.add(path, "name-missing", "须有名称。", "A name is missing.")
		return
	}
	if !plain(s, maxName, nameRunes) {
		v.add(path, "text-characters", "名称最多%d字，只能用汉字、字母、数字和少数符号，不能有空格，不能是人名、电话或证件号码。",
			"A name has %d characters at most: Chinese characters, letters, digits and few signs, no spaces. It is never that of a person, nor a phone or citizen number.", maxName)
	}
}

func (v *validator) source(path, s string) {
	if s == "" {
		v.add(path, "source-missing", "须注明依据。", "The source is missing.")
		return
	}
	if !plain(s, maxSource, sourceRunes) {
		v.add(path, "text-characters", "依据最多%d字，只能写法规和文件的名称、文号和条款，不能有人名、电话或证件号码。",
			"A source has %d characters at most: names, numbers and articles of rules and papers. It never holds a person's name, phone or citizen number.", maxSource)
	}
}

// plain reports whether a text is short, of allowed characters, and holds no phone or citizen number.
func plain(s string, most int, more string) bool {
	if !utf8.ValidString(s) || utf8.RuneCountInString(s) > most || identifies(s) || strings.TrimSpace(s) != s {
		return false
	}
	for _, r := range s {
		letter := r < unicode.MaxASCII && (unicode.IsLetter(r) || unicode.IsDigit(r))
		if !letter && !unicode.Is(unicode.Han, r) && !strings.ContainsRune(more, r) {
			return false
		}
	}
	return true
}

// identifies reports whether a text holds digits that look like a phone number, a citizen number or a bank card: seven digits and
// more, but for dates, addresses of pages and unit codes, of which no mobile phone number has the form.
func identifies(s string) bool {
	digits := func(r rune) bool { return r < '0' || r > '9' }
	for _, run := range strings.FieldsFunc(s, digits) {
		mobile := len(run) == 11 && run[0] == '1' && run[1] >= '3'
		if mobile || len(run) > 14 {
			return true
		}
	}
	return false
}

// shown is a value as a message may repeat it. Messages end in answers and perhaps in logs, so only what looks like a code is
// repeated; the path says where the rest stands.
func shown[T ~string](code T) string {
	switch s := string(code); {
	case s == "":
		return "“”"
	case codeLike.MatchString(s) && !identifies(s):
		return s
	default:
		return "…"
	}
}

var codeLike = regexp.MustCompile(`^[A-Za-z0-9._@-]{1,40}$`)
