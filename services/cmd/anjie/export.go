package main

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"

	"github.com/google/uuid"

	"anjie.internal/services/internal/es"
	"anjie.internal/services/internal/fault"
)

var (
	flagExport = text{"将整个日志以 JSON Lines 写入此文件（- 为标准输出），供 verifylog 离线核对；中断后用 --after 续写", "write the whole log to this file as JSON Lines (- is the standard output), for verifylog to check offline; --after continues an interrupted one"}

	exporting  = text{"导出", "export"}
	exported   = text{"已导出 %d 个事件，截至位置 %s，摘要 %s", "exported %d events, up to position %s, digest %s"}
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

// exportedEvent is a line of an export. Data and metadata are base64 of the stored bytes, because the hash chain is over the
// bytes, and JSON within JSON would not keep them. The names are frozen: tools/cmd/verifylog and other people's programs read them.
type exportedEvent struct {
	Stream   string `json:"stream"`
	Revision uint64 `json:"revision"`
	ID       string `json:"id"`
	Type     string `json:"type"`
	Position string `json:"position"`
	Data     []byte `json:"data"`
	Metadata []byte `json:"metadata"`
}

// exportedEnd is the last line of a complete export. Without it the file was cut.
type exportedEnd struct {
	End      bool   `json:"end"`
	Events   uint64 `json:"events"`
	Position string `json:"position"`
	Digest   string `json:"digest"`
}

// How lines begin: enough to tell a line that was cut from a file that is none of ours.
const (
	eventStart = `{"stream":"`
	endStart   = `{"end":true`
)

// tally is what an export says of itself at its end.
type tally struct {
	events uint64
	at     es.Position
	digest [sha256.Size]byte
}

// add takes the next event of the log. The digest is a chain over the whole log: D(0) is 32 zero bytes and
// D(n) = SHA-256("anjie log v1\n" ‖ D(n-1) ‖ H(n)), where H(n) are the 32 bytes of the n-th event's es.Hash.
func (t *tally) add(r *es.Record) error {
	sum, err := hex.DecodeString(strings.TrimPrefix(r.Hash(), "sha256:"))
	if err != nil {
		return fmt.Errorf("digest: %w", err)
	}
	t.events++
	t.at = r.Position
	t.digest = sha256.Sum256(append(append([]byte("anjie log v1\n"), t.digest[:]...), sum...))
	return nil
}

func (t *tally) sum() string { return "sha256:" + hex.EncodeToString(t.digest[:]) }

// export writes the log to a file, or to the standard output if the name is "-". An export that was stopped is valid up to its
// last line; after continues it behind that line and is checked against it, so that nothing is left out or written twice.
func (p *program) export(ctx context.Context, s es.Store, name, after string, with exportFlags) error {
	switch {
	case with.stream != "":
		return faultOf(fault.Invalid, "export-part", errExportPart, "stream")
	case with.follow:
		return faultOf(fault.Invalid, "export-part", errExportPart, "follow")
	case with.asJSON:
		return faultOf(fault.Invalid, "export-part", errExportPart, "json")
	case name == "-" && after != "":
		return faultOf(fault.Invalid, "export-to-stream", errExportStream)
	}
	head, err := s.Head(ctx) // before there is a file: a store that does not answer leaves none behind
	if err != nil {
		return err
	}
	var done tally
	if name == "-" {
		if err := exportTo(ctx, s, p.out, &done, p.exportBar(&done, head, !terminal(p.out))); err != nil {
			return faultOf(fault.Unavailable, "export-unfinished", streamed, done.events, p.cause(err)).Because(err)
		}
		_, _ = fmt.Fprintln(p.err, p.say(exported, done.events, done.at, done.sum())) // the standard output is the export
		return nil
	}

	f, err := openExport(name, after, &done)
	if err != nil {
		return err
	}
	err = exportTo(ctx, s, f, &done, p.exportBar(&done, head, true))
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return faultOf(fault.Unavailable, "export-unfinished", unfinished, name, done.events, done.at, p.cause(err)).Because(err)
	}
	p.tell(exported, done.events, done.at, done.sum())
	return nil
}

// cause is what explain says, to stand in parentheses.
func (p *program) cause(err error) string { return strings.TrimSuffix(p.explain(err), "。") }

// exportBar shows on a terminal how far the export is. It returns nil where nobody looks.
func (p *program) exportBar(done *tally, head es.Position, wanted bool) *exportBar {
	if !wanted || !terminal(p.err) {
		return nil
	}
	return &exportBar{p.progress(p.say(exporting), int64(head.Commit)), done, head} //nolint:gosec // G115: painted, not computed with
}

type exportBar struct {
	*progress
	tally *tally
	head  es.Position
}

func (b *exportBar) paint() {
	if b != nil && b.tally.events%64 == 0 {
		b.set(int64(min(b.tally.at.Commit, b.head.Commit)), int64(b.head.Commit)) //nolint:gosec // G115: painted
	}
}

func (b *exportBar) gone() {
	if b != nil {
		b.end()
	}
}

// openExport makes a new file, never over an old one, or opens one behind its last event, which after must name.
func openExport(name, after string, done *tally) (*os.File, error) {
	if after == "" {
		f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600) //nolint:gosec // G304: the file that the person names
		if errors.Is(err, fs.ErrExist) {
			return nil, faultOf(fault.Exists, "export-exists", errExportExists, name).Because(err)
		}
		return f, err
	}
	at, err := es.ParsePosition(after)
	if err != nil {
		return nil, err
	}
	f, err := os.OpenFile(name, os.O_RDWR, 0) //nolint:gosec // G304: the file that the person names
	if errors.Is(err, fs.ErrNotExist) {
		return nil, faultOf(fault.NotFound, "export-missing", errExportNone, name).Because(err)
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
func behind(f *os.File, name string, at es.Position, done *tally) error {
	size, err := done.read(bufio.NewReaderSize(f, 1<<16))
	if bad, ok := errors.AsType[*notExportedError](err); ok {
		return faultOf(fault.Refused, "export-other", errExportOther, name, bad.line).Because(err)
	}
	if err != nil {
		return err
	}
	if done.at != at {
		return faultOf(fault.Refused, "export-position", errExportAt, name, done.at)
	}
	if err := f.Truncate(size); err != nil {
		return err
	}
	_, err = f.Seek(size, io.SeekStart)
	return err
}

// notExportedError says which line of a file is none of an export.
type notExportedError struct {
	line int
	err  error
}

func (e *notExportedError) Error() string { return fmt.Sprintf("line %d: %v", e.line, e.err) }
func (e *notExportedError) Unwrap() error { return e.err }

// read adds the events of an export and returns how many bytes they take.
func (t *tally) read(lines *bufio.Reader) (size int64, err error) {
	for n := 1; ; n++ {
		line, err := lines.ReadBytes('\n')
		if errors.Is(err, io.EOF) {
			if !cut(line, eventStart) && !cut(line, endStart) {
				return 0, &notExportedError{n, errors.New("not the beginning of a line")}
			}
			return size, nil
		}
		if err != nil {
			return 0, err
		}
		if bytes.HasPrefix(line, []byte(endStart)) {
			if _, err := lines.Peek(1); !errors.Is(err, io.EOF) {
				return 0, &notExportedError{n, errors.New("an end before the end")}
			}
			return size, nil
		}
		rec, err := readExported(line)
		if err != nil {
			return 0, &notExportedError{n, err}
		}
		if err := t.add(&rec); err != nil {
			return 0, err
		}
		size += int64(len(line))
	}
}

// cut reports whether the line may be the first bytes of one that begins with start.
func cut(line []byte, start string) bool {
	n := min(len(line), len(start))
	return string(line[:n]) == start[:n]
}

func readExported(line []byte) (es.Record, error) {
	var e exportedEvent
	if err := json.Unmarshal(line, &e); err != nil {
		return es.Record{}, err
	}
	id, err := uuid.Parse(e.ID)
	if err != nil {
		return es.Record{}, err
	}
	at, err := es.ParsePosition(e.Position)
	if err != nil {
		return es.Record{}, err
	}
	return es.Record{Stream: e.Stream, Revision: e.Revision, ID: id, Type: e.Type, Position: at, Data: e.Data, Metadata: e.Metadata}, nil
}

// exportTo writes what comes after done.at, and the end. When it is stopped, whole lines are written all the same.
func exportTo(ctx context.Context, s es.Store, to io.Writer, done *tally, bar *exportBar) (err error) {
	out := bufio.NewWriterSize(to, 1<<16)
	defer func() { err = errors.Join(err, out.Flush()) }()
	defer bar.gone()
	lines := json.NewEncoder(out)
	lines.SetEscapeHTML(false)
	for rec, err := range s.ReadAll(ctx, done.at) {
		if err != nil {
			return err
		}
		if err := lines.Encode(exportedEvent{
			Stream: rec.Stream, Revision: rec.Revision, ID: rec.ID.String(), Type: rec.Type, Position: rec.Position.String(),
			Data: append([]byte{}, rec.Data...), Metadata: append([]byte{}, rec.Metadata...), // empty is "", not null
		}); err != nil {
			return err
		}
		if err := done.add(&rec); err != nil {
			return err
		}
		bar.paint()
	}
	return lines.Encode(exportedEnd{End: true, Events: done.events, Position: done.at.String(), Digest: done.sum()})
}
