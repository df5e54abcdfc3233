package docx_test

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"anjie.internal/services/internal/docx"
	"anjie.internal/services/internal/docx/docxtest"
)

// everything is a document with one of each.
func everything(t testing.TB) []byte {
	d := docx.New("人民调解协议书 & 附件")
	d.Title("人民调解协议书")
	d.Number(docx.Say("编号："), docx.From("number", "2026-1"))
	d.Heading("一、当事人")
	d.Pairs(
		docx.Pair{Name: "申请人", Value: []docx.Text{docx.From("parties[0].name", "王𠮷祥")}},
		docx.Pair{Name: "经过", Value: []docx.Text{docx.From("matter", "第一行\n第二行")}},
		docx.Pair{Name: "其他"},
	)
	d.Plain(docx.Say("某某单位："))
	d.Paragraph(docx.Say("双方"), docx.From("terms", "各让一步。\n不再追究。"))
	d.Grid([]string{"序号", "内容", "金额"}, []int{1, 5, 2},
		[][]docx.Text{{docx.Say("1")}, {docx.From("what", "修墙")}, {docx.Say("3000.00元")}},
		[][]docx.Text{{docx.Say("2")}, {docx.From("what", "道歉")}, {docx.Say("")}},
	)
	d.Sign(docx.From("parties[0].name", "王𠮷祥"), docx.Say("："))
	d.Right(docx.Say("2026年9月7日"))
	d.Note(docx.Say("附注"))
	b, err := d.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestADocumentHoldsWhatWasWritten(t *testing.T) {
	t.Parallel()
	got, err := docxtest.Text(everything(t))
	if err != nil {
		t.Fatal(err)
	}
	want := `人民调解协议书
编号：2026-1
一、当事人
申请人 | 王𠮷祥
经过 | 第一行 / 第二行
其他 |` + " " + `

某某单位：
双方各让一步。
不再追究。

序号 | 内容 | 金额
1 | 修墙 | 3000.00元
2 | 道歉 |` + " " + `

王𠮷祥：		　　　年　　月　　日
2026年9月7日
附注
`
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestTheSameContentGivesTheSameBytes(t *testing.T) {
	t.Parallel()
	if !bytes.Equal(everything(t), everything(t)) {
		t.Error("two documents of the same content differ")
	}
}

// TestThePackageIsWhole: every part is XML, is listed, and says nothing of a time or a person.
func TestThePackageIsWhole(t *testing.T) {
	t.Parallel()
	b := everything(t)
	zr, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	types, err := docxtest.Part(b, "[Content_Types].xml")
	if err != nil {
		t.Fatal(err)
	}
	if zr.File[0].Name != "[Content_Types].xml" {
		t.Errorf("the package begins with %s", zr.File[0].Name)
	}
	for _, f := range zr.File {
		if y, m, d := f.Modified.UTC().Date(); y != 1980 || m != 1 || d != 1 {
			t.Errorf("%s is of %d-%d-%d", f.Name, y, m, d)
		}
		part, err := docxtest.Part(b, f.Name)
		if err != nil {
			t.Fatal(err)
		}
		for dec := xml.NewDecoder(bytes.NewReader(part)); ; {
			if _, err := dec.Token(); errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				t.Fatalf("%s: %v", f.Name, err)
			}
		}
		if strings.HasSuffix(f.Name, ".xml") && f.Name != "[Content_Types].xml" && !bytes.Contains(types, []byte(`"/`+f.Name+`"`)) {
			t.Errorf("%s is not listed", f.Name)
		}
		for _, word := range []string{"created", "modified", "creator", "lastModifiedBy", "Theme="} {
			if bytes.Contains(part, []byte(word)) {
				t.Errorf("%s says %s", f.Name, word)
			}
		}
	}
	if core, _ := docxtest.Part(b, "docProps/core.xml"); !bytes.Contains(core, []byte("人民调解协议书 &amp; 附件")) {
		t.Errorf("properties: %s", core)
	}
}
