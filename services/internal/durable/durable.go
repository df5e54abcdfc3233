// Package durable makes small files that are there whole or not at all, also after the power has failed.
package durable

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
)

// Create makes a file of mode 0600 with these contents, and its folder with mode 0700 if need be. A file that is there already stays as
// it is, and that is no error: of several processes that create one file at once one wins, and then all read the same. Nobody ever
// reads half of it. When Create returns nil the file is on disk.
func Create(path string, contents []byte) error {
	dir := filepath.Dir(path)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	f, err := os.CreateTemp(dir, ".new-*") // mode 0600
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(f.Name()) }()
	_, err = f.Write(contents)
	if err == nil {
		err = f.Sync()
	}
	if err := errors.Join(err, f.Close()); err != nil {
		return err
	}
	if err := os.Link(f.Name(), path); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	return SyncDir(dir)
}

// SyncDir makes the names in a folder durable: of files that were created, renamed or removed there.
func SyncDir(path string) error {
	d, err := os.Open(path) //nolint:gosec // G304: the caller names the folder
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
