// Package web holds the screens: a Vue application, built by npm into dist and
// embedded into the binary, and the data tables that come with it.
package web

import (
	"embed"
	"io/fs"
)

// dist holds what the build made, which is not committed; without a build only
// .gitkeep is there.
//
//go:embed all:dist placeholder
var embedded embed.FS

// Files is what the server serves at /: the built application, or a page that
// says how to build it.
var Files = files(embedded)

// Built reports whether the application was built into this binary.
func Built() bool { return built(embedded) }

func built(fsys fs.FS) bool {
	_, err := fs.Stat(fsys, "dist/index.html")
	return err == nil
}

func files(fsys fs.FS) fs.FS {
	dir := "placeholder"
	if built(fsys) {
		dir = "dist"
	}
	sub, err := fs.Sub(fsys, dir)
	if err != nil {
		panic(err) // the name is a constant and valid
	}
	return sub
}
