package main

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"

	"anjie.internal/services/cmd/internal/say"
	"anjie.internal/services/internal/fault"
)

// dataFolder makes the data folder when there is none and returns its path. As root PostgreSQL runs as a user of its own, who
// must be able to walk through, whatever the umask is and whichever sub-command comes first; everything inside is private.
func (p *program) dataFolder(configured string) (string, error) {
	dir := p.folder(configured)
	if err := makeFolder(dir); err != nil {
		return "", say.Fault(fault.Unavailable, "data-folder", errDataFolder, dir, rootCause(err)).Because(err)
	}
	return dir, nil
}

// makeFolder makes a folder and those above it. What is there already stays as it is: its owner had his reasons.
func makeFolder(dir string) error {
	switch st, err := os.Stat(dir); {
	case err == nil && st.IsDir():
		return nil
	case err == nil:
		return &fs.PathError{Op: "mkdir", Path: dir, Err: syscall.ENOTDIR}
	case !errors.Is(err, fs.ErrNotExist):
		return err
	}
	if err := makeFolder(filepath.Dir(dir)); err != nil {
		return err
	}
	const walkable = 0o711
	if err := os.Mkdir(dir, walkable); err != nil {
		if errors.Is(err, fs.ErrExist) {
			return nil // somebody else was faster
		}
		return err
	}
	return os.Chmod(dir, walkable)
}
