package main

import (
	"bytes"
	"encoding/csv"
	"slices"

	"golang.org/x/text/encoding/simplifiedchinese"
)

// csvFile is the ledger in comma-separated values, with the totals below the rows.
func csvFile(rows [][]cell, t totals, gb18030 bool) ([]byte, error) {
	var b bytes.Buffer
	if !gb18030 {
		b.WriteString("\ufeff") // or the usual spreadsheet programs take it for GB18030
	}
	w := csv.NewWriter(&b)
	w.UseCRLF = true
	rows = append(slices.Clip(rows), []cell{text("合计")})
	for _, row := range append(rows, t.summary()...) {
		record := make([]string, len(columns))
		for i, c := range row {
			record[i] = c.String()
		}
		if err := w.Write(record); err != nil {
			return nil, err
		}
	}
	if w.Flush(); w.Error() != nil {
		return nil, w.Error()
	}
	if !gb18030 {
		return b.Bytes(), nil
	}
	return simplifiedchinese.GB18030.NewEncoder().Bytes(b.Bytes())
}
