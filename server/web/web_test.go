package web

import (
	"io/fs"
	"os"
	"strings"
	"testing"
	"testing/fstest"
)

var unbuilt = fstest.MapFS{
	"dist/.gitkeep":          {},
	"placeholder/index.html": {Data: []byte("run make run")},
}

func TestFilesWithoutBuildSayHowToBuild(t *testing.T) {
	page, err := fs.ReadFile(files(unbuilt), "index.html")
	if err != nil || !strings.Contains(string(page), "make run") {
		t.Fatalf("index.html = %q, %v; want the page that names make run", page, err)
	}
	committed, err := fs.ReadFile(embedded, "placeholder/index.html")
	if err != nil || !strings.Contains(string(committed), "make run") {
		t.Fatalf("the committed placeholder does not name make run: %v", err)
	}
}

func TestFilesPreferTheBuild(t *testing.T) {
	fsys := fstest.MapFS{"dist/index.html": {Data: []byte("app")}, "placeholder/index.html": {Data: []byte("run make run")}}
	if page, err := fs.ReadFile(files(fsys), "index.html"); err != nil || string(page) != "app" {
		t.Fatalf("index.html = %q, %v; want the built one", page, err)
	}
}

func TestTablesWithoutBuildSayHowToBuild(t *testing.T) {
	_, districtsErr := districts(unbuilt)
	_, divisionsErr := divisions(unbuilt)
	for _, err := range []error{districtsErr, divisionsErr} {
		if err == nil || !strings.Contains(err.Error(), "make web") {
			t.Errorf("error %v does not name make web", err)
		}
	}
}

// needBuild skips where the screens are not built, unless the run requires them.
func needBuild(t *testing.T) {
	t.Helper()
	if !Built() {
		if os.Getenv("TAIZHANG_TEST_REQUIRE") == "1" {
			t.Fatal("the screens are not built: run make web")
		}
		t.Skip("the screens are not built")
	}
}

func TestLockFileNamesNoRegistry(t *testing.T) {
	lock, err := os.ReadFile("package-lock.json")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(lock), `"integrity"`) || strings.Contains(string(lock), `"resolved"`) {
		t.Error("package-lock.json pins every package by its digest and names no host; npm install with omit-lockfile-registry-resolved")
	}
}

func TestDistrictsOfTianjin(t *testing.T) {
	needBuild(t)
	all, err := Districts()
	if err != nil || len(all) != 16 {
		t.Fatalf("%d districts, %v; want 16", len(all), err)
	}
	for _, d := range all {
		if !strings.HasPrefix(d.Code, "1201") || d.Name == "" || len(d.Rings) == 0 {
			t.Errorf("district %+v is not whole", d)
		}
		for _, ring := range d.Rings {
			if len(ring) < 4 || ring[0] != ring[len(ring)-1] {
				t.Errorf("%s: ring of %d points is not closed", d.Name, len(ring))
			}
			for _, p := range ring {
				if p[0] < 116.7 || p[0] > 118.1 || p[1] < 38.5 || p[1] > 40.3 {
					t.Fatalf("%s: point %v lies outside Tianjin", d.Name, p)
				}
			}
		}
	}
	for _, d := range all {
		if !inside(d.Rings[0], d.Centre) {
			t.Errorf("%s: label %v lies outside its outline", d.Name, d.Centre)
		}
	}
}

// inside reports whether p lies in the ring (even-odd rule).
func inside(ring [][2]float64, p [2]float64) bool {
	in := false
	for i := range len(ring) - 1 {
		a, b := ring[i], ring[i+1]
		if (a[1] > p[1]) != (b[1] > p[1]) && p[0] < (b[0]-a[0])*(p[1]-a[1])/(b[1]-a[1])+a[0] {
			in = !in
		}
	}
	return in
}

func TestDivisionsOfTheCountry(t *testing.T) {
	needBuild(t)
	all, err := Divisions()
	if err != nil || len(all) < 2800 {
		t.Fatalf("%d divisions, %v; want those of the whole country", len(all), err)
	}
	want := map[string]Division{
		"120116": {"120116", "滨海新区", "", "天津市"},
		"130102": {"130102", "长安区", "石家庄市", "河北省"},
		"441900": {"441900", "东莞市", "东莞市", "广东省"},
	}
	for _, d := range all {
		if w, ok := want[d.Code]; ok && d != w {
			t.Errorf("division %+v; want %+v", d, w)
		}
		delete(want, d.Code)
	}
	if len(want) > 0 {
		t.Errorf("missing %v", want)
	}
}
