package esdbnode

import (
	"regexp"
	"slices"
	"strings"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/EventStore/EventStore-Client-Go/v4/protos/streams"

	"taizhang/eventstore"
)

// windowDefault is how many records are considered before a checkpoint is due when
// the client sets no window.
const windowDefault = 32

// A filter keeps records by the name of their stream or their type. Nil keeps all.
type filter struct {
	byType   bool
	prefixes []string
	regex    *regexp.Regexp // nil: by prefixes
	interval uint64         // records considered between two checkpoints
}

func newFilter(o *streams.ReadReq_Options_FilterOptions) (*filter, error) {
	if o == nil {
		return nil, nil
	}
	window := uint64(o.GetMax())
	if _, max := o.GetWindow().(*streams.ReadReq_Options_FilterOptions_Max); !max {
		window = windowDefault
	}
	f := &filter{byType: o.GetEventType() != nil, interval: window * uint64(o.GetCheckpointIntervalMultiplier())}
	expression := o.GetStreamIdentifier()
	if f.byType {
		expression = o.GetEventType()
	}
	f.prefixes = expression.GetPrefix()
	switch {
	case f.interval == 0:
		return nil, status.Error(codes.InvalidArgument, "a filter's window and checkpointIntervalMultiplier must be at least 1")
	case expression.GetRegex() == "" && len(f.prefixes) == 0:
		return nil, status.Error(codes.InvalidArgument, "a filter needs prefixes or a regular expression")
	case expression.GetRegex() == "":
		return f, nil
	}
	var err error
	if f.regex, err = regexp.Compile(expression.GetRegex()); err != nil {
		return nil, status.Errorf(codes.InvalidArgument, "正则表达式须为 RE2 语法（无环视）/ regular expressions are RE2, without lookaround: %v", err)
	}
	return f, nil
}

func (f *filter) match(r eventstore.Record) bool {
	if f == nil {
		return true
	}
	name := r.Stream
	if f.byType {
		name = r.Type
	}
	if f.regex != nil {
		return f.regex.MatchString(name)
	}
	return slices.ContainsFunc(f.prefixes, func(prefix string) bool { return strings.HasPrefix(name, prefix) })
}
