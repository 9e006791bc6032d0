package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"golang.org/x/sys/unix"
)

// A machine is what the numbers were taken on.
type machine struct {
	Kernel, CPU, Go, Postgres, Filesystem string
	Cores                                 int
	MemoryGiB                             float64
}

func thisMachine(dir string) machine {
	m := machine{Go: runtime.Version(), Cores: runtime.NumCPU(), Filesystem: filesystem(dir)}
	m.Kernel = strings.TrimSpace(firstOf("/proc/sys/kernel/ostype") + " " + firstOf("/proc/sys/kernel/osrelease"))
	m.CPU = field("/proc/cpuinfo", "model name")
	var kib float64
	fmt.Sscan(field("/proc/meminfo", "MemTotal"), &kib)
	m.MemoryGiB = kib / (1 << 20)
	if version, err := exec.Command("postgres", "--version").Output(); err == nil {
		m.Postgres = strings.TrimSpace(string(version))
	}
	return m
}

func firstOf(path string) string {
	b, _ := os.ReadFile(path)
	line, _, _ := strings.Cut(string(b), "\n")
	return line
}

// field is the value of the first line that begins with a name.
func field(path, name string) string {
	b, _ := os.ReadFile(path)
	for line := range strings.Lines(string(b)) {
		if key, value, ok := strings.Cut(line, ":"); ok && strings.TrimSpace(key) == name {
			return strings.TrimSpace(value)
		}
	}
	return ""
}

// memoryBacked file systems have nothing to sync.
const memoryBacked = "tmpfs"

func filesystem(dir string) string {
	var s unix.Statfs_t
	if unix.Statfs(dir, &s) != nil {
		return "?"
	}
	names := map[int64]string{
		unix.EXT4_SUPER_MAGIC: "ext4", unix.XFS_SUPER_MAGIC: "xfs", unix.BTRFS_SUPER_MAGIC: "btrfs",
		unix.TMPFS_MAGIC: memoryBacked, unix.OVERLAYFS_SUPER_MAGIC: "overlay", 0x2fc12fc1: "zfs",
	}
	if name, ok := names[int64(s.Type)]; ok {
		return name
	}
	return fmt.Sprintf("type %#x", s.Type)
}

// A weather is how busy the machine is and how quick its disk, at one moment.
type weather struct {
	Load     string
	P50, P99 float64 // of a write of 800 bytes and its fdatasync, in ms
}

const (
	weatherSyncs = 500
	weatherBytes = 800
)

func look(dir string) (weather, error) {
	w := weather{Load: strings.Join(strings.Fields(firstOf("/proc/loadavg"))[:3], " ")}
	f, err := os.Create(filepath.Join(dir, "sync"))
	if err != nil {
		return w, err
	}
	defer os.Remove(f.Name())
	defer f.Close()
	if err := unix.Fallocate(int(f.Fd()), 0, 0, 1<<20); err != nil {
		return w, err
	}
	var times []time.Duration
	for range weatherSyncs {
		start := time.Now()
		if _, err := f.Write(make([]byte, weatherBytes)); err != nil {
			return w, err
		}
		if err := unix.Fdatasync(int(f.Fd())); err != nil {
			return w, err
		}
		times = append(times, time.Since(start))
	}
	r := timed(weatherSyncs, time.Second, times)
	w.P50, w.P99 = r.P50, r.P99
	return w, nil
}

const (
	quietShare = 0.8 // of the processors is idle
	quietLook  = 200 * time.Millisecond
	quietMax   = time.Second
)

// quiet waits until what ran before has come to rest, so that nobody pays for the
// background work of another. It reports false when it gave up.
func quiet() bool {
	for until := time.Now().Add(quietMax); time.Now().Before(until); {
		idle, all := processors()
		time.Sleep(quietLook)
		idle2, all2 := processors()
		if idle2-idle >= quietShare*(all2-all) {
			return true
		}
	}
	return false
}

// processors reads how long they were idle, and how long they were there.
func processors() (idle, all float64) {
	for i, word := range strings.Fields(firstOf("/proc/stat")) {
		var ticks float64
		if _, err := fmt.Sscan(word, &ticks); err != nil {
			continue // "cpu"
		}
		if all += ticks; i == 4 || i == 5 { // idle, waiting for the disk
			idle += ticks
		}
	}
	return idle, all
}
