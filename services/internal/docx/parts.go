package docx

import (
	"bytes"
	"encoding/xml"
	"strings"
)

// textWidth is what the margins leave of a line, in twentieths of a point: 156 mm, as GB/T 9704 has it.
const textWidth = 8844

const (
	head    = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"
	wordML  = `xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"`
	rels    = `http://schemas.openxmlformats.org/officeDocument/2006/relationships`
	pkgRels = `http://schemas.openxmlformats.org/package/2006/relationships`
	wordCT  = `application/vnd.openxmlformats-officedocument.wordprocessingml.`

	documentBegin = head + `<w:document ` + wordML + ` xmlns:r="` + rels + `"><w:body>`
	// A4 with the margins of GB/T 9704: top 37 mm, left 28 mm, right 26 mm, bottom 35 mm.
	documentEnd = `<w:sectPr><w:footerReference w:type="default" r:id="rId4"/><w:pgSz w:w="11906" w:h="16838"/>` +
		`<w:pgMar w:top="2098" w:right="1474" w:bottom="1984" w:left="1588" w:header="851" w:footer="1134" w:gutter="0"/></w:sectPr>` +
		`</w:body></w:document>`
)

// parts are the files around the body, the list of contents first.
func parts(name string) []part {
	var escaped bytes.Buffer
	_ = xml.EscapeText(&escaped, []byte(name)) // a buffer takes everything
	core := head + `<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" ` +
		`xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>` + escaped.String() + `</dc:title><dc:language>zh-CN</dc:language></cp:coreProperties>`
	return []part{
		{"[Content_Types].xml", []byte(contentTypes)},
		{"_rels/.rels", []byte(packageRels)},
		{"docProps/core.xml", []byte(core)},
		{"word/_rels/document.xml.rels", []byte(documentRels)},
		{"word/fontTable.xml", []byte(fontTable())},
		{"word/footer1.xml", []byte(footer)},
		{"word/settings.xml", []byte(settings)},
		{"word/styles.xml", []byte(styles())},
	}
}

const contentTypes = head + `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">` +
	`<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
	`<Default Extension="xml" ContentType="application/xml"/>` +
	`<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>` +
	`<Override PartName="/word/document.xml" ContentType="` + wordCT + `document.main+xml"/>` +
	`<Override PartName="/word/fontTable.xml" ContentType="` + wordCT + `fontTable+xml"/>` +
	`<Override PartName="/word/footer1.xml" ContentType="` + wordCT + `footer+xml"/>` +
	`<Override PartName="/word/settings.xml" ContentType="` + wordCT + `settings+xml"/>` +
	`<Override PartName="/word/styles.xml" ContentType="` + wordCT + `styles+xml"/></Types>`

const packageRels = head + `<Relationships xmlns="` + pkgRels + `">` +
	`<Relationship Id="rId1" Type="` + rels + `/officeDocument" Target="word/document.xml"/>` +
	`<Relationship Id="rId2" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties" Target="docProps/core.xml"/></Relationships>`

const documentRels = head + `<Relationships xmlns="` + pkgRels + `">` +
	`<Relationship Id="rId1" Type="` + rels + `/styles" Target="styles.xml"/>` +
	`<Relationship Id="rId2" Type="` + rels + `/settings" Target="settings.xml"/>` +
	`<Relationship Id="rId3" Type="` + rels + `/fontTable" Target="fontTable.xml"/>` +
	`<Relationship Id="rId4" Type="` + rels + `/footer" Target="footer1.xml"/></Relationships>`

const settings = head + `<w:settings ` + wordML + `><w:defaultTabStop w:val="420"/><w:characterSpacingControl w:val="compressPunctuation"/>` +
	`<w:compat><w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>` +
	`<w:themeFontLang w:val="en-US" w:eastAsia="zh-CN"/></w:settings>`

const footer = head + `<w:ftr ` + wordML + `><w:p><w:pPr><w:pStyle w:val="Footer"/></w:pPr><w:r><w:t xml:space="preserve">— </w:t></w:r>` +
	`<w:fldSimple w:instr=" PAGE "><w:r><w:t>1</w:t></w:r></w:fldSimple><w:r><w:t xml:space="preserve"> —</w:t></w:r></w:p></w:ftr>`

// fontTable names what stands in for a font that is not there, and says that all of them are Chinese.
func fontTable() string {
	var b strings.Builder
	b.WriteString(head + `<w:fonts ` + wordML + `>`)
	for _, f := range [][]string{
		{fangSong, "FangSong", "仿宋_GB2312", "FangSong_GB2312", "华文仿宋", "STFangsong", "Noto Serif CJK SC"},
		{heiTi, "SimHei", "华文黑体", "STHeiti", "Noto Sans CJK SC"},
		{title, "方正小标宋_GBK", "FZXiaoBiaoSong-B05S", "宋体", "SimSun", "Noto Serif CJK SC"},
		{songTi, "SimSun", "宋体-18030", "SimSun-18030", "方正书宋_GBK", "Noto Serif CJK SC"},
		{extB, "宋体-方正超大字符集", "MingLiU-ExtB", "HanaMinB", "TH-Tshyn-P2", "Noto Serif CJK SC"},
		{extG, "TH-Tshyn-P16", "Plangothic P2", "Noto Serif CJK SC"},
	} {
		b.WriteString(`<w:font w:name="` + f[0] + `"><w:altName w:val="` + strings.Join(f[1:], ",") + `"/><w:charset w:val="86"/></w:font>`)
	}
	b.WriteString(`</w:fonts>`)
	return b.String()
}

// styles are all that paragraphs and tables look like. Sizes are half points: 44 二号, 32 三号, 28 四号, 24 小四.
func styles() string {
	var b strings.Builder
	b.WriteString(head + `<w:styles ` + wordML + `><w:docDefaults><w:rPrDefault><w:rPr>` + font(fangSong) +
		`<w:sz w:val="32"/><w:szCs w:val="32"/><w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/></w:rPr></w:rPrDefault>` +
		`<w:pPrDefault/></w:docDefaults>`)
	const exactly = `<w:spacing w:line="560" w:lineRule="exact"/>` // 28 points, as GB/T 9704 has it
	style(&b, "Normal", "Normal", exactly+`<w:jc w:val="both"/>`, "")
	style(&b, "Title", "Title", `<w:keepNext/><w:spacing w:before="120" w:after="240"/><w:jc w:val="center"/>`, font(title)+`<w:sz w:val="44"/><w:szCs w:val="44"/>`)
	style(&b, "Number", "Document Number", `<w:spacing w:after="120"/><w:jc w:val="right"/>`, `<w:sz w:val="24"/><w:szCs w:val="24"/>`)
	style(&b, "Heading1", "heading 1", `<w:keepNext/>`+exactly+`<w:ind w:firstLineChars="200" w:firstLine="640"/><w:outlineLvl w:val="0"/>`, font(heiTi))
	style(&b, "Body", "Body Text First Indent", exactly+`<w:ind w:firstLineChars="200" w:firstLine="640"/><w:jc w:val="both"/>`, "")
	style(&b, "Plain", "Lead", `<w:keepNext/>`+exactly+`<w:jc w:val="both"/>`, "")
	style(&b, "Right", "Issuer", `<w:keepNext/><w:keepLines/>`+exactly+`<w:ind w:rightChars="200" w:right="640"/><w:jc w:val="right"/>`, "")
	style(&b, "Note", "Note", `<w:spacing w:line="400" w:lineRule="exact"/><w:jc w:val="both"/>`, `<w:sz w:val="24"/><w:szCs w:val="24"/>`)
	style(&b, "Sign", "Signature Line", `<w:keepNext/><w:keepLines/><w:tabs><w:tab w:val="left" w:pos="3000"/><w:tab w:val="left" w:pos="6000" w:leader="underscore"/></w:tabs>`+
		`<w:spacing w:before="120" w:line="560" w:lineRule="exact"/>`, `<w:sz w:val="28"/><w:szCs w:val="28"/>`)
	style(&b, "Cell", "Cell", `<w:spacing w:line="400" w:lineRule="exact"/>`, `<w:sz w:val="28"/><w:szCs w:val="28"/>`)
	style(&b, "CellName", "Cell Name", `<w:spacing w:line="400" w:lineRule="exact"/><w:jc w:val="center"/>`, font(heiTi)+`<w:sz w:val="28"/><w:szCs w:val="28"/>`)
	style(&b, "GridCell", "Grid Cell", `<w:spacing w:line="360" w:lineRule="exact"/>`, `<w:sz w:val="24"/><w:szCs w:val="24"/>`)
	style(&b, "GridHead", "Grid Head", `<w:spacing w:line="360" w:lineRule="exact"/><w:jc w:val="center"/>`, font(heiTi)+`<w:sz w:val="24"/><w:szCs w:val="24"/>`)
	style(&b, "Gap", "Gap", `<w:spacing w:line="120" w:lineRule="exact"/>`, `<w:sz w:val="8"/><w:szCs w:val="8"/>`)
	style(&b, "Footer", "footer", `<w:jc w:val="center"/>`, font(songTi)+`<w:sz w:val="28"/><w:szCs w:val="28"/>`)
	b.WriteString(`<w:style w:type="table" w:styleId="Grid"><w:name w:val="Table Grid"/><w:tblPr><w:tblBorders>`)
	for _, side := range []string{"top", "left", "bottom", "right", "insideH", "insideV"} {
		b.WriteString(`<w:` + side + ` w:val="single" w:sz="4" w:space="0" w:color="auto"/>`)
	}
	b.WriteString(`</w:tblBorders><w:tblCellMar><w:top w:w="60" w:type="dxa"/><w:left w:w="100" w:type="dxa"/>` +
		`<w:bottom w:w="60" w:type="dxa"/><w:right w:w="100" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style></w:styles>`)
	return b.String()
}

func style(b *strings.Builder, id, name, paragraph, run string) {
	normal := ""
	if id == "Normal" {
		normal = ` w:default="1"`
	}
	b.WriteString(`<w:style w:type="paragraph"` + normal + ` w:styleId="` + id + `"><w:name w:val="` + name + `"/><w:qFormat/>` +
		`<w:pPr>` + paragraph + `</w:pPr><w:rPr>` + run + `</w:rPr></w:style>`)
}

func font(eastAsia string) string {
	return `<w:rFonts w:ascii="` + latin + `" w:eastAsia="` + eastAsia + `" w:hAnsi="` + latin + `" w:cs="` + latin + `"/>`
}
