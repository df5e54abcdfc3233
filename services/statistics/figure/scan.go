package figure

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
)

// A stored event may hold kilobytes of sealed boxes, and a figure needs a handful of short members. So the members of an object
// are found by walking over the bytes, without making anything of those that nobody asked for, and no further than to the last
// one that is needed. What is behind that one is not looked at, and what is passed over is not validated: whether a stored
// event is what was appended is a question for the hash chain, not for a figure.

var errNotObject = errors.New("not a JSON object")

// members calls visit with the name and the raw value of each member of an object, in order, until visit returns false.
func members(b []byte, visit func(name, value []byte) (more bool)) error {
	i := space(b, 0)
	if i == len(b) || b[i] != '{' {
		return errNotObject
	}
	if i = space(b, i+1); i < len(b) && b[i] == '}' {
		return nil
	}
	for {
		end, err := stringEnd(b, i)
		if err != nil {
			return err
		}
		name := b[i:end]
		if i = space(b, end); i == len(b) || b[i] != ':' {
			return fmt.Errorf("%w: no value at byte %d", errNotObject, i)
		}
		i = space(b, i+1)
		if end, err = valueEnd(b, i); err != nil {
			return err
		}
		plain, err := text(name)
		if err != nil {
			return err
		}
		if !visit(plain, b[i:end]) {
			return nil
		}
		i = space(b, end)
		switch {
		case i < len(b) && b[i] == ',':
			i = space(b, i+1)
		case i < len(b) && b[i] == '}':
			return nil
		default:
			return fmt.Errorf("%w: no end at byte %d", errNotObject, i)
		}
	}
}

// elements calls visit with the raw value of each element of an array.
func elements(b []byte, visit func(value []byte) error) error {
	i := space(b, 0)
	if i == len(b) || b[i] != '[' {
		return errors.New("not a JSON array")
	}
	if i = space(b, i+1); i < len(b) && b[i] == ']' {
		return nil
	}
	for {
		end, err := valueEnd(b, i)
		if err != nil {
			return err
		}
		if err := visit(b[i:end]); err != nil {
			return err
		}
		i = space(b, end)
		switch {
		case i < len(b) && b[i] == ',':
			i = space(b, i+1)
		case i < len(b) && b[i] == ']':
			return nil
		default:
			return fmt.Errorf("a JSON array without an end at byte %d", i)
		}
	}
}

// text is what a raw JSON string says.
func text(raw []byte) ([]byte, error) {
	if len(raw) < 2 || raw[0] != '"' {
		return nil, fmt.Errorf("%.20q is not a JSON string", raw)
	}
	if bytes.IndexByte(raw, '\\') < 0 {
		return raw[1 : len(raw)-1], nil
	}
	var s string
	if err := json.Unmarshal(raw, &s); err != nil {
		return nil, err
	}
	return []byte(s), nil
}

func space(b []byte, i int) int {
	for i < len(b) && (b[i] == ' ' || b[i] == '\n' || b[i] == '\t' || b[i] == '\r') {
		i++
	}
	return i
}

func stringEnd(b []byte, i int) (int, error) {
	if i >= len(b) || b[i] != '"' {
		return 0, fmt.Errorf("no JSON string at byte %d", i)
	}
	for j := i + 1; ; {
		n := bytes.IndexByte(b[j:], '"')
		if n < 0 {
			return 0, fmt.Errorf("a JSON string without an end at byte %d", i)
		}
		escape := bytes.IndexByte(b[j:j+n], '\\')
		if escape < 0 {
			return j + n + 1, nil
		}
		if j += escape + 2; j > len(b) { // the escaped byte may be the quotation mark
			return 0, fmt.Errorf("a JSON string without an end at byte %d", i)
		}
	}
}

func valueEnd(b []byte, i int) (int, error) {
	if i >= len(b) {
		return 0, fmt.Errorf("no JSON value at byte %d", i)
	}
	switch b[i] {
	case '"':
		return stringEnd(b, i)
	case '{', '[':
		return nestedEnd(b, i)
	}
	end := i
	for end < len(b) && bytes.IndexByte([]byte(" \n\t\r,:]}[{\""), b[end]) < 0 {
		end++
	}
	if end == i {
		return 0, fmt.Errorf("no JSON value at byte %d", i)
	}
	return end, nil
}

func nestedEnd(b []byte, i int) (int, error) {
	depth := 0
	for j := i; j < len(b); j++ {
		switch b[j] {
		case '"':
			end, err := stringEnd(b, j)
			if err != nil {
				return 0, err
			}
			j = end - 1
		case '{', '[':
			depth++
		case '}', ']':
			if depth--; depth == 0 {
				return j + 1, nil
			}
		}
	}
	return 0, fmt.Errorf("a JSON value without an end at byte %d", i)
}
