package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"

	"github.com/go-json-experiment/json/jsontext"

	"taizhang/domain"
)

// recordCmd records facts given as JSON.
type recordCmd struct {
	place
	tokenFlags
	Parcel string `help:"宗地标识或代码；首个事件为入库时可省 / identity or code of the parcel; not needed when the first fact registers it." placeholder:"CODE"`
	Key    string `help:"幂等键：同一键只登记一次 / idempotency key: recorded once per key." placeholder:"KEY"`
	DryRun bool   `help:"只按规则核对，不登记 / decide only, record nothing."`
	File   string `arg:"" optional:"" help:"事件文件，JSON，可为一个事件或数组；缺省为标准输入 / file with one fact or an array; default standard input." placeholder:"FILE"`
}

// Help implements kong.HelpProvider.
func (recordCmd) Help() string {
	return `例 / Example:
  echo '{"type":"ConstructionStarted","occurredOn":"2026-03-13","data":{"test":"PILES","permitNo":"120116202603010101","verifiedBy":["王一","李二"]}}' |
    taizhang record --parcel 120116001001GB00001 --token-file officer.token --key 动工-00001`
}

// Run records the facts, all or none, and prints what was recorded.
func (c *recordCmd) Run(ctx context.Context, std stdio) error {
	facts, err := c.facts(std)
	if err != nil {
		return err
	}
	token, err := c.officerToken()
	if err != nil {
		return err
	}
	b, err := c.open(ctx, token)
	if err != nil {
		return err
	}
	defer b.Close()
	got, err := b.Record(ctx, c.Parcel, keyOf(c.Key), c.DryRun, facts)
	if err != nil {
		return err
	}
	return printJSON(std, got)
}

// facts reads one fact or an array of them.
func (c *recordCmd) facts(std stdio) ([]domain.Fact, error) {
	in := std.in
	if c.File != "" && c.File != "-" {
		file, err := os.Open(c.File)
		if err != nil {
			return nil, err
		}
		defer file.Close()
		in = file
	}
	data, err := io.ReadAll(io.LimitReader(in, 8<<20))
	if err != nil {
		return nil, err
	}
	values := []jsontext.Value{data}
	if data = bytes.TrimSpace(data); len(data) > 0 && data[0] == '[' {
		if values, err = elements(data); err != nil {
			return nil, err
		}
	}
	facts := make([]domain.Fact, len(values))
	for i, v := range values {
		if facts[i], err = domain.DecodeFact(v, false); err != nil {
			return nil, fmt.Errorf("事件 / fact %d: %w", i, err)
		}
	}
	return facts, nil
}

// elements splits a JSON array into its values, each as it stands.
func elements(data []byte) ([]jsontext.Value, error) {
	dec := jsontext.NewDecoder(bytes.NewReader(data))
	if _, err := dec.ReadToken(); err != nil {
		return nil, err
	}
	var values []jsontext.Value
	for dec.PeekKind() != ']' {
		v, err := dec.ReadValue()
		if err != nil {
			return nil, err
		}
		values = append(values, v.Clone())
	}
	return values, nil
}
