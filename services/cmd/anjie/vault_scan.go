package main

import (
	"context"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"unicode"

	"github.com/spf13/cobra"
	"golang.org/x/sync/errgroup"

	"anjie.internal/services/cmd/internal/leak"
	"anjie.internal/services/cmd/internal/say"
	"anjie.internal/services/internal/fault"
	"anjie.internal/services/internal/pg/pglocal"
)

// What is said of looking for personal data outside of the boxes.
var (
	helpScan     = text{"在停止后的数据文件夹中查找本应只在封存之内的文字", "look through a stopped data folder for texts that belong in sealed boxes only"}
	helpScanMore = text{"逐字节查看数据文件夹中的全部文件（数据库文件、预写日志、消息流、日志、跨度），经 SQL 查看每个数据库每个表的每一行，并查看消息总线每个流的每条消息；各种编码均查。名单每行一个姓名或号码，即 ledgergen 的 canaries.txt 或被删除者的姓名。作为对照，用密钥打开全部封存内容：名单中至少要有一个在其中，否则扫描不说明什么。只显示名单中的行号，不显示文字。有发现时退出码为 2。", "Looks at every byte of every file of the data folder (tables, write-ahead log, streams, logs, spans), at every row of every table of every database through SQL, and at every message of every stream of NATS, in all encodings. The list has a name or a number a line: the canaries.txt of ledgergen, or the name of somebody whose data was erased. As a control all boxes are opened with the keys: one text of the list at least must be in them, or else the scan shows nothing. It tells lines of the list, never a text. It exits with 2 when something is found."}

	flagCanaries = text{"名单文件，每行一个姓名或号码", "the list, a name or a number a line"}
	flagAlso     = text{"另外要查看的文件夹，如日志所在处；可重复给出", "another folder to look at, where logs are for instance; may be repeated"}

	headLookedAt = text{"查看的内容", "looked at"}
	headPlaces   = text{"处", "places"}
	headItems    = text{"条", "items"}
	headBytes    = text{"字节", "bytes"}

	kindTables   = text{"数据表的行（SQL）", "rows of tables (SQL)"}
	kindCatalogs = text{"系统表的行（SQL）", "rows of catalogs (SQL)"}
	kindStreams  = text{"消息流的消息", "messages of streams"}
	kindData     = text{"数据库文件", "files of the databases"}
	kindWAL      = text{"预写日志文件", "write-ahead log files"}
	kindNATS     = text{"消息流文件", "files of streams"}
	kindLogs     = text{"日志的行", "lines of logs"}
	kindSpans    = text{"跨度", "spans"}
	kindExports  = text{"导出的日志的行", "lines of exported logs"}
	kindOther    = text{"其他文件", "other files"}

	scanHit     = text{"   名单第 %d 行，%s 编码，%d 次：%s", "   line %d of the list, as %s, %d times: %s"}
	scanMoreHit = text{"   另有 %d 处", "   and in %d more places"}
	scanInside  = text{"封存之内（对照）：打开 %d 个事件的封存内容，其中找到姓名 %d 个、号码 %d 个；另有 %d 个事件已依法删除，无法打开", "inside the boxes (control): those of %d events were opened, %d names and %d numbers are in them; %d more events are erased and do not open"}
	scanOutside = text{"封存之外：姓名 %d 个中找到 %d 个，号码 %d 个中找到 %d 个", "outside of the boxes: of %d names %d, of %d numbers %d"}

	errScanList    = text{"须用 --canaries 给出名单：%v。", "give the list with --canaries: %v"}
	errScanEmpty   = text{"没有可查看的%s：扫描不说明什么。", "there were no %s to look at: the scan shows nothing"}
	errScanControl = text{"名单上的文字在封存之内也没有一个：扫描不说明什么。请使用本数据文件夹的名单，或加入一个确在案件中的姓名作对照。", "no text of the list is inside the boxes either: the scan shows nothing. Use the list of this data folder, or add a name that is in a case as a control"}
	errScanFound   = text{"封存之外有个人信息：名单中的 %d 个文字，共 %d 处。", "personal data is outside of the boxes: %d texts of the list, in %d places"}
)

// errLeaked is matched by the error of a scan that found something.
var errLeaked = say.Fault(fault.Conflict, "personal-data-outside", errScanFound, 0, 0)

// Kinds of files. Those of tables and streams are leak's.
const (
	scanData    = "files of databases"
	scanWAL     = "files of the write-ahead log"
	scanNATS    = "files of streams"
	scanLogs    = "logs"
	scanSpans   = "spans"
	scanExports = "exported logs"
	scanOther   = "other files"
)

// scanKinds are the kinds in the order in which they are told.
var scanKinds = []struct {
	kind string
	name text
}{
	{leak.KindTables, kindTables},
	{leak.KindCatalogs, kindCatalogs},
	{leak.KindStreams, kindStreams},
	{scanData, kindData},
	{scanWAL, kindWAL},
	{scanNATS, kindNATS},
	{scanLogs, kindLogs},
	{scanSpans, kindSpans},
	{scanExports, kindExports},
	{scanOther, kindOther},
}

// spansFile is what an exporter of spans writes into a data folder, a span a line.
const spansFile = "spans.jsonl"

// kindOf is the kind of a file by its path in the data folder, and whether its lines are counted.
func kindOf(path string) (kind string, lines bool) {
	base := filepath.Base(path)
	switch {
	case strings.HasPrefix(path, "postgres/data/pg_wal/"):
		return scanWAL, false
	case strings.HasPrefix(path, "postgres/data/"):
		return scanData, false
	case strings.HasPrefix(path, "nats/"):
		return scanNATS, false
	case base == spansFile:
		return scanSpans, true
	case filepath.Ext(base) == ".jsonl":
		return scanExports, true
	case path == "postgres/log", path == "postgres/log.old", filepath.Ext(base) == ".log":
		return scanLogs, true
	default:
		return scanOther, false
	}
}

func (p *program) scanCommand(c *vaultConfig) *cobra.Command {
	var canaries string
	var also []string
	cmd := &cobra.Command{
		Use: "scan", Short: p.say(helpScan), Long: p.say(helpScan) + "\n\n" + p.say(helpScanMore), Args: arguments(0),
		RunE: func(cmd *cobra.Command, _ []string) error { return p.scan(cmd.Context(), *c, canaries, also) },
	}
	f := cmd.Flags()
	f.StringVar(&canaries, "canaries", "", p.say(flagCanaries))
	f.StringArrayVar(&also, "also", nil, p.say(flagAlso))
	return cmd
}

// scan looks for the texts of a list in everything that a stopped `anjie all` has left behind. Files come first, as they were left: to
// look through SQL starts a server, which writes.
func (p *program) scan(ctx context.Context, c vaultConfig, list string, also []string) error {
	texts, err := readTexts(list)
	if err != nil {
		return say.Fault(fault.Invalid, "canaries-flag", errScanList, rootCause(err)).Because(err)
	}
	finder, err := leak.New(texts)
	if err != nil {
		return say.Fault(fault.Invalid, "canaries-flag", errScanList, err).Because(err)
	}
	dir := p.folder(c.Data)
	if err := stopped(dir); err != nil {
		return err
	}
	kek, err := p.kek(&c)
	if err != nil {
		return err
	}
	report := leak.NewReport()
	for _, folder := range append([]string{dir}, also...) {
		if err := leak.Files(ctx, finder, folder, kindOf, report); err != nil {
			return err
		}
	}
	inside := leak.NewBoxes(finder)
	err = p.asleep(ctx, dir, func(cluster *pglocal.Cluster) error {
		g, ctx := errgroup.WithContext(ctx)
		g.Go(func() error { return leak.Tables(ctx, finder, cluster.DSN, report) })
		g.Go(func() error { return p.openBoxes(ctx, cluster, kek, inside) })
		g.Go(func() error { return leak.Streams(ctx, finder, filepath.Join(dir, "nats"), report) })
		return g.Wait()
	})
	if err != nil {
		return err
	}
	return p.tellScan(texts, report, inside)
}

// readTexts reads a list, a text a line. What editors put around texts (spaces, the ends of lines of another system, a byte order mark) is
// not part of them: with it nothing would be found anywhere. Empty lines are left out at the end only, so that numbers of lines stay what
// they are.
func readTexts(file string) ([]string, error) {
	b, err := os.ReadFile(file) //nolint:gosec // G304: the file that the operator names
	if err != nil {
		return nil, err
	}
	texts := strings.Split(strings.TrimRightFunc(strings.TrimPrefix(string(b), "\ufeff"), unicode.IsSpace), "\n")
	for i, text := range texts {
		texts[i] = strings.TrimSpace(text)
	}
	return texts, nil
}

// people tells how many of the texts of a list are names, and how many are numbers.
func people(texts []string, of func(i int) bool) (names, numbers int) {
	for i, text := range texts {
		switch {
		case !of(i):
		case strings.ContainsFunc(text, unicode.IsLetter):
			names++
		default:
			numbers++
		}
	}
	return names, numbers
}

// toldHits is how many places are named one by one.
const toldHits = 40

// tellScan shows what was looked at and what was found, and says whether that is as it must be.
func (p *program) tellScan(texts []string, report *leak.Report, inside *leak.Boxes) error {
	g := &say.Grid{}
	g.Row(p.say(headLookedAt), p.say(headPlaces), p.say(headItems), p.say(headBytes))
	for _, k := range scanKinds {
		n, items := report.Of(k.kind), ""
		if n.Items > 0 {
			items = strconv.FormatInt(n.Items, 10)
		}
		g.Row(p.say(k.name), strconv.Itoa(n.Places), items, strconv.FormatInt(n.Bytes, 10))
	}
	p.printf("%s", g)
	hits, found := report.Hits(), map[int]bool{}
	for i, h := range hits {
		if found[h.Text] = true; i < toldHits {
			p.tell(scanHit, h.Text+1, h.Form, h.Times, h.Place)
		}
	}
	if more := len(hits) - toldHits; more > 0 {
		p.tell(scanMoreHit, more)
	}
	open := inside.Texts()
	insideNames, insideNumbers := people(texts, func(i int) bool { return open[i] })
	p.tell(scanInside, inside.Opened, insideNames, insideNumbers, inside.Erased)
	names, numbers := people(texts, func(int) bool { return true })
	foundNames, foundNumbers := people(texts, func(i int) bool { return found[i] })
	p.tell(scanOutside, names, foundNames, numbers, foundNumbers)
	if len(hits) > 0 {
		return say.Fault(errLeaked.Kind, errLeaked.Code, errScanFound, len(found), len(hits))
	}
	for _, k := range scanKinds {
		switch n := report.Of(k.kind); k.kind {
		case leak.KindTables, leak.KindCatalogs, leak.KindStreams:
			if n.Items == 0 {
				return say.Fault(fault.Conflict, "scan-empty", errScanEmpty, k.name)
			}
		case scanData, scanWAL, scanNATS:
			if n.Bytes == 0 {
				return say.Fault(fault.Conflict, "scan-empty", errScanEmpty, k.name)
			}
		}
	}
	if len(open) == 0 {
		return say.Fault(fault.Conflict, "scan-control", errScanControl)
	}
	return nil
}
