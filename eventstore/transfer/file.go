package transfer

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// WriteFile makes a backup file: written beside its place, fsynced, read again in
// full, and only then given its name. A file that has the name is not replaced.
func WriteFile(ctx context.Context, path string, fill func(io.Writer) error) (_ *Backup, sum Sum, err error) {
	if _, err := os.Lstat(path); !errors.Is(err, fs.ErrNotExist) {
		return nil, sum, errors.Join(err, fmt.Errorf("%s: %w", path, fs.ErrExist))
	}
	file, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".*.tmp") // mode 0600
	if err != nil {
		return nil, sum, err
	}
	defer os.Remove(file.Name()) // when it has not got its name
	if err = fill(file); err == nil {
		err = file.Sync()
	}
	if err = errors.Join(err, file.Close()); err != nil {
		return nil, sum, err
	}
	b, err := OpenBackup(file.Name())
	if err != nil {
		return nil, sum, err
	}
	if sum, err = Survey(ctx, b.Records, nil); err != nil {
		return nil, sum, err
	}
	b.path = path
	if err := os.Rename(file.Name(), path); err != nil {
		return nil, sum, err
	}
	return b, sum, syncDir(filepath.Dir(path))
}

// syncDir makes a new name in a directory durable.
func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
