package domain

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// text reads a JSON string, or returns "" for anything else.
func text(raw jsontext.Value) string {
	var s string
	if len(raw) == 0 || raw[0] != '"' || json.Unmarshal(raw, &s) != nil {
		return ""
	}
	return s
}

// escape writes a name as a segment of a JSON pointer (RFC 6901 §3).
func escape(name string) string { return strings.NewReplacer("~", "~0", "/", "~1").Replace(name) }

// tooDeep finds the first place nested deeper than FactDepthMax. Counting
// brackets is enough to know that there is none.
func tooDeep(data []byte) (at string, deep bool) {
	if bytes.Count(data, []byte("["))+bytes.Count(data, []byte("{")) <= FactDepthMax {
		return "", false
	}
	dec := jsontext.NewDecoder(bytes.NewReader(data))
	for {
		if _, err := dec.ReadToken(); err != nil {
			return "", false // the syntax is judged elsewhere
		}
		if dec.StackDepth() > FactDepthMax {
			return string(dec.StackPointer()), true
		}
	}
}

// malformed turns an error of the JSON library into a problem with its place.
func malformed(base string, err error) *Invalid {
	p := Problem{Path: base, Rule: "json.syntax", ZH: "JSON 无法读取：" + err.Error(), EN: err.Error()}
	if s, ok := errors.AsType[*jsontext.SyntacticError](err); ok {
		p.Path = base + string(s.JSONPointer)
		p.ZH, p.EN = fmt.Sprintf("JSON 语法错误（第 %d 字节）：%v", s.ByteOffset, s.Err), fmt.Sprintf("JSON syntax at byte %d: %v", s.ByteOffset, s.Err)
		switch {
		case errors.Is(s.Err, jsontext.ErrDuplicateName):
			p.Rule, p.ZH, p.EN = "json.duplicate", "字段重复", "duplicate name"
		case strings.Contains(s.Err.Error(), "UTF-8"):
			p.Rule, p.ZH = "json.utf8", "文本不是有效的 UTF-8"
		}
	} else if s, ok := errors.AsType[*json.SemanticError](err); ok {
		p.Path, p.Rule = base+string(s.JSONPointer), "json.type"
	} else if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		p.ZH, p.EN = "JSON 为空或不完整", "empty or truncated JSON"
	}
	return &Invalid{Problems: []Problem{p}}
}
