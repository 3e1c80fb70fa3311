package forms

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// lockFile keeps two services off one data directory: each would hold programmes
// and tallies of its own in memory. It stays there; the system lets go of the lock
// itself when a process ends, however it does.
const lockFile = "resonanz.lock"

// running stands in the lock file while a service has the directory. Who finds
// it there and gets the lock knows that the last one ended uncleanly.
var running = []byte("running\n")

// takeLock takes the directory for this service.
func (s *Store) takeLock(directory string) error {
	f, err := os.OpenFile(filepath.Join(directory, lockFile), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return err
	}
	free, err := tryLock(f)
	if err == nil && !free {
		err = Errorf(CodeConflict, "another service has the data directory %s; end it, or choose another directory with -data", directory)
	}
	if err != nil {
		return errors.Join(err, f.Close())
	}
	s.lock = f
	content, err := io.ReadAll(f)
	if err != nil {
		return fmt.Errorf("read %s: %w", lockFile, err)
	}
	if bytes.Equal(content, running) {
		s.check = newCheck()
	}
	_, err = f.WriteAt(running, 0)
	return errors.Join(err, f.Sync())
}

// unlock gives the directory back; clean says that all that was written is in
// order, also that of keys.
func (s *Store) unlock(clean bool) error {
	if s.lock == nil {
		return nil
	}
	var err error
	if clean && s.check.result() == nil {
		err = s.lock.Truncate(0)
	}
	return errors.Join(err, s.lock.Close())
}
