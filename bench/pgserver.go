package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"syscall"
	"time"
)

// pgRole is the database's superuser.
const pgRole = "bench"

// pgSettings differ from PostgreSQL's own: no TCP, a cache as large as a small
// server has, and no checkpoint for want of log files. fsync, full_page_writes
// and synchronous_commit are on, as they are by default.
var pgSettings = []string{
	"listen_addresses=", "max_connections=100",
	"shared_buffers=256MB", "max_wal_size=4GB", "checkpoint_timeout=15min",
}

// A pgServer is one PostgreSQL server, which ends with this process.
type pgServer struct {
	dir     string
	fresh   bool // made by this start
	process *exec.Cmd
	ended   chan error
}

// startPostgres starts a server in a directory, which also holds its socket.
// PostgreSQL refuses to be root: root lends it another user.
func startPostgres(dir string) (*pgServer, error) {
	for _, program := range []string{"postgres", "initdb"} {
		if _, err := exec.LookPath(program); err != nil {
			return nil, fmt.Errorf("%w: %s is not on the PATH", errNotHere, program)
		}
	}
	who, err := lentUser()
	if err != nil {
		return nil, err
	}
	if who != nil {
		if err := os.Chown(dir, int(who.Uid), int(who.Gid)); err != nil {
			return nil, err
		}
	}
	s := &pgServer{dir: dir, ended: make(chan error, 1)}
	data := filepath.Join(dir, "data")
	if _, err := os.Stat(data); err != nil {
		s.fresh = true
		if err := runAs(who, dir, "initdb", "-D", data, "-U", pgRole, "-A", "trust", "-E", "UTF8", "--locale=C"); err != nil {
			return nil, err
		}
	}
	args := []string{"-D", data, "-k", dir}
	for _, setting := range pgSettings {
		args = append(args, "-c", setting)
	}
	s.process = command(who, dir, "postgres", args...)
	if err := s.process.Start(); err != nil {
		return nil, err
	}
	go func() { s.ended <- s.process.Wait() }()
	return s, nil
}

// lentUser is nil for anybody but root.
func lentUser() (*syscall.Credential, error) {
	if os.Getuid() != 0 {
		return nil, nil
	}
	for _, name := range []string{"postgres", "nobody"} {
		if u, err := user.Lookup(name); err == nil {
			uid, _ := strconv.Atoi(u.Uid)
			gid, _ := strconv.Atoi(u.Gid)
			return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid), NoSetGroups: false}, nil
		}
	}
	return nil, fmt.Errorf("%w: PostgreSQL may not be root, and there is no user postgres or nobody", errNotHere)
}

// command makes a child that ends with this process, whatever happens to it, and
// that a terminal's interrupt does not reach.
func command(who *syscall.Credential, dir, name string, args ...string) *exec.Cmd {
	c := exec.Command(name, args...)
	c.Dir = dir
	c.SysProcAttr = &syscall.SysProcAttr{Credential: who, Setpgid: true, Pdeathsig: syscall.SIGQUIT}
	log, err := os.OpenFile(filepath.Join(dir, name+".log"), os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o644)
	if err == nil {
		c.Stdout, c.Stderr = log, log
	}
	return c
}

func runAs(who *syscall.Credential, dir, name string, args ...string) error {
	if err := command(who, dir, name, args...).Run(); err != nil {
		said, _ := os.ReadFile(filepath.Join(dir, name+".log"))
		return fmt.Errorf("%s: %w: %s", name, err, said)
	}
	return nil
}

// wait asks until the server answers or has ended.
func (s *pgServer) wait(ctx context.Context, ping func(context.Context) error) error {
	for {
		err := ping(ctx)
		if err == nil {
			return nil
		}
		select {
		case ended := <-s.ended:
			said, _ := os.ReadFile(filepath.Join(s.dir, "postgres.log"))
			return fmt.Errorf("postgres ended: %v: %s", ended, said)
		case <-time.After(50 * time.Millisecond):
		}
	}
}

// stop asks for a fast shutdown and waits for it.
func (s *pgServer) stop() error {
	if err := s.process.Process.Signal(syscall.SIGINT); err != nil {
		return err
	}
	return <-s.ended
}
