package chdb

import (
	"runtime"
	"strconv"
	"strings"
	"unsafe"
)

// A param is a query parameter: {name:Type} in the statement.
type param struct{ name, value string }

// A binding holds the arguments of a call pinned, so that C may read them.
type binding struct {
	pin                                runtime.Pinner
	sql, format                        unsafe.Pointer
	sqlLen, formatLen                  uintptr
	names, nameLens, values, valueLens unsafe.Pointer
	n                                  uintptr
}

// bind pins the arguments until release. libchdb has copied them when the call
// returns.
func bind(sql, format string, params []param) *binding {
	b := &binding{sqlLen: uintptr(len(sql)), formatLen: uintptr(len(format)), n: uintptr(len(params))}
	b.sql = unsafe.Pointer(b.pinned(sql))
	b.format = unsafe.Pointer(b.pinned(format))
	if len(params) == 0 {
		return b
	}
	names, values := make([]*byte, len(params)), make([]*byte, len(params))
	nameLens, valueLens := make([]uintptr, len(params)), make([]uintptr, len(params))
	for i, p := range params {
		names[i], nameLens[i] = b.pinned(p.name), uintptr(len(p.name))
		values[i], valueLens[i] = b.pinned(p.value), uintptr(len(p.value))
	}
	b.pin.Pin(&names[0])
	b.pin.Pin(&nameLens[0])
	b.pin.Pin(&values[0])
	b.pin.Pin(&valueLens[0])
	b.names, b.nameLens = unsafe.Pointer(&names[0]), unsafe.Pointer(&nameLens[0])
	b.values, b.valueLens = unsafe.Pointer(&values[0]), unsafe.Pointer(&valueLens[0])
	return b
}

// pinned returns the bytes of s, never nil: an empty string is one byte long
// here and of length 0 there.
func (b *binding) pinned(s string) *byte {
	data := append([]byte(s), 0)
	b.pin.Pin(&data[0])
	return &data[0]
}

func (b *binding) release() { b.pin.Unpin() }

// A result is an answer in C memory. Whoever gets one destroys it; its bytes
// are gone then.
type result struct {
	lib *library
	ptr unsafe.Pointer
}

// bytes returns the answer where it lies, in C memory, without copying.
func (r result) bytes() []byte {
	n := r.lib.resultLength(r.ptr)
	if n == 0 {
		return nil
	}
	return unsafe.Slice((*byte)(r.lib.resultBuffer(r.ptr)), n)
}

func (r result) destroy() { r.lib.destroyResult(r.ptr) }

// failure returns the error that the result stands for and destroys it, or nil
// when it is an answer.
func (r result) failure() error {
	text := r.lib.resultError(r.ptr)
	if text == "" {
		return nil
	}
	r.destroy()
	return newException(text)
}

// An exception is an error of the engine, in its own words.
type exception struct {
	code int // 0: the text names none
	text string
}

func (e *exception) Error() string { return e.text }

// newException reads the code from ClickHouse's text "Code: 60. DB::Exception: …".
func newException(text string) *exception {
	e := &exception{text: text}
	if rest, ok := strings.CutPrefix(text, "Code: "); ok {
		digits, _, _ := strings.Cut(rest, ".")
		e.code, _ = strconv.Atoi(digits)
	}
	return e
}
