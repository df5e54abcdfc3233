package main

import (
	"archive/zip"
	"bytes"
	"fmt"
	"slices"
	"strings"

	"github.com/xuri/excelize/v2"
)

// xlsxFile is the ledger as a spreadsheet: a title, the head and the rows on 台账, the totals on 汇总.
func xlsxFile(rows [][]cell, t totals, year int) (content []byte, err error) {
	x := excelize.NewFile()
	defer func() {
		if e := x.Close(); err == nil {
			err = e
		}
	}()
	// The file says when it was written: always the same, so that the same year gives the same bytes.
	stamp := fmt.Sprintf("%d-01-04T09:00:00Z", year+1)
	if err := x.SetDocProps(&excelize.DocProperties{Creator: "ledgergen", LastModifiedBy: "ledgergen", Created: stamp, Modified: stamp, Title: "矛盾纠纷调处台账"}); err != nil {
		return nil, err
	}
	if err := x.SetSheetName("Sheet1", "台账"); err != nil {
		return nil, err
	}
	if _, err := x.NewSheet("汇总"); err != nil {
		return nil, err
	}
	s := sheetWriter{}
	if s.days, err = x.NewStyle(&excelize.Style{CustomNumFmt: new("yyyy\\-m\\-d")}); err != nil {
		return nil, err
	}
	if s.bold, err = x.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}, Alignment: &excelize.Alignment{Horizontal: "center", WrapText: true}}); err != nil {
		return nil, err
	}
	title := []cell{text(fmt.Sprintf("%d年度矛盾纠纷调处台账", year))}
	ledger := append([][]cell{title}, rows...)
	ledger = append(ledger, []cell{text("合计"), text(fmt.Sprintf("%d件", t.received))}, []cell{text("填表人：ledgergen")})
	if err := s.write(x, "台账", ledger, 2); err != nil {
		return nil, err
	}
	if err := s.write(x, "汇总", append([][]cell{{text(fmt.Sprintf("%d年度矛盾纠纷调处情况汇总", year))}}, t.summary()...), 1); err != nil {
		return nil, err
	}
	b, err := x.WriteToBuffer()
	if err != nil {
		return nil, err
	}
	return arranged(b.Bytes())
}

// arranged puts the parts of the file into one order: the library writes sheets in any.
func arranged(content []byte) ([]byte, error) {
	r, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		return nil, err
	}
	slices.SortFunc(r.File, func(a, b *zip.File) int { return strings.Compare(a.Name, b.Name) })
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, f := range r.File {
		if err := w.Copy(f); err != nil {
			return nil, err
		}
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

// sheetWriter writes sheets in its styles.
type sheetWriter struct{ days, bold int }

// write streams rows to a sheet. So many of them are head.
func (s sheetWriter) write(x *excelize.File, sheet string, rows [][]cell, head int) error {
	w, err := x.NewStreamWriter(sheet)
	if err != nil {
		return err
	}
	for i, c := range columns {
		if sheet == "台账" {
			if err := w.SetColWidth(i+1, i+1, c.width); err != nil {
				return err
			}
		}
	}
	if err := w.SetPanes(&excelize.Panes{Freeze: true, YSplit: head, TopLeftCell: fmt.Sprintf("A%d", head+1), ActivePane: "bottomLeft"}); err != nil {
		return err
	}
	for i, row := range rows {
		values := make([]any, len(row))
		for j, c := range row {
			values[j] = s.value(c, i < head)
		}
		if err := w.SetRow(fmt.Sprintf("A%d", i+1), values); err != nil {
			return err
		}
	}
	return w.Flush()
}

func (s sheetWriter) value(c cell, head bool) any {
	switch c.kind {
	case texts:
		if head {
			return excelize.Cell{StyleID: s.bold, Value: c.text}
		}
		return c.text
	case numbers:
		return c.number
	case dates:
		return excelize.Cell{StyleID: s.days, Value: c.day.time()}
	case blank:
	}
	return nil
}
