package pglocal

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"anjie.internal/services/internal/fault"
)

// Refusals; match with errors.Is. The errors that Start returns carry a sentence with the folder in question.
var (
	// ErrNoBinaries: the PostgreSQL server is not installed, or PG_BIN points elsewhere.
	ErrNoBinaries = fault.New(fault.Unavailable, "postgresql-missing",
		"没有找到 PostgreSQL 服务器程序（postgres、initdb）：请执行 apt-get install postgresql，或用环境变量 PG_BIN 指明其所在文件夹。",
		"the PostgreSQL server binaries (postgres, initdb) were not found: apt-get install postgresql, or name their folder in PG_BIN")
	// ErrBroken: the data folder cannot be used by PostgreSQL; the sentence carries PostgreSQL's reason.
	ErrBroken = fault.New(fault.Internal, "postgresql-data-broken", "数据文件夹已损坏。", "the data folder is broken")
	// ErrVersion: the data folder was written by another major version than the installed ones.
	ErrVersion = fault.New(fault.Refused, "postgresql-data-version", "数据文件夹属于其他版本。", "the data folder is of another version")
	// ErrAccess: a folder cannot be entered or written by the user that PostgreSQL runs as.
	ErrAccess = fault.New(fault.Forbidden, "postgresql-folder-access", "文件夹权限不正确。", "a folder has wrong permissions")
	// ErrInUse: another process runs a cluster in this folder.
	ErrInUse = fault.New(fault.Conflict, "postgresql-folder-in-use", "文件夹正被使用。", "the folder is in use")
	// ErrNoUser: we are root and there is no user to run PostgreSQL as.
	ErrNoUser = fault.New(fault.Unavailable, "postgresql-no-user",
		"以 root 运行时需要系统用户 postgres 或 nobody 来运行 PostgreSQL，但两者都不存在。",
		"running as root, and there is no user postgres or nobody to run PostgreSQL as")
)

// say returns a fault of the same kind and code with sentences of its own.
func say(f *fault.Error, zh, en string, args ...any) *fault.Error {
	return fault.New(f.Kind, f.Code, fmt.Sprintf(zh, args...), fmt.Sprintf(en, args...))
}

// whyExited turns what a server that ended while starting has written to its log, from an offset on, into one fault.
func whyExited(data, log string, from int64) error {
	reason := reasonIn(readFrom(log, from))
	if reason == "" {
		reason = "no reason in " + log
	}
	switch {
	case strings.Contains(reason, "could not create shared memory"), strings.Contains(reason, "could not map anonymous shared memory"),
		strings.Contains(reason, "could not create semaphores"), strings.Contains(reason, "No space left on device"):
		return say(fault.New(fault.Exhausted, "postgresql-resources", "", ""),
			"PostgreSQL 无法启动，系统资源不足：%s。", "PostgreSQL cannot start for lack of system resources: %s", reason)
	case strings.Contains(reason, "Permission denied"), strings.Contains(reason, "has invalid permissions"),
		strings.Contains(reason, "has wrong ownership"):
		return say(ErrAccess, "PostgreSQL 无法使用数据文件夹 %s，权限不正确：%s。",
			"PostgreSQL cannot use the data folder %s, its permissions are wrong: %s", data, reason)
	case strings.Contains(reason, "lock file \"postmaster.pid\" already exists"), strings.Contains(reason, "is still in use"):
		return say(ErrInUse, "数据文件夹 %s 正被另一个 PostgreSQL 使用：%s。", "the data folder %s is in use by another PostgreSQL: %s", data, reason)
	}
	return say(ErrBroken, "数据文件夹 %s 已损坏，PostgreSQL 无法启动：%s。请从备份恢复该文件夹。",
		"the data folder %s is broken, PostgreSQL does not start: %s; restore it from a backup", data, reason)
}

// reasonIn finds the line that ended the server: the last FATAL or PANIC that was not an answer to one of our own connection
// attempts. What the server says before it has a log has no level and may go on over several lines; an unusable setting is
// named in the line before.
func reasonIn(lines []string) string {
	reason, before := "", ""
	for i, l := range lines {
		if _, text, ok := strings.Cut(l, "LOG:  "); ok {
			before = text
			continue
		}
		if text, ok := strings.CutPrefix(l, "postgres: "); ok {
			for _, more := range lines[i+1:] {
				text += " " + more
			}
			return text
		}
		_, text, ok := strings.Cut(l, "FATAL:  ")
		if !ok {
			_, text, ok = strings.Cut(l, "PANIC:  ")
		}
		if !ok || strings.HasPrefix(text, "the database system is ") {
			continue
		}
		if reason = text; strings.HasPrefix(text, "configuration file") && before != "" {
			reason = text + ": " + before
		}
	}
	if reason == "" && len(lines) > 0 {
		return lines[len(lines)-1]
	}
	return reason
}

// readFrom returns the non-empty lines of a file from an offset on, not more than 64 KiB; none when it cannot be read.
func readFrom(path string, from int64) []string {
	f, err := os.Open(filepath.Clean(path))
	if err != nil {
		return nil
	}
	defer f.Close() //nolint:errcheck // only read
	b, err := io.ReadAll(io.NewSectionReader(f, from, 64<<10))
	if err != nil {
		return nil
	}
	var lines []string
	for l := range strings.SplitSeq(string(b), "\n") {
		if l = strings.TrimSpace(l); l != "" {
			lines = append(lines, l)
		}
	}
	return lines
}
