// Package docxtest reads documents for tests: every character that stands in them, and nothing of how they look.
package docxtest

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
)

// Text is the text of a document for people: a line for each paragraph, and one for each row of a table, its cells between " | ".
func Text(file []byte) (string, error) {
	body, err := Part(file, "word/document.xml")
	if err != nil {
		return "", err
	}
	r := &reader{dec: xml.NewDecoder(bytes.NewReader(body))}
	if err := r.read(); err != nil {
		return "", fmt.Errorf("read word/document.xml: %w", err)
	}
	return r.out.String(), nil
}

// Part is one part of the package.
func Part(file []byte, name string) ([]byte, error) {
	zr, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		return nil, err
	}
	f, err := zr.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close() //nolint:errcheck // it was read to its end
	return io.ReadAll(f)
}

// reader walks over the body.
type reader struct {
	dec    *xml.Decoder
	out    strings.Builder
	cells  []string // of the row
	cell   []string // paragraphs of the cell
	inCell bool
	para   strings.Builder
	inText bool
}

func (r *reader) read() error {
	for {
		tok, err := r.dec.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		switch t := tok.(type) {
		case xml.StartElement:
			r.begin(t)
		case xml.EndElement:
			r.end(t)
		case xml.CharData:
			if r.inText {
				r.para.Write(t)
			}
		}
	}
}

func (r *reader) begin(t xml.StartElement) {
	switch t.Name.Local {
	case "tr":
		r.cells = nil
	case "tc":
		r.cell, r.inCell = nil, true
	case "p":
		r.para.Reset()
	case "t":
		r.inText = true
	case "tab":
		if len(t.Attr) == 0 { // not a tab stop
			r.para.WriteByte('\t')
		}
	}
}

func (r *reader) end(t xml.EndElement) {
	switch t.Name.Local {
	case "t":
		r.inText = false
	case "p":
		if r.inCell {
			r.cell = append(r.cell, r.para.String())
		} else {
			r.out.WriteString(r.para.String() + "\n")
		}
	case "tc":
		r.cells, r.inCell = append(r.cells, strings.Join(r.cell, " / ")), false
	case "tr":
		r.out.WriteString(strings.Join(r.cells, " | ") + "\n")
	}
}
