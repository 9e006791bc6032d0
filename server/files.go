package server

import (
	"crypto/sha256"
	"encoding/hex"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strconv"
	"strings"
	"sync"
)

// policy lets the application load what this server gives and nothing else, and run no
// script that is not a file of it. Attributes of style are how its charts and tables set
// sizes and colours; elements of style it makes none, and browsers that do not tell the
// two apart go by style-src. The icons of its components are data.
const policy = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; style-src-elem 'self'; style-src-attr 'unsafe-inline'; " +
	"img-src 'self' data:; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

// files serves the web application. Addresses that are no file are its pages: they
// get index.html.
type files struct {
	fsys fs.FS

	mu   sync.Mutex // guards read
	read map[string]*file
}

// file is one file of the application, read and packed once.
type file struct {
	kind, etag string
	plain      []byte
	packed     []byte // gzip; nil when not worth it
}

func newFiles(fsys fs.FS) http.Handler { return &files{fsys: fsys, read: make(map[string]*file)} }

func (f *files) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Content-Security-Policy", policy)
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		h.Set("Allow", "GET, HEAD")
		http.Error(w, "405 只可读取 (read only)", http.StatusMethodNotAllowed)
		return
	}
	name := strings.TrimPrefix(path.Clean(r.URL.Path), "/")
	is := f.find(name)
	if is == nil && path.Ext(name) == "" {
		name = "index.html"
		is = f.find(name)
	}
	if is == nil {
		http.Error(w, "404 没有此页面 (not found)", http.StatusNotFound)
		return
	}
	h.Set("Content-Type", is.kind)
	h.Set("ETag", is.etag)
	h.Set("Vary", "Accept-Encoding")
	h.Set("Cache-Control", "no-cache") // names carry no hash: ask again, mostly for 304
	if matches(r.Header.Get("If-None-Match"), is.etag) {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	data := is.plain
	if is.packed != nil && acceptsGzip(r.Header) {
		h.Set("Content-Encoding", "gzip")
		data = is.packed
	}
	h.Set("Content-Length", strconv.Itoa(len(data)))
	w.Write(data)
}

// find returns a file of the application, or nil.
func (f *files) find(name string) *file {
	if f.fsys == nil || !fs.ValidPath(name) || hiddenFile(name) {
		return nil
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if is := f.read[name]; is != nil {
		return is
	}
	data, err := fs.ReadFile(f.fsys, name)
	if err != nil {
		return nil
	}
	sum := sha256.Sum256(data)
	is := &file{kind: kindOf(name), etag: strconv.Quote(hex.EncodeToString(sum[:12])), plain: data}
	if packed := zipped(data); len(packed) < len(data)*9/10 {
		is.packed = packed
	}
	f.read[name] = is
	return is
}

// hiddenFile keeps what begins with a dot from the net.
func hiddenFile(name string) bool {
	return strings.HasPrefix(name, ".") || strings.Contains(name, "/.")
}

func kindOf(name string) string {
	switch path.Ext(name) {
	case ".js", ".mjs":
		return "text/javascript; charset=utf-8"
	case ".json", ".map":
		return "application/json"
	}
	if kind := mime.TypeByExtension(path.Ext(name)); kind != "" {
		return kind
	}
	return "application/octet-stream"
}
