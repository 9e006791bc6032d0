package server

import (
	"bytes"
	"mime"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/pb33f/libopenapi"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"taizhang/domain"
)

// document is a served document with its schemas ready to validate by.
type document struct {
	raw      []byte
	tree     any
	compiler *jsonschema.Compiler

	mu       sync.Mutex
	compiled map[string]*jsonschema.Schema
}

func newDocument(t testing.TB, d schema) *document {
	t.Helper()
	raw, err := d.encoded()
	if err != nil {
		t.Fatal(err)
	}
	tree, err := jsonschema.UnmarshalJSON(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	if err := c.AddResource("doc.json", tree); err != nil {
		t.Fatal(err)
	}
	return &document{raw: raw, tree: tree, compiler: c, compiled: make(map[string]*jsonschema.Schema)}
}

// check validates JSON by the schema at a pointer of the document.
func (d *document) check(t testing.TB, pointer string, body []byte) {
	t.Helper()
	d.mu.Lock()
	defer d.mu.Unlock()
	is := d.compiled[pointer]
	if is == nil {
		var err error
		if is, err = d.compiler.Compile("doc.json#" + pointer); err != nil {
			t.Fatal(err)
		}
		d.compiled[pointer] = is
	}
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(body))
	if err == nil {
		err = is.Validate(value)
	}
	if err != nil {
		t.Errorf("%s does not allow %.600s\n%v", pointer, body, err)
	}
}

// at returns the part of the document at a path of keys, or nil.
func (d *document) at(keys ...string) any {
	var is any = d.tree
	for _, key := range keys {
		object, ok := is.(map[string]any)
		if !ok {
			return nil
		}
		is = object[key]
	}
	return is
}

var (
	openAPIOnce = sync.OnceValue(func() *document {
		s := New(Config{Ledger: kindOnly(domain.Demo)})
		return newDocument(panicking{}, s.openAPIDocument())
	})
	asyncAPIOnce = sync.OnceValue(func() *document { return newDocument(panicking{}, asyncAPIDocument("0")) })
)

// panicking stands for a test where there is none.
type panicking struct{ testing.TB }

func (panicking) Helper()           {}
func (panicking) Fatal(args ...any) { panic(args) }

// checkAnswer holds an answer against the OpenAPI document: the route, the status
// and the body must be what it says. Every request of every test comes here.
func checkAnswer(t testing.TB, mux *http.ServeMux, method, address string, x exchange) {
	t.Helper()
	parsed, err := url.Parse(address)
	if err != nil {
		return // a case that is no address
	}
	_, pattern := mux.Handler(&http.Request{Method: method, URL: parsed})
	method, path, _ := strings.Cut(pattern, " ")
	doc := openAPIOnce()
	if doc.at("paths", path) == nil {
		if pattern != "/" && pattern != "/api/" && pattern != "" {
			t.Errorf("%s is not in the document", pattern)
		}
		return
	}
	if x.status == http.StatusNotModified {
		return
	}
	base := "/paths/" + strings.NewReplacer("~", "~0", "/", "~1").Replace(path) + "/" + strings.ToLower(method) + "/responses/"
	code := "default"
	if x.status < 300 {
		code = map[int]string{200: "200", 201: "201"}[x.status]
	}
	kind, _, _ := mime.ParseMediaType(x.header.Get("Content-Type"))
	if doc.at("paths", path, strings.ToLower(method), "responses", code, "content", kind) == nil {
		t.Errorf("%s answered %d with %s: not in the document", pattern, x.status, kind)
		return
	}
	if strings.HasSuffix(kind, "json") && x.header.Get("Content-Encoding") == "" {
		doc.check(t, base+code+"/content/"+strings.ReplaceAll(kind, "/", "~1")+"/schema", x.body)
	}
}

// checkMessage holds a message of the feed against the AsyncAPI document.
func checkMessage(t testing.TB, kind string, raw []byte) {
	t.Helper()
	asyncAPIOnce().check(t, "/components/messages/"+kind+"/payload", raw)
}

// The document names every route and no other.
func TestDocumentNamesEveryRoute(t *testing.T) {
	r := demoRig(t)
	inDocument := make(map[string]bool)
	paths := openAPIOnce().at("paths").(map[string]any)
	for path, methods := range paths {
		for method := range methods.(map[string]any) {
			pattern := strings.ToUpper(method) + " " + path
			inDocument[pattern] = true
			probe := &http.Request{Method: strings.ToUpper(method), URL: &url.URL{Path: strings.NewReplacer("{ref}", "x", "{code}", "M01").Replace(path)}}
			if _, got := r.server.mux().Handler(probe); got != pattern {
				t.Errorf("the document names %s, the server answers by %q", pattern, got)
			}
		}
	}
	for _, route := range append(r.server.routes, besideRoutes...) {
		op, ok := operations[route.pattern()]
		if !inDocument[route.pattern()] || !ok || op.summary == "" {
			t.Errorf("%s is not documented", route.pattern())
		}
		for name := range strings.FieldsSeq(route.query) {
			if parameters[name] == nil {
				t.Errorf("parameter %s of %s is not documented", name, route.pattern())
			}
		}
	}
	if len(operations) != len(inDocument) {
		t.Errorf("%d operations described, %d in the document", len(operations), len(inDocument))
	}
}

// A reader that knows nothing of this code understands the documents.
func TestDocumentsAreWellFormed(t *testing.T) {
	r := demoRig(t)
	x := r.get("/api/v1/openapi.json", "Authorization: ")
	if !bytes.Equal(x.body, openAPIDocumentOf(t, r.server)) {
		t.Error("the served document is another one")
	}
	doc, err := libopenapi.NewDocument(x.body)
	if err != nil {
		t.Fatal(err)
	}
	model, err := doc.BuildV3Model()
	if err != nil {
		t.Fatal(err)
	}
	if got := model.Model.Paths.PathItems.Len(); got < 20 {
		t.Errorf("%d paths", got)
	}
	if x := r.get("/api/v1/asyncapi.json", "Authorization: "); !bytes.Contains(x.body, []byte(`"asyncapi":"3.0.0"`)) {
		t.Errorf("asyncapi %.80s", x.body)
	}
	for kind := range serverMessages {
		if asyncAPIOnce().at("components", "messages", kind, "payload") == nil {
			t.Errorf("message %s is not in the document", kind)
		}
	}
}

func openAPIDocumentOf(t testing.TB, s *Server) []byte {
	t.Helper()
	raw, err := s.openAPIDocument().encoded()
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

// Control: the schemas refuse what the code does not send.
func TestSchemasRefuse(t *testing.T) {
	doc := openAPIOnce()
	for pointer, body := range map[string]string{
		"/components/schemas/RecordedView":      `{"parcel":"6f0c1a52-6d0e-5f0b-9a3e-3a1f5f2c7b10","stage":"X","repeated":false}`,
		"/components/schemas/ErrorBody":         `{"error":{"code":"x","zh":"x","en":"x","more":1}}`,
		"/components/schemas/Fact":              `{"type":"LandDelivered","occurredOn":"2024-01-01","data":{"condition":"SOON","area":1,"confirmationNo":"1"}}`,
		"/components/schemas/LandDeliveredData": `{"condition":"NET","area":"1","confirmationNo":"1"}`,
		"/components/schemas/Batch":             `{"facts":[]}`,
	} {
		is, err := doc.compiler.Compile("doc.json#" + pointer)
		if err != nil {
			t.Fatal(err)
		}
		value, err := jsonschema.UnmarshalJSON(strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		if is.Validate(value) == nil {
			t.Errorf("%s allows %s", pointer, body)
		}
	}
	value, _ := jsonschema.UnmarshalJSON(bytes.NewReader(encode(t, registration(1))))
	is, err := doc.compiler.Compile("doc.json#/components/schemas/Fact")
	if err != nil {
		t.Fatal(err)
	}
	if err := is.Validate(value); err != nil {
		t.Errorf("the schema of facts refuses a good one: %v", err)
	}
}
