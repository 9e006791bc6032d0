package main

import "taizhang/cmd/taizhang/catalogue"

// eventsCmd prints the catalogue of events.
type eventsCmd struct {
	JSON bool `help:"以 JSON 输出 / as JSON."`
}

// Help implements kong.HelpProvider.
func (eventsCmd) Help() string {
	return `全部事件的字段、规则、职责、状态机、代码表和指标，自代码生成；docs/events.md 即其输出。
Fields, rules and departments of every event, the state machine, code lists and metrics, from the code.

例 / Examples:
  taizhang events > events.md
  taizhang events --json`
}

// Run prints it.
func (c *eventsCmd) Run(std stdio) error {
	doc, err := catalogue.Build()
	if err != nil {
		return err
	}
	if c.JSON {
		return printJSON(std, doc)
	}
	return doc.WriteMarkdown(std.out)
}
