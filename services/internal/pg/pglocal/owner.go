package pglocal

import (
	"errors"
	"io/fs"
	"os"
	"os/user"
	"path/filepath"
	"strconv"
	"syscall"
)

// owner is who PostgreSQL runs as: ourselves, or as root the user it is dropped to.
type owner struct {
	name     string
	uid, gid int // -1: ourselves
}

// findOwner picks postgres, else nobody, when we are root.
func findOwner() (owner, error) {
	if os.Geteuid() != 0 {
		return owner{uid: -1, gid: -1}, nil
	}
	for _, name := range []string{"postgres", "nobody"} {
		u, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, err1 := strconv.Atoi(u.Uid)
		gid, err2 := strconv.Atoi(u.Gid)
		if err1 == nil && err2 == nil {
			return owner{name: name, uid: uid, gid: gid}, nil
		}
	}
	return owner{}, ErrNoUser
}

// attr are the attributes of a child process: it is asked to shut down when the thread that forked it dies.
func (o owner) attr() *syscall.SysProcAttr {
	a := &syscall.SysProcAttr{
		Pdeathsig: syscall.SIGINT,
		Setpgid:   true, // Ctrl-C at a terminal goes to us; we stop the database last
	}
	if o.uid >= 0 {
		a.Credential = &syscall.Credential{Uid: uint32(o.uid), Gid: uint32(o.gid)} //nolint:gosec // ids from the user database
	}
	return a
}

// own gives a path to the user that PostgreSQL runs as.
func (o owner) own(path string) error {
	if o.uid < 0 {
		return nil
	}
	return os.Lchown(path, o.uid, o.gid)
}

// reach checks that every folder above and including dir can be entered by the user that PostgreSQL is dropped to. Without
// it PostgreSQL says "could not access directory" and leaves the operator to find out which one.
func (o owner) reach(dir string) error {
	if o.uid < 0 {
		return nil
	}
	for p := dir; ; p = filepath.Dir(p) {
		st, err := os.Stat(p)
		if err != nil {
			return access(p, err)
		}
		if !o.mayEnter(st) {
			return say(ErrAccess, "PostgreSQL 以用户 %[1]s 运行，但该用户无法进入文件夹 %[2]s：请执行 chmod a+x %[2]s，或另选数据文件夹。",
				"PostgreSQL runs as user %[1]s, who may not enter the folder %[2]s: chmod a+x %[2]s, or choose another data folder", o.name, p)
		}
		if p == filepath.Dir(p) {
			return nil
		}
	}
}

func (o owner) mayEnter(st fs.FileInfo) bool {
	sys, ok := st.Sys().(*syscall.Stat_t)
	if !ok {
		return true
	}
	switch {
	case int(sys.Uid) == o.uid:
		return st.Mode()&0o100 != 0
	case int(sys.Gid) == o.gid:
		return st.Mode()&0o010 != 0
	}
	return st.Mode()&0o001 != 0
}

// access turns a file error into the refusal that names the path.
func access(path string, err error) error {
	if errors.Is(err, fs.ErrPermission) || errors.Is(err, syscall.EROFS) || errors.Is(err, syscall.ENOTDIR) {
		return say(ErrAccess, "无法使用文件夹 %s：%v。", "the folder %s cannot be used: %v", path, err).Because(err)
	}
	return err
}
