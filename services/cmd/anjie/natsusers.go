package main

import (
	"crypto/rand"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"anjie.internal/services/cmd/internal/say"
	"anjie.internal/services/internal/fault"
)

// Users of the NATS server of `anjie all`.
const (
	natsIntake     = "intake"     // publishes the facts of intake; another replica of it connects with the same password
	natsMediation  = "mediation"  // the same for mediation
	natsSubscriber = "subscriber" // reads facts and nothing else
)

// natsUsersFile holds their passwords: whoever may read it may read facts, or publish them.
func natsUsersFile(dir string) string { return filepath.Join(dir, "nats-users") }

// ensureNATSUsers returns the passwords by user. Those that are missing are made up and written down, so that they are the
// same at the next start, and somebody may change them by hand.
func ensureNATSUsers(dir string) (map[string]string, error) {
	path := natsUsersFile(dir)
	known, err := readCredentials(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	passwords := map[string]string{}
	for _, c := range known {
		passwords[c.name] = c.password
	}
	var missing strings.Builder
	for _, user := range []string{natsIntake, natsMediation, natsSubscriber} {
		if passwords[user] == "" {
			passwords[user] = rand.Text()
			missing.WriteString(user + ":" + passwords[user] + "\n")
		}
	}
	if missing.Len() == 0 {
		return passwords, nil
	}
	if err := appendTo(path, missing.String()); err != nil {
		return nil, say.Fault(fault.Unavailable, "data-folder", errDataFolder, dir, rootCause(err)).Because(err)
	}
	return passwords, nil
}

// appendTo puts lines behind what a file of mode 0600 holds, in one step.
func appendTo(path, lines string) error {
	old, err := os.ReadFile(path) //nolint:gosec // G304: in the data folder
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if len(old) > 0 && old[len(old)-1] != '\n' {
		old = append(old, '\n')
	}
	tmp := path + ".new"
	if err := os.WriteFile(tmp, append(old, lines...), 0o600); err != nil { //nolint:gosec // G703: in the data folder
		return err
	}
	return os.Rename(tmp, path)
}
