package server

import (
	"bytes"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"

	"github.com/klauspost/compress/gzip"
)

var zippers = sync.Pool{New: func() any {
	w, err := gzip.NewWriterLevel(io.Discard, gzip.BestSpeed)
	if err != nil {
		panic("server: gzip: " + err.Error()) // the level is a constant
	}
	return w
}}

// send writes a whole body, packed when the caller takes that and it is worth it.
func send(w http.ResponseWriter, r *http.Request, status int, data []byte) int {
	h := w.Header()
	if len(data) >= gzipBytesMin {
		h.Add("Vary", "Accept-Encoding")
		if acceptsGzip(r.Header) {
			data = zipped(data)
			h.Set("Content-Encoding", "gzip")
		}
	}
	h.Set("Content-Length", strconv.Itoa(len(data)))
	w.WriteHeader(status)
	w.Write(data) // who has left does not hear of it
	return status
}

func zipped(data []byte) []byte {
	var out bytes.Buffer
	z := zippers.Get().(*gzip.Writer)
	defer zippers.Put(z)
	z.Reset(&out)
	z.Write(data) // a buffer takes everything
	z.Close()
	return out.Bytes()
}

// acceptsGzip reads Accept-Encoding as far as browsers and tools use it: gzip is
// named and not ruled out by q=0.
func acceptsGzip(h http.Header) bool {
	for coding := range strings.SplitSeq(h.Get("Accept-Encoding"), ",") {
		name, params, _ := strings.Cut(strings.TrimSpace(coding), ";")
		if strings.EqualFold(strings.TrimSpace(name), "gzip") {
			q := strings.TrimSpace(params)
			return q != "q=0" && q != "q=0.0" && q != "q=0.00" && q != "q=0.000"
		}
	}
	return false
}
