package intake

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Blinder makes the tokens of the blind index: keyed digests, of which nobody without the vault can make one or try guesses.
type Blinder interface {
	// Tokens returns a token of each text. Equal texts have equal tokens within a purpose and unrelated ones across purposes.
	Tokens(purpose string, texts []string) []int64
}

// The purposes of tokens. They separate what must not be joined: a name in a narrative has other tokens than the same name of
// a party. They are part of every token and never change.
const (
	purposeText   = "index-text"   // pairs of characters and single ones, of texts
	purposeName   = "index-name"   // the same of names of parties
	purposePerson = "index-person" // whole names of parties
	purposePhone  = "index-phone"
	purposeID     = "index-id"
)

// normal is the form in which texts are compared: compatibility forms are undone (full-width digits and letters, ligatures), so
// are case, white space and what cannot be seen, variation selectors among it. 𠮷 and 吉 stay different: they are different names.
func normal(s string) string {
	s = norm.NFKC.String(strings.Map(visible, s))
	return strings.ToLower(strings.Map(visible, s))
}

// visible drops what people do not see, white space included: names are padded with it in ledgers.
func visible(r rune) rune {
	if unicode.IsSpace(r) || unicode.IsControl(r) || unicode.In(r, unicode.Cf, unicode.Variation_Selector) {
		return -1
	}
	return r
}

// normalPhone is a phone number without its punctuation, country code and padding; empty when no number is left.
func normalPhone(s string) string {
	digits := strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, norm.NFKC.String(s))
	for _, code := range [...]string{"0086", "86"} {
		if rest, ok := strings.CutPrefix(digits, code); ok && len(rest) == mobileDigits && rest[0] == '1' {
			return rest
		}
	}
	return digits
}

const mobileDigits = 11

// normalID is a citizen number or credit code without its punctuation.
func normalID(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToUpper(r)
		}
		return -1
	}, norm.NFKC.String(s))
}

// The fewest characters of a phone or id number that are looked for: below, a number is a guess.
const minNumber = 5

// pairs returns the pairs of neighbouring characters of a normal text.
func pairs(s string) []string {
	out := make([]string, 0, utf8.RuneCountInString(s))
	last := -1
	for i, r := range s {
		if last >= 0 {
			out = append(out, s[last:i+utf8.RuneLen(r)])
		}
		last = i
	}
	return out
}

// characters returns the characters of a normal text.
func characters(s string) []string {
	out := make([]string, 0, utf8.RuneCountInString(s))
	for i, r := range s {
		out = append(out, s[i:i+utf8.RuneLen(r)])
	}
	return out
}

// blind makes tokens.
type blind struct{ Blinder }

// set returns the tokens of texts as a set: sorted, so that their order tells nothing of the text, and never nil.
func (b blind) set(purpose string, texts ...[]string) []int64 {
	out := []int64{}
	for _, t := range texts {
		out = append(out, b.Tokens(purpose, t)...)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// one returns the token of a whole value, nil of an empty one.
func (b blind) one(purpose, value string) *int64 {
	if value == "" {
		return nil
	}
	return &b.Tokens(purpose, []string{value})[0]
}

// person is what the index holds of a party.
type person struct {
	name, address        []int64 // pairs and characters
	whole, phone, number *int64  // of the whole name, the phone and the id number; nil where there is none
}

// person blinds the particulars of a party.
func (b blind) person(name, phone, number, address string) person {
	name, address = normal(name), normal(address)
	return person{
		name:    b.set(purposeName, pairs(name), characters(name)),
		address: b.set(purposeText, pairs(address), characters(address)),
		whole:   b.one(purposePerson, name),
		phone:   b.one(purposePhone, longEnough(normalPhone(phone))),
		number:  b.one(purposeID, longEnough(normalID(number))),
	}
}

func longEnough(s string) string {
	if len(s) < minNumber {
		return ""
	}
	return s
}
