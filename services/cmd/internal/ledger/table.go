package ledger

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/simplifiedchinese"

	"anjie.internal/services/internal/fault"
)

// The refusals of a file.
var (
	ErrNotALedger = fault.New(fault.Invalid, "ledger-file",
		"无法读取：文件既不是 .xlsx，也不是 .csv，或者已损坏。", "The file cannot be read: it is neither .xlsx nor .csv, or it is damaged.")
	ErrEncoding = fault.New(fault.Invalid, "ledger-encoding",
		"无法识别 .csv 文件的编码，请存为 UTF-8 或 GB18030。", "The encoding of the .csv file is neither UTF-8 nor GB18030.")
	ErrTooLarge = fault.New(fault.Invalid, "ledger-too-large",
		"文件过大（256 MiB 以内）。", "The file is too large; at most 256 MiB.")
)

const (
	// MaxFile bounds a ledger, in bytes.
	MaxFile = 256 << 20
	// maxUnzipped bounds what a spreadsheet may unfold to, so that a small file cannot fill the memory.
	maxUnzipped = 2 << 30
)

// Book is a ledger file.
type Book struct {
	// SHA256 of the file, hexadecimal.
	SHA256 string

	xlsx *excelize.File
	csv  [][]string
}

// csvSheet is what the one sheet of a file without sheets is called.
const csvSheet = "CSV"

// Open takes a ledger as it lies in a file.
func Open(content []byte) (*Book, error) {
	if len(content) > MaxFile {
		return nil, ErrTooLarge
	}
	b := &Book{SHA256: SHA256(content)}
	if bytes.HasPrefix(content, []byte("PK\x03\x04")) {
		f, err := excelize.OpenReader(bytes.NewReader(content), excelize.Options{RawCellValue: true, UnzipSizeLimit: maxUnzipped})
		if err != nil {
			return nil, ErrNotALedger.Because(err)
		}
		b.xlsx = f
		return b, nil
	}
	text, err := decode(content)
	if err != nil {
		return nil, err
	}
	r := csv.NewReader(strings.NewReader(text))
	r.FieldsPerRecord = -1
	if b.csv, err = r.ReadAll(); err != nil {
		return nil, ErrNotALedger.Because(err)
	}
	return b, nil
}

// SHA256 is the hash of a file, hexadecimal.
func SHA256(content []byte) string {
	sum := sha256.Sum256(content)
	return hex.EncodeToString(sum[:])
}

// decode finds the encoding out: UTF-8 where everything is, and GB18030 otherwise, if everything is that.
func decode(content []byte) (string, error) {
	if bytes.IndexByte(content, 0) >= 0 {
		return "", ErrNotALedger
	}
	if utf8.Valid(content) {
		return strings.TrimPrefix(string(content), "\ufeff"), nil
	}
	out, err := simplifiedchinese.GB18030.NewDecoder().Bytes(content)
	if err != nil || bytes.ContainsRune(out, utf8.RuneError) {
		return "", ErrEncoding.Because(err)
	}
	return string(out), nil
}

// Close lets go of temporary files.
func (b *Book) Close() error {
	if b.xlsx != nil {
		return b.xlsx.Close()
	}
	return nil
}

// Sheets are the names of the sheets in order.
func (b *Book) Sheets() []string {
	if b.xlsx != nil {
		return b.xlsx.GetSheetList()
	}
	return []string{csvSheet}
}

// hasSheets tells spreadsheets from files of one table.
func (b *Book) hasSheets() bool { return b.xlsx != nil }

// find returns a sheet by its name, counted from 1; without a name the only one.
func (b *Book) find(name string) (sheet string, number int, ok bool) {
	sheets := b.Sheets()
	if !b.hasSheets() || name == "" && len(sheets) == 1 {
		return sheets[0], 1, true
	}
	i := slices.Index(sheets, name)
	return name, i + 1, i >= 0
}

var errStop = errors.New("stop")

// rows hands out the rows of a sheet in order, with their numbers from 1. Empty rows in between are handed out too.
func (b *Book) rows(sheet string, do func(n int, cells []string) error) error {
	if b.xlsx == nil {
		for i, record := range b.csv {
			if err := do(i+1, record); err != nil {
				return stopped(err)
			}
		}
		return nil
	}
	rows, err := b.xlsx.Rows(sheet)
	if err != nil {
		return fmt.Errorf("open sheet: %w", err)
	}
	return ahead(rows, do)
}

// ahead reads rows while those before them are looked at: unpacking a spreadsheet takes longer than understanding it.
func ahead(rows *excelize.Rows, do func(n int, cells []string) error) error {
	const batch = 256
	var failed error
	batches, stop := make(chan [][]string, 4), make(chan struct{})
	go func() {
		defer close(batches)
		var next [][]string
		send := func() bool {
			select {
			case batches <- next:
				next = nil
				return true
			case <-stop:
				return false
			}
		}
		for n := 1; rows.Next(); n++ {
			cells, err := rows.Columns()
			if err != nil {
				failed = ErrNotALedger.Because(fmt.Errorf("row %d: %w", n, err))
				break
			}
			if next = append(next, cells); len(next) == batch && !send() {
				break
			}
		}
		if len(next) > 0 {
			send()
		}
		if err := rows.Close(); failed == nil && err != nil {
			failed = ErrNotALedger.Because(err)
		}
	}()
	n := 0
	var refused error
	for read := range batches {
		for _, cells := range read {
			if n++; refused == nil {
				if refused = do(n, cells); refused != nil {
					close(stop)
				}
			}
		}
	}
	return cmp.Or(stopped(refused), failed)
}

func stopped(err error) error {
	if errors.Is(err, errStop) || errors.Is(err, io.EOF) {
		return nil
	}
	return err
}
