package main

import (
	"slices"
	"strings"
	"testing"

	"github.com/alecthomas/kong"
)

// unexplained lists what commands lack: each, and each group of them, says in both
// languages what it does and has an example of itself, written as it is called.
func unexplained(node *kong.Node) (list []string) {
	for _, child := range node.Children {
		if child.Type != kong.CommandNode {
			continue
		}
		path := "taizhang " + child.Path()
		if _, example, _ := strings.Cut(child.Detail, "例 / Example"); !strings.Contains(example+"\n", " "+path+" ") && !strings.Contains(example+"\n", " "+path+"\n") {
			list = append(list, path+": no example")
		}
		if !strings.Contains(child.Help, " / ") {
			list = append(list, path+": not in both languages")
		}
		list = append(list, unexplained(child)...)
	}
	return list
}

func TestEveryCommandHasAnExample(t *testing.T) {
	for _, fault := range unexplained(new(cli).parser().Model.Node) {
		t.Error(fault)
	}
}

// A command that is declared without an example is found, below a group too.
func TestCommandsWithoutExampleAreFound(t *testing.T) {
	var bare struct {
		Token tokenCmd `cmd:"" help:"令牌 / tokens."`
		Group struct {
			Bare struct{} `cmd:"" help:"bare."`
		} `cmd:"" help:"组 / group."`
	}
	parser, err := kong.New(&bare)
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"taizhang group: no example", "taizhang group bare: no example", "taizhang group bare: not in both languages"}
	if got := unexplained(parser.Model.Node); !slices.Equal(got, want) {
		t.Errorf("found %q, want %q", got, want)
	}
}

// What a reader sees is what the tree says.
func TestHelpShowsTheExample(t *testing.T) {
	var said strings.Builder
	std := stdio{strings.NewReader(""), &said, &said}
	if code := run(t.Context(), []string{"policy", "list", "--help"}, std); code != exitOK || !strings.Contains(said.String(), "taizhang policy list --scope") {
		t.Errorf("exit %d: %s", code, said.String())
	}
}
