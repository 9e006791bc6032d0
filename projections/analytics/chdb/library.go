package chdb

import (
	"fmt"
	"sync"
	"unsafe"

	"github.com/ebitengine/purego"
)

// A library is the set of C functions that this package calls. libchdb can be
// loaded once per process and is never unloaded: its threads outlive every
// connection.
//
// Ownership of C memory, for all of them: the library copies what it is given
// before it returns, so Go memory is only pinned for the length of a call. A
// result belongs to its caller, who copies out of it and then destroys it;
// buffers and error texts live exactly as long as their result.
type library struct {
	setSignalHandlers func(enabled int32)
	connect           func(argc int32, argv unsafe.Pointer) unsafe.Pointer // *connection, nil: refused
	closeConn         func(conn unsafe.Pointer)                            // takes the *connection
	version           func() string

	query       func(conn unsafe.Pointer, q unsafe.Pointer, qLen uintptr, format unsafe.Pointer, formatLen uintptr, names, nameLens, values, valueLens unsafe.Pointer, n uintptr) unsafe.Pointer
	streamQuery func(conn unsafe.Pointer, q unsafe.Pointer, qLen uintptr, format unsafe.Pointer, formatLen uintptr, names, nameLens, values, valueLens unsafe.Pointer, n uintptr) unsafe.Pointer
	streamFetch func(conn, stream unsafe.Pointer) unsafe.Pointer
	// streamCancel ends a stream that was not read to its end. The stream
	// itself is destroyed like any result.
	streamCancel func(conn, stream unsafe.Pointer)

	resultBuffer  func(result unsafe.Pointer) unsafe.Pointer
	resultLength  func(result unsafe.Pointer) uintptr
	resultError   func(result unsafe.Pointer) string
	destroyResult func(result unsafe.Pointer)

	insert        func(conn unsafe.Pointer, q unsafe.Pointer, qLen uintptr, format unsafe.Pointer, formatLen uintptr, names, nameLens, values, valueLens unsafe.Pointer, n uintptr) unsafe.Pointer
	insertAppend  func(insert, data unsafe.Pointer, n uintptr) int32
	insertDone    func(insert unsafe.Pointer) unsafe.Pointer // a result
	insertCancel  func(insert unsafe.Pointer)
	insertError   func(insert unsafe.Pointer) string
	destroyInsert func(insert unsafe.Pointer)

	classify func(conn unsafe.Pointer, q unsafe.Pointer, qLen uintptr, database unsafe.Pointer, databaseLen uintptr, out unsafe.Pointer) int32
}

// symbols pairs every field with its C name.
func (l *library) symbols() map[string]any {
	return map[string]any{
		"chdb_set_signal_handlers_enabled": &l.setSignalHandlers,
		"chdb_connect":                     &l.connect,
		"chdb_close_conn":                  &l.closeConn,
		"chdb_version":                     &l.version,
		"chdb_query_with_params_n":         &l.query,
		"chdb_stream_query_with_params_n":  &l.streamQuery,
		"chdb_stream_fetch_result":         &l.streamFetch,
		"chdb_stream_cancel_query":         &l.streamCancel,
		"chdb_result_buffer":               &l.resultBuffer,
		"chdb_result_length":               &l.resultLength,
		"chdb_result_error":                &l.resultError,
		"chdb_destroy_query_result":        &l.destroyResult,
		"chdb_stream_insert_with_params_n": &l.insert,
		"chdb_stream_append":               &l.insertAppend,
		"chdb_stream_done":                 &l.insertDone,
		"chdb_stream_cancel_insert":        &l.insertCancel,
		"chdb_stream_insert_error":         &l.insertError,
		"chdb_destroy_insert_stream":       &l.destroyInsert,
		"chdb_classify_query_n":            &l.classify,
	}
}

// loaded keeps the one library of the process.
var loaded struct {
	mu   sync.Mutex
	path string
	lib  *library
}

// load opens the library at path, or returns it when it is open already.
func load(path string) (*library, error) {
	loaded.mu.Lock()
	defer loaded.mu.Unlock()
	switch {
	case loaded.lib != nil && loaded.path == path:
		return loaded.lib, nil
	case loaded.lib != nil:
		return nil, fmt.Errorf("load %s: %s is already loaded, and a process can hold only one", path, loaded.path)
	}
	handle, err := purego.Dlopen(path, purego.RTLD_NOW|purego.RTLD_LOCAL)
	if err != nil {
		return nil, fmt.Errorf("load %s: %w", path, err)
	}
	lib := new(library)
	for name, target := range lib.symbols() {
		symbol, err := purego.Dlsym(handle, name)
		if err != nil {
			return nil, fmt.Errorf("load %s: want libchdb 26.7 or later: %w", path, err)
		}
		purego.RegisterFunc(target, symbol)
	}
	// The Go runtime owns the signals; a second handler of SIGSEGV or SIGINT
	// would take them away from it.
	lib.setSignalHandlers(0)
	loaded.path, loaded.lib = path, lib
	return lib, nil
}
