package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"

	"anjie.internal/services/cmd/internal/exported"
	"anjie.internal/services/cmd/internal/say"
	"anjie.internal/services/internal/es"
	"anjie.internal/services/internal/fault"
)

var (
	flagExport = text{"将整个日志以 JSON Lines 写入此文件（- 为标准输出），供 verifylog 离线核对；中断后用 --after 续写", "write the whole log to this file as JSON Lines (- is the standard output), for verifylog to check offline; --after continues an interrupted one"}

	exporting  = text{"导出", "export"}
	exportDone = text{"已导出 %d 个事件，截至位置 %s，摘要 %s", "exported %d events, up to position %s, digest %s"}
	unfinished = text{"向 %s 的导出未完成：已写入 %d 个事件，截至位置 %s（%s）；用 --after %[3]s 续写。", "the export to %s is not complete: %d events are in it, up to position %s (%s); continue with --after %[3]s"}
	streamed   = text{"导出未完成：已输出 %d 个事件（%s）", "the export is not complete: %d events were written (%s)"}

	errExportPart   = text{"--export 总是导出整个日志，不能与 --%s 同用。", "--export always writes the whole log and does not go with --%s"}
	errExportStream = text{"标准输出无法续写：请导出到文件。", "the standard output cannot be continued: export to a file"}
	errExportExists = text{"文件 %s 已存在：用 --after 加其最后一个事件的位置续写，或换一个文件名。", "%s exists already: give --after with the position of its last event to continue it, or name another file"}
	errExportNone   = text{"没有可续写的文件 %s：去掉 --after 即从头导出。", "there is no %s to continue: export from the beginning without --after"}
	errExportOther  = text{"文件 %s 第 %d 行不是导出的日志，未作改动。", "%s is not an exported log in line %d; it was left as it is"}
	errExportAt     = text{"文件 %s 的最后一个事件在位置 %s：请用 --after %[2]s 续写。", "the last event in %s is at position %s: continue with --after %[2]s"}
)

// exportFlags are the flags of `anjie events` that an export does not go with.
type exportFlags struct {
	stream         string
	follow, asJSON bool
}

// export writes the log to a file, or to the standard output if the name is "-". An export that was stopped is valid up to its
// last line; after continues it behind that line and is checked against it, so that nothing is left out or written twice.
func (p *program) export(ctx context.Context, s es.Store, name, after string, with exportFlags) error {
	switch {
	case with.stream != "":
		return say.Fault(fault.Invalid, "export-part", errExportPart, "stream")
	case with.follow:
		return say.Fault(fault.Invalid, "export-part", errExportPart, "follow")
	case with.asJSON:
		return say.Fault(fault.Invalid, "export-part", errExportPart, "json")
	case name == "-" && after != "":
		return say.Fault(fault.Invalid, "export-to-stream", errExportStream)
	}
	head, err := s.Head(ctx) // before there is a file: a store that does not answer leaves none behind
	if err != nil {
		return err
	}
	var done exported.Tally
	if name == "-" {
		if err := writeLog(ctx, s, p.out, &done, p.exportBar(&done, head, !terminal(p.out))); err != nil {
			return say.Fault(fault.Unavailable, "export-unfinished", streamed, done.Events, p.cause(err)).Because(err)
		}
		_, _ = fmt.Fprintln(p.err, p.say(exportDone, done.Events, done.At, done.Digest())) // the standard output is the export
		return nil
	}

	f, err := openExport(name, after, &done)
	if err != nil {
		return err
	}
	err = writeLog(ctx, s, f, &done, p.exportBar(&done, head, true))
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return say.Fault(fault.Unavailable, "export-unfinished", unfinished, name, done.Events, done.At, p.cause(err)).Because(err)
	}
	p.tell(exportDone, done.Events, done.At, done.Digest())
	return nil
}

// writeLog writes what comes after the tally, and shows how far it is.
func writeLog(ctx context.Context, s es.Store, to io.Writer, done *exported.Tally, bar *exportBar) error {
	defer bar.gone()
	return exported.Write(s.ReadAll(ctx, done.At), to, done, bar.paint)
}

// cause is what explain says, to stand in parentheses.
func (p *program) cause(err error) string { return strings.TrimSuffix(p.explain(err), "。") }

// exportBar shows on a terminal how far the export is. It returns nil where nobody looks.
func (p *program) exportBar(done *exported.Tally, head es.Position, wanted bool) *exportBar {
	if !wanted || !terminal(p.err) {
		return nil
	}
	return &exportBar{p.progress(p.say(exporting), int64(head.Commit)), done, head} //nolint:gosec // G115: painted, not computed with
}

type exportBar struct {
	*progress
	tally *exported.Tally
	head  es.Position
}

func (b *exportBar) paint() {
	if b != nil && b.tally.Events%64 == 0 {
		b.set(int64(min(b.tally.At.Commit, b.head.Commit)), int64(b.head.Commit)) //nolint:gosec // G115: painted
	}
}

func (b *exportBar) gone() {
	if b != nil {
		b.end()
	}
}

// openExport makes a new file, never over an old one, or opens one behind its last event, which after must name.
func openExport(name, after string, done *exported.Tally) (*os.File, error) {
	if after == "" {
		f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600) //nolint:gosec // G304: the file that the person names
		if errors.Is(err, fs.ErrExist) {
			return nil, say.Fault(fault.Exists, "export-exists", errExportExists, name).Because(err)
		}
		return f, err
	}
	at, err := es.ParsePosition(after)
	if err != nil {
		return nil, err
	}
	f, err := os.OpenFile(name, os.O_RDWR, 0) //nolint:gosec // G304: the file that the person names
	if errors.Is(err, fs.ErrNotExist) {
		return nil, say.Fault(fault.NotFound, "export-missing", errExportNone, name).Because(err)
	}
	if err != nil {
		return nil, err
	}
	if err := behind(f, name, at, done); err != nil {
		_ = f.Close() // nothing was written
		return nil, err
	}
	return f, nil
}

// behind counts the events in the file again and takes away what is behind them: the end of a complete export, or a cut line.
func behind(f *os.File, name string, at es.Position, done *exported.Tally) error {
	size, _, err := exported.Read(f, done, func(*es.Record) error { return nil })
	if bad, ok := errors.AsType[*exported.LineError](err); ok {
		return say.Fault(fault.Refused, "export-other", errExportOther, name, bad.Line).Because(err)
	}
	if err != nil {
		return err
	}
	if done.At != at {
		return say.Fault(fault.Refused, "export-position", errExportAt, name, done.At)
	}
	if err := f.Truncate(size); err != nil {
		return err
	}
	_, err = f.Seek(size, io.SeekStart)
	return err
}
