package main

import (
	"errors"
	"io/fs"
	"os"
	"strings"

	"anjie.internal/services/cmd/internal/say"
	"anjie.internal/services/eventstore"
	"anjie.internal/services/internal/fault"
)

// Names and passwords stand in files that only their owner may read: arguments and environments are seen by too many, and end
// up in histories and unit files.

// Sentences about such files; none quotes what stands in one.
var (
	errCredentialsMissing = text{"找不到用户文件 %s。", "the users file %s is missing"}
	errCredentialsOpen    = text{"用户文件 %[1]s 对其他用户开放（权限 %04[2]o）：请执行 chmod 600 %[1]s。", "the users file %[1]s is open to other users (mode %04[2]o): chmod 600 %[1]s"}
	errCredentialsRead    = text{"无法读取用户文件 %s：%v。", "the users file %s cannot be read: %v"}
	errCredentialsLine    = text{"用户文件 %s 第 %d 行须写作 NAME:PASSWORD 或 NAME:PASSWORD:read。", "the users file %s, line %d: write NAME:PASSWORD or NAME:PASSWORD:read"}
	errCredentialsTwice   = text{"用户文件 %s 第 %d 行的用户名重复。", "the users file %s, line %d: this user was named before"}
	errCredentialsEmpty   = text{"用户文件 %s 中没有用户。", "the users file %s names nobody"}
	errCredentialsNoUser  = text{"用户文件 %s 中没有用户 %s。", "the users file %s does not name %s"}
)

// credential is one line of such a file.
type credential struct {
	name, password string
	line           int
}

// readCredentials reads lines NAME:PASSWORD. Empty lines and those that begin with # are skipped; everything behind the first
// colon belongs to the password, its spaces too. What is wrong is a fault; a missing file matches fs.ErrNotExist.
func readCredentials(path string) ([]credential, error) {
	st, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, say.Fault(fault.Unavailable, "users-missing", errCredentialsMissing, path).Because(err)
	case err != nil:
		return nil, say.Fault(fault.Unavailable, "users-unreadable", errCredentialsRead, path, rootCause(err)).Because(err)
	case st.Mode().Perm()&0o077 != 0:
		return nil, say.Fault(fault.Refused, "users-open", errCredentialsOpen, path, st.Mode().Perm())
	}
	b, err := os.ReadFile(path) //nolint:gosec // G304: the operator names the file
	if err != nil {
		return nil, say.Fault(fault.Unavailable, "users-unreadable", errCredentialsRead, path, rootCause(err)).Because(err)
	}
	var out []credential
	seen := map[string]bool{}
	for i, line := range strings.Split(string(b), "\n") {
		line = strings.TrimSuffix(line, "\r")
		if strings.TrimSpace(line) == "" || strings.HasPrefix(line, "#") {
			continue
		}
		name, password, ok := strings.Cut(line, ":")
		if !ok || name == "" || password == "" || strings.TrimSpace(name) != name {
			return nil, say.Fault(fault.Invalid, "users-line", errCredentialsLine, path, i+1)
		}
		if seen[name] {
			return nil, say.Fault(fault.Invalid, "users-twice", errCredentialsTwice, path, i+1)
		}
		seen[name] = true
		out = append(out, credential{name, password, i + 1})
	}
	return out, nil
}

// passwordOf finds a user in a file.
func passwordOf(path, name string) (string, error) {
	all, err := readCredentials(path)
	if err != nil {
		return "", err
	}
	for _, c := range all {
		if c.name == name {
			return c.password, nil
		}
	}
	return "", say.Fault(fault.NotFound, "users-unknown", errCredentialsNoUser, path, name)
}

// eventstoreUsers reads who may call the event store. Behind a password may stand :read or :write, which is also what is meant
// without; a password that ends like that needs one of them behind it. A file that names nobody is refused, because a store
// without users asks nobody.
func eventstoreUsers(path string) ([]eventstore.User, error) {
	if path == "" {
		return nil, nil
	}
	all, err := readCredentials(path)
	if err != nil {
		return nil, err
	}
	if len(all) == 0 {
		return nil, say.Fault(fault.Invalid, "users-none", errCredentialsEmpty, path)
	}
	out := make([]eventstore.User, 0, len(all))
	for _, c := range all {
		u := eventstore.User{Name: c.name, Password: c.password, Access: eventstore.AccessWrite}
		if password, ok := strings.CutSuffix(c.password, ":read"); ok {
			u.Password, u.Access = password, eventstore.AccessRead
		} else {
			u.Password = strings.TrimSuffix(c.password, ":write")
		}
		if u.Password == "" {
			return nil, say.Fault(fault.Invalid, "users-line", errCredentialsLine, path, c.line)
		}
		out = append(out, u)
	}
	return out, nil
}
