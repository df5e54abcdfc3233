package ledger

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"sort"
	"strings"

	"go.yaml.in/yaml/v3"

	"anjie.internal/services/intake/dispute"
	"anjie.internal/services/internal/codetable"
	"anjie.internal/services/internal/fault"
	"anjie.internal/services/mediation/proceeding"
)

// Mapping says how one ledger is to be read: which column is what, and which code each word of the ledger stands for.
type Mapping struct {
	// Version of this form; 1.
	Version int `yaml:"version"`
	// Sheet that holds the rows; it may be left out when there is one sheet.
	Sheet string `yaml:"sheet"`
	// Year of dates that are written without one.
	Year int `yaml:"year"`
	// Headings of the columns, by field.
	Headings map[string]string `yaml:"headings"`
	// Ignore lists headings of columns that are known and not imported.
	Ignore []string `yaml:"ignore"`
	// End lists what the first cell of the row begins with that ends the rows. Empty: they end with the sheet.
	End []string `yaml:"end"`
	// Separators part names, telephone numbers and days in one cell.
	Separators string `yaml:"separators"`
	// Blank lists what stands in cells that are meant to be empty.
	Blank []string `yaml:"blank"`
	// Bodies lists ends of names that are no persons.
	Bodies []string `yaml:"bodies"`
	// Default holds what is taken where a row says nothing.
	Default Defaults `yaml:"default"`
	// Codes translate the words of the ledger.
	Codes Codes `yaml:"codes"`
	// Totals say where the ledger states its own.
	Totals Places `yaml:"totals"`
}

// Defaults are taken where a row says nothing.
type Defaults struct {
	Unit     string `yaml:"unit"`
	Channel  string `yaml:"channel"`
	Category string `yaml:"category"`
	Mode     string `yaml:"mode"`
}

// Codes translate words to codes.
type Codes struct {
	Channel       map[string]string  `yaml:"channel"`
	Category      map[string]string  `yaml:"category"`
	Decision      map[string]string  `yaml:"decision"`
	RefusalReason map[string]string  `yaml:"refusal_reason"`
	RefusalRoute  map[string]string  `yaml:"refusal_route"`
	ToldRoute     map[string]string  `yaml:"told_route"`
	Department    map[string]string  `yaml:"department"`
	Mode          map[string]string  `yaml:"mode"`
	Result        map[string]Outcome `yaml:"result"`
	Performance   map[string]string  `yaml:"performance"`
}

// Outcome is the code of a result: one, or one for each form of the agreement. R34/G01 names the ground of a termination too.
type Outcome struct {
	Code   string
	ByForm map[string]string
}

// UnmarshalYAML takes a word, or words by form.
func (o *Outcome) UnmarshalYAML(n *yaml.Node) error {
	if n.Kind == yaml.ScalarNode {
		return n.Decode(&o.Code)
	}
	return n.Decode(&o.ByForm)
}

// Places are where a ledger states its totals. A value is found by its label, the number stands to the right of it; or by its cell,
// when what is given begins with "=": "=B5".
type Places struct {
	// Sheet that holds them. Empty, and in files without sheets, they stand below the end of the rows.
	Sheet string `yaml:"sheet"`
	// Figures are labels or cells, by the name of the figure.
	Figures map[string]string `yaml:"figures"`
	// Categories is the label at the head of the table of categories: below it stands a word for a category in each row, and its number.
	Categories string `yaml:"categories"`
}

// None reports whether the ledger states no totals.
func (p Places) None() bool { return len(p.Figures) == 0 && p.Categories == "" }

// The fields that a column can be.
const (
	fieldSerial         = "serial"
	fieldReceivedOn     = "received_on"
	fieldUnit           = "unit"
	fieldUnitName       = "unit_name"
	fieldChannel        = "channel"
	fieldReferrer       = "referrer"
	fieldReferrerNumber = "referrer_number"
	fieldReturnBy       = "return_by"
	fieldCategory       = "category"
	fieldTitle          = "title"
	fieldAroseOn        = "arose_on"
	fieldPlace          = "place"
	fieldApplicants     = "applicants"
	fieldApplicantPhone = "applicants_phone"
	fieldRespondents    = "respondents"
	fieldRespondPhone   = "respondents_phone"
	fieldOthers         = "others"
	fieldInvolved       = "involved"
	fieldAmount         = "amount"
	fieldNarrative      = "narrative"
	fieldDecision       = "decision"
	fieldRefusalReason  = "refusal_reason"
	fieldRoute          = "route"
	fieldLead           = "lead"
	fieldDepartment     = "department"
	fieldDispatchedOn   = "dispatched_on"
	fieldAcknowledgedOn = "acknowledged_on"
	fieldResult         = "result"
	fieldForm           = "form"
	fieldConcludedOn    = "concluded_on"
	fieldPerformance    = "performance"
	fieldMode           = "mode"
	fieldMediators      = "mediators"
	fieldSessions       = "sessions"
	fieldSessionCount   = "session_count"
	fieldEndedOn        = "ended_on"

	// earlier begins the fields of the proceeding before the main one.
	earlier = "earlier_"
)

// fields lists all of them; those that a ledger must have come first.
var fields = []string{
	fieldReceivedOn, fieldCategory, fieldTitle, fieldApplicants,
	fieldSerial, fieldUnit, fieldUnitName, fieldChannel, fieldReferrer, fieldReferrerNumber, fieldReturnBy, fieldAroseOn, fieldPlace,
	fieldApplicantPhone, fieldRespondents, fieldRespondPhone, fieldOthers, fieldInvolved, fieldAmount, fieldNarrative,
	fieldDecision, fieldRefusalReason, fieldRoute, fieldLead, fieldDepartment, fieldDispatchedOn, fieldAcknowledgedOn,
	fieldResult, fieldForm, fieldConcludedOn, fieldPerformance,
	fieldMode, fieldMediators, fieldSessions, fieldSessionCount,
	earlier + fieldMode, earlier + fieldMediators, earlier + fieldSessions, earlier + fieldResult, earlier + fieldForm, earlier + fieldEndedOn,
}

const neededFields = 4

// ReadMapping reads a mapping and checks it. What it does not know it refuses: a slip of the keyboard must not lose a column.
func ReadMapping(b []byte) (*Mapping, error) {
	m := &Mapping{
		Separators: "、，,；;/",
		Blank:      []string{"/", "无", "—", "－", "-", "——"},
		Bodies: []string{
			"公司", "厂", "店", "行", "部", "局", "院", "校", "所", "站", "中心", "委员会", "村委会", "居委会", "合作社", "协会", "商行", "饭店", "酒店", "政府", "办事处", "集团", "银行",
			"社", "学", "园",
		},
	}
	d := yaml.NewDecoder(bytes.NewReader(b))
	d.KnownFields(true)
	if err := d.Decode(m); err != nil {
		return nil, wrong("%v", err)
	}
	if err := d.Decode(&struct{}{}); !errors.Is(err, io.EOF) {
		return nil, wrong("there is a second document")
	}
	m.fold()
	if err := m.check(); err != nil {
		return nil, err
	}
	return m, nil
}

// fold writes words as they are looked up.
func (m *Mapping) fold() {
	c := &m.Codes
	for _, words := range []*map[string]string{
		&c.Channel, &c.Category, &c.Decision, &c.RefusalReason, &c.RefusalRoute, &c.ToldRoute, &c.Department, &c.Mode, &c.Performance,
	} {
		*words = folded(*words)
	}
	c.Result = folded(c.Result)
	for word, o := range c.Result {
		o.ByForm = folded(o.ByForm)
		c.Result[word] = o
	}
}

func folded[V any](words map[string]V) map[string]V {
	if words == nil {
		return nil
	}
	out := make(map[string]V, len(words))
	for word, v := range words {
		out[plain(word)] = v
	}
	return out
}

// ErrMapping refuses a mapping; its cause says why.
var ErrMapping = fault.New(fault.Invalid, "mapping-invalid", "对照表有误。", "The mapping is wrong.")

func wrong(format string, args ...any) error {
	why := strings.TrimPrefix(fmt.Sprintf(format, args...), "yaml: ")
	return fault.New(fault.Invalid, "mapping-invalid", "对照表有误："+why, "The mapping is wrong: "+why)
}

func (m *Mapping) check() error {
	if m.Version != 1 {
		return wrong("version: 1 is the only one")
	}
	seen := map[string]string{}
	for _, f := range sorted(m.Headings) {
		h := m.Headings[f]
		switch {
		case !slices.Contains(fields, f):
			return wrong("headings: there is no field %s; fields are %s", f, strings.Join(fields, ", "))
		case h == "":
			return wrong("headings: %s is empty", f)
		case seen[h] != "":
			return wrong("headings: %s is both %s and %s", h, seen[h], f)
		}
		seen[h] = f
	}
	for _, f := range fields[:neededFields] {
		if m.Headings[f] == "" && (f != fieldCategory || m.Default.Category == "") {
			return wrong("headings: %s is needed", f)
		}
	}
	if m.Headings[fieldUnit] == "" && m.Headings[fieldUnitName] == "" && m.Default.Unit == "" {
		return wrong("headings: unit or unit_name is needed, or default.unit")
	}
	if m.Headings[fieldChannel] == "" && m.Default.Channel == "" {
		return wrong("headings: channel is needed, or default.channel")
	}
	return m.checkCodes()
}

func (m *Mapping) checkCodes() error {
	for _, c := range []struct {
		name  string
		words map[string]string
		table codetable.Table
	}{
		{"channel", m.Codes.Channel, dispute.Channels()},
		{"category", m.Codes.Category, dispute.Categories()},
		{"refusal_reason", m.Codes.RefusalReason, dispute.RefusalReasons()},
		{"refusal_route", m.Codes.RefusalRoute, dispute.Routes()},
		{"performance", m.Codes.Performance, dispute.Performances()},
		{"told_route", m.Codes.ToldRoute, proceeding.Routes()},
		{"mode", m.Codes.Mode, modes()},
		{"default.mode", map[string]string{"default": m.Default.Mode}, modes()},
		{"default.category", map[string]string{"default": m.Default.Category}, dispute.Categories()},
		{"default.channel", map[string]string{"default": m.Default.Channel}, dispute.Channels()},
	} {
		for _, word := range sorted(c.words) {
			if code := c.words[word]; !c.table.Has(code) && (code != "" || word != "default") {
				return wrong("%s: there is no code %s (%s)", c.name, code, word)
			}
		}
	}
	for _, word := range sorted(m.Codes.Decision) {
		if d := m.Codes.Decision[word]; d != accepted && d != refused {
			return wrong("decision: %s is neither %s nor %s (%s)", d, accepted, refused, word)
		}
	}
	for _, word := range sorted(m.Codes.Department) {
		if d := m.Codes.Department[word]; !departmentCode.MatchString(d) {
			return wrong("department: %q is no code of a department (%s)", d, word)
		}
	}
	for _, word := range sorted(m.Codes.Result) {
		o := m.Codes.Result[word]
		if o.ByForm == nil {
			o.ByForm = map[string]string{"": o.Code}
		}
		for _, form := range sorted(o.ByForm) {
			if err := checkOutcome(o.ByForm[form]); err != nil {
				return wrong("result: %v (%s)", err, strings.TrimSpace(word+" "+form))
			}
		}
	}
	for _, f := range sorted(m.Totals.Figures) {
		if !slices.Contains(Figures(), f) {
			return wrong("totals: there is no figure %s; figures are %s", f, strings.Join(Figures(), ", "))
		}
	}
	return nil
}

var departmentCode = regexp.MustCompile(`^[a-z][a-z0-9-]{0,31}$`)

// checkOutcome takes what a row of a ledger can end with.
func checkOutcome(code string) error {
	if code == stillOpen {
		return nil
	}
	code, ground, grounded := strings.Cut(code, "/")
	switch dispute.ClassOf(code) {
	case dispute.Success, dispute.Partial, dispute.Failure, dispute.Neither, dispute.Transferred, dispute.NotAccepted:
	case dispute.NoClass, dispute.Joined, dispute.Answered:
		return fmt.Errorf("%q is no outcome of a dispute", code)
	}
	if grounded != (code == proceeding.Terminated) || grounded && !proceeding.Grounds().Has(ground) {
		return fmt.Errorf("%s: R34 has its ground behind it, R34/G01, and no other outcome has", code)
	}
	return nil
}

func modes() codetable.Table {
	var t codetable.Table
	for _, m := range proceeding.Modes() {
		t = append(t, m.Entry)
	}
	return t
}

// What is decided about a registration.
const (
	accepted = "accept"
	refused  = "refuse"
)

func sorted[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	return keys
}
